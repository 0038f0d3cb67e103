using Experiments.Engine.Schema;
using Experiments.Web.Runs;

namespace Experiments.Web.Sweeps;

/// <summary>One row of a sweep: a combination of the axes' values, before seeds.</summary>
/// <param name="Values">The axes' values, in the order of the axes; null where an axis does not apply.</param>
/// <param name="Configuration">The configuration, its seed the default.</param>
public sealed record SweepRow(IReadOnlyList<string?> Values, RunConfiguration Configuration)
{
    /// <summary>What stands where an axis does not apply.</summary>
    public const string NotApplicable = "–";

    /// <summary>What tells the row from the others, for example <c>l2-sp, 0.01</c>; empty in a sweep without axes.</summary>
    public string Label => string.Join(", ", Values.Select(Show));

    /// <summary>A value as a table shows it.</summary>
    public static string Show(string? value) => value switch { null => NotApplicable, "" => "(empty)", _ => value };
}

/// <summary>One problem of a sweep.</summary>
/// <param name="Key">The setting (or <c>name</c>, <c>seeds</c>, <c>protocols</c>, <c>design</c>, <c>rows</c>, <c>constraints</c>, <c>links</c>, <c>testCrop</c>) at whose field it is shown.</param>
/// <param name="Message">Rule, value, remedy.</param>
/// <param name="Rows">How many rows have it; 0 where it is no row's.</param>
public sealed record SweepProblem(string Key, string Message, int Rows = 0);

/// <summary>A sweep expanded, before anything runs, to its known list of rows and runs.</summary>
public sealed record SweepPlan
{
    /// <summary>Settings that take several values; those that a range or the rows of a list take are listed.</summary>
    public IReadOnlyList<SweepAxis> Axes { get; init; } = [];

    /// <summary>The rows, in the order of the design.</summary>
    public IReadOnlyList<SweepRow> Rows { get; init; } = [];

    /// <summary>Seeds of each row.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [];

    /// <summary>Protocols that score each run.</summary>
    public IReadOnlyList<Protocol> Protocols { get; init; } = [];

    /// <summary>Every problem of every configuration, each once.</summary>
    public IReadOnlyList<SweepProblem> Problems { get; init; } = [];

    /// <summary>What is worth knowing and stands in nobody's way: rows left out, joined, or drawn twice.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Fractional factorial only: effects that cannot be told apart, one group an entry.</summary>
    public IReadOnlyList<string> Confounded { get; init; } = [];

    /// <summary>Whether it may be queued.</summary>
    public bool IsReady => Problems.Count == 0;

    /// <summary>Number of runs.</summary>
    public int RunCount => Rows.Count * Seeds.Count;

    /// <summary>Number of jobs: each run trains once, or once a stage, and is scored once a protocol that fits it; a classifier of patches is only trained.</summary>
    public int JobCount => Rows.Sum(r => Seeds.Count * ((TwoStage.Applies(r.Configuration) ? 2 : 1) + Scoring.ProtocolsOf(r.Configuration, Protocols).Count));

    /// <summary>Every run's configuration: row by row, within a row seed by seed.</summary>
    public IReadOnlyList<RunConfiguration> Runs =>
        [.. Rows.SelectMany(row => Seeds.Select(seed => row.Configuration with { Seed = seed }))];
}
