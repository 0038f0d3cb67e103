using System.Runtime.InteropServices;

namespace Experiments.Engine.Native;

/// <summary>
/// Tells glibc to keep the big blocks of a training step instead of giving them back to the kernel after each one:
/// between a quarter and half of a step on a CPU. Where the process that started this one has set the environment
/// variables of the same meaning, this repeats them.
/// </summary>
public static partial class Allocator
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;

    /// <summary>For the trim threshold: never. The largest int would trim where more than 2 GiB lie free after a step.</summary>
    private const int Never = -1;

    /// <summary>Sets the allocator up; call before libtorch allocates. Does nothing where there is no glibc.</summary>
    public static void KeepLargeBlocks()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Set(MmapThreshold, 1 << 30);
            _ = Set(TrimThreshold, Never);
            _ = Set(TopPad, 64 << 20);
            _ = Set(ArenaMax, 1);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt; its behaviour stays as it is.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Set(int parameter, int value);
}
