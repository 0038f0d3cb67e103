using System.Globalization;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Components;

/// <summary>Builds every URL of the site, so that a route is written once.</summary>
public static class Urls
{
    /// <summary>Home.</summary>
    public const string Home = "/";

    /// <summary>The queue.</summary>
    public const string Queue = "/queue";

    /// <summary>The runs table.</summary>
    public const string RunsTable = "/runs";

    /// <summary>The list of results grids.</summary>
    public const string Results = "/results";

    /// <summary>The form that defines a sweep.</summary>
    public const string NewSweep = "/sweeps/new";

    /// <summary>One run.</summary>
    public static string Run(long run) => Invariant($"/runs/{run}");

    /// <summary>One results grid.</summary>
    public static string Grid(long grid) => Invariant($"/results/{grid}");

    /// <summary>One results grid with a cell or row opened.</summary>
    public static string GridRow(long grid, int row) => Invariant($"/results/{grid}?row={row}");

    /// <summary>The form, filled from a definition.</summary>
    public static string NewSweepFrom(SweepDefinition definition) => $"{NewSweep}?{SweepQuery.Write(definition)}";

    /// <summary>The form, filled from a preset.</summary>
    public static string NewSweepPreset(string preset) => $"{NewSweep}?preset={Uri.EscapeDataString(preset)}";

    /// <summary>The form, filled from an existing run's configuration.</summary>
    public static string NewSweepFromRun(long run) => Invariant($"{NewSweep}?from={run}");

    /// <summary>The runs table with filters; parameters that are empty are left out.</summary>
    public static string Runs(params ReadOnlySpan<(string Key, string? Value)> parameters)
    {
        var parts = new List<string>();
        foreach (var (key, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value)) parts.Add($"{key}={Uri.EscapeDataString(value)}");
        }

        return parts.Count == 0 ? RunsTable : $"{RunsTable}?{string.Join('&', parts)}";
    }

    /// <summary>Curves of a run as JSON.</summary>
    public static string RunSeries(long run, params ReadOnlySpan<string> keys) =>
        Invariant($"/api/runs/{run}/series?keys={string.Join(',', keys!)}");

    /// <summary>A run's complete configuration as JSON.</summary>
    public static string RunConfiguration(long run) => Invariant($"/api/runs/{run}/configuration");

    /// <summary>One file of an attempt, by its path below the attempt's folder.</summary>
    public static string Artifact(long artifact) => Invariant($"/api/artifacts/{artifact}");

    /// <summary>The text log of an attempt.</summary>
    public static string AttemptLog(long job, int attempt) => Invariant($"/api/jobs/{job}/attempts/{attempt}/log");

    /// <summary>A grid as shown, as CSV.</summary>
    public static string GridCsv(long grid) => Invariant($"/api/results/{grid}/grid.csv");

    /// <summary>A grid in tidy long form, every run and every setting, as CSV.</summary>
    public static string TidyCsv(long grid) => Invariant($"/api/results/{grid}/tidy.csv");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
