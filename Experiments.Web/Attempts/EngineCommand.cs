using System.Globalization;
using System.Runtime.InteropServices;

namespace Experiments.Web.Attempts;

/// <summary>What to start, and how patient to be with it.</summary>
public sealed record EngineCommand
{
    /// <summary>Executable.</summary>
    public required string FileName { get; init; }

    /// <summary>Arguments, each as one word.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables added to this process's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where and with what it will run, for the record.</summary>
    public AttemptEnvironment? Recorded { get; init; }

    /// <summary>How often a line is written to the process's standard input.</summary>
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a process that was asked to stop may take before it is killed.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the process may run; null for ever.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Bytes of memory that the process may take; null for any number.</summary>
    public long? MemoryLimit { get; init; }
}

/// <summary>Finds the engine's program and says how to start it.</summary>
public static class EngineLocation
{
    private const string Dll = "Experiments.Engine.dll";

    /// <summary>The engine in this program's own folder, or the one that the setting names.</summary>
    /// <param name="setting">A path to <c>Experiments.Engine.dll</c> or to an executable; empty for the default.</param>
    public static string Resolve(string setting) =>
        setting.Length > 0 ? Path.GetFullPath(setting) : Path.Combine(AppContext.BaseDirectory, Dll);

    /// <summary>The executable and the words that come before the verb: a dll is started through this program's own .NET host.</summary>
    public static (string FileName, IReadOnlyList<string> Prefix) Start(string engine) =>
        engine.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? (DotnetHost(), [engine]) : (engine, []);

    /// <summary>
    /// What libc and OpenMP must know before the process starts. glibc otherwise gives the big blocks of every
    /// training step back to the kernel and takes them again, which costs a quarter to nearly half of a step.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Environment(int threads) => new Dictionary<string, string>
    {
        ["MALLOC_MMAP_THRESHOLD_"] = "1073741824",
        ["MALLOC_TRIM_THRESHOLD_"] = "4294967296",
        ["MALLOC_TOP_PAD_"] = "67108864",
        ["MALLOC_ARENA_MAX"] = "1",
        ["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture),
    };

    private static string DotnetHost()
    {
        // <root>/shared/Microsoft.NETCore.App/<version>/ : the runtime that this very process runs on.
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var host = Path.Combine(root, name);
        return File.Exists(host) ? host : name;
    }
}
