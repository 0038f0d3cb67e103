using System.Globalization;
using Experiments.Data.Runs;
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

    /// <summary>Fingerprint of its runs; empty until the files behind it were looked at.</summary>
    public string Fingerprint { get; init; } = "";

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

    /// <summary>Runs of the plan that are there already.</summary>
    public IReadOnlyDictionary<RunIdentity, ExistingRun> Existing { get; init; } = new Dictionary<RunIdentity, ExistingRun>();

    /// <summary>Number of its runs that are there and trained.</summary>
    public int FinishedCount => Existing.Values.Count(r => r.IsFinished);

    /// <summary>Number of its runs that are there and under way.</summary>
    public int UnderWayCount => Existing.Count - FinishedCount;

    /// <summary>Number of runs to make.</summary>
    public int MissingCount => RunCount - Existing.Count;

    /// <summary>The run that is there for a row and seed; null for none.</summary>
    public ExistingRun? ExistingOf(SweepRow row, int seed) => Existing.GetValueOrDefault(new RunIdentity(row.Fingerprint, seed));

    /// <summary>What is there already and what is to run, in words: <c>12 of 30 runs are there already (9 finished, 3 under way); 18 to run.</c> Empty where none is there.</summary>
    public string ExistingWords => Existing.Count == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"{Existing.Count} of {RunCount} runs {(Existing.Count == 1 ? "is" : "are")} there already ({string.Join(", ", Counts().Where(c => c.Count > 0).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Count} {c.What}")))}); {(MissingCount == 0 ? "none" : MissingCount.ToString(CultureInfo.InvariantCulture))} to run.");

    /// <summary>Whether it may be queued.</summary>
    public bool IsReady => Problems.Count == 0;

    /// <summary>Number of runs.</summary>
    public int RunCount => Rows.Count * Seeds.Count;

    /// <summary>Number of jobs: each run trains once, or once a stage, and is scored once a protocol that fits it; a classifier of patches is only trained.</summary>
    public int JobCount => Rows.Sum(r => Seeds.Count * ((TwoStage.Applies(r.Configuration) ? 2 : 1) + Scoring.ProtocolsOf(r.Configuration, Protocols).Count));

    /// <summary>Every run's configuration: row by row, within a row seed by seed.</summary>
    public IReadOnlyList<RunConfiguration> Runs =>
        [.. Rows.SelectMany(row => Seeds.Select(seed => row.Configuration with { Seed = seed }))];

    private (int Count, string What)[] Counts() => [(FinishedCount, "finished"), (UnderWayCount, "under way")];
}
