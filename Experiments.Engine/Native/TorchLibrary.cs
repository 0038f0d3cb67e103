using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace Experiments.Engine.Native;

/// <summary>
/// Loads libtorch. TorchSharp's native library asks for GLIBCXX_3.4.32 (GCC 13) for a symbol that is never called, so
/// the loader of Debian 12, Ubuntu 22.04 and RHEL 9 refuses it. When the normal load fails, a copy is written beside
/// it in which that one version need is marked weak, and the copy is loaded. Newer systems never get that far.
/// </summary>
public static partial class TorchLibrary
{
    private const string LibraryName = "libLibTorchSharp.so";
    private const string UnmetVersion = "GLIBCXX_3.4.32";
    private static readonly Lock Gate = new();
    private static bool _ready;

    /// <summary>Makes torch usable in this process; call before anything of TorchSharp. Safe to call again.</summary>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (_ready) return;
            if (OperatingSystem.IsLinux())
            {
                // libtorch warns at every convolution that NNPACK does not know the processor; errors stay audible.
                _ = SetEnvironment("TORCH_CPP_LOG_LEVEL", "ERROR", overwrite: 0);
                // Threads that spin at a barrier starve the others of a busy machine: a step took up to ten times as long.
                _ = SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);
                AssemblyLoadContext.Default.ResolvingUnmanagedDll += LoadPatched;
                LoadExternal();
            }

            torch.InitializeDeviceType(DeviceType.CPU);
            if (OperatingSystem.IsLinux()) ApplyLogLevel();
            _ready = true;
        }
    }

    /// <summary>With <c>-p:Torch=external</c> libtorch comes from the folder named in TORCH_HOME (its <c>lib</c> folder).</summary>
    private static void LoadExternal()
    {
        if (Environment.GetEnvironmentVariable("TORCH_HOME") is not { Length: > 0 } home) return;
        var folder = Directory.Exists(Path.Combine(home, "lib")) ? Path.Combine(home, "lib") : home;
        foreach (var name in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path)) NativeLibrary.Load(path);
        }
    }

    /// <summary>libtorch reads its log level from the environment only when asked to.</summary>
    private static unsafe void ApplyLogLevel()
    {
        var library = SearchFolders(typeof(torch).Assembly).Select(f => Path.Combine(f, "libc10.so")).FirstOrDefault(File.Exists);
        if (library is null || !NativeLibrary.TryLoad(library, out var handle)) return;
        if (NativeLibrary.TryGetExport(handle, "_ZN3c1011initLoggingEv", out var initLogging)) ((delegate* unmanaged<void>)initLogging)();
    }

    private static IntPtr LoadPatched(Assembly assembly, string name)
    {
        if (!name.Contains("LibTorchSharp", StringComparison.Ordinal)) return IntPtr.Zero;
        foreach (var folder in SearchFolders(assembly))
        {
            var original = Path.Combine(folder, LibraryName);
            if (!File.Exists(original)) continue;
            // The library's own dependencies lie beside it; its run path ($ORIGIN) finds them for the copy too.
            var patched = PatchedCopy(original);
            if (patched is not null && NativeLibrary.TryLoad(patched, out var handle)) return handle;
        }

        return IntPtr.Zero;
    }

    private static IEnumerable<string> SearchFolders(Assembly assembly)
    {
        var home = Path.GetDirectoryName(assembly.Location) is { Length: > 0 } beside ? beside : AppContext.BaseDirectory;
        yield return home;
        yield return Path.Combine(home, "runtimes", "linux-x64", "native");
        var fromHost = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var folder in fromHost) yield return folder;
    }

    /// <summary>Path of a loadable copy, written whole and then renamed; null when there is nothing to patch.</summary>
    private static string? PatchedCopy(string original)
    {
        var bytes = File.ReadAllBytes(original);
        if (!ElfVersionNeeds.MarkWeak(bytes, UnmetVersion)) return null;
        var folder = Path.GetDirectoryName(original)!;
        var target = Path.Combine(folder, "libLibTorchSharp.weak.so");
        if (File.Exists(target) && new FileInfo(target).Length == bytes.Length) return target;
        WholeFile.Write(target, stream => stream.Write(bytes));
        return target;
    }

    // Environment.SetEnvironmentVariable does not reach libc, where libtorch looks.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
