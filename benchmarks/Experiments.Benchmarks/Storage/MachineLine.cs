using System.Globalization;

namespace Experiments.Benchmarks.Storage;

/// <summary>Where and when figures were taken.</summary>
internal static class MachineLine
{
    /// <summary>Day, cores and what else the machine does (known on Linux).</summary>
    public static string Now()
    {
        const string Load = "/proc/loadavg";
        var day = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var load = File.Exists(Load) ? $" Load of the machine before: {File.ReadAllText(Load).Split(' ')[0]}." : "";
        return $"{day}, {Environment.ProcessorCount} cores.{load}";
    }
}
