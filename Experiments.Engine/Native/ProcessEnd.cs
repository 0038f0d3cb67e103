using System.Runtime.InteropServices;

namespace Experiments.Engine.Native;

/// <summary>Ends this process in the middle of its work.</summary>
internal static partial class ProcessEnd
{
    /// <summary>
    /// Ends it at once, without the ends of libraries: libtorch's would take from under a thread that computes what it computes with, and the
    /// process would die of a segmentation fault instead.
    /// </summary>
    /// <param name="exitCode">Exit code.</param>
    public static void Now(int exitCode)
    {
        if (!OperatingSystem.IsWindows()) Exit(exitCode);
        Environment.Exit(exitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void Exit(int exitCode);
}
