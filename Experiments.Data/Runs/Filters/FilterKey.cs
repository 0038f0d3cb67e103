namespace Experiments.Data.Runs.Filters;

/// <summary>What a key's values are, and so what they can be compared with.</summary>
public enum FilterType
{
    /// <summary>Any text; capital and small letters are the same.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One of <see cref="FilterKey.Choices"/>.</summary>
    Choice,

    /// <summary>An instant, see <see cref="FilterMoment"/>.</summary>
    Date,

    /// <summary>True or false.</summary>
    Truth,
}

/// <summary>What a run has of its own, whatever its configuration says.</summary>
public enum RunField
{
    /// <summary>Number of the run.</summary>
    Id,

    /// <summary>Name.</summary>
    Name,

    /// <summary>State, see <see cref="Model.RunState"/>.</summary>
    State,

    /// <summary>Tags: a run has any number.</summary>
    Tag,

    /// <summary>Seed.</summary>
    Seed,

    /// <summary>Name of its sweep.</summary>
    Sweep,

    /// <summary>Number of its sweep.</summary>
    SweepId,

    /// <summary>Name of its experiment.</summary>
    Experiment,

    /// <summary>Number of its experiment.</summary>
    ExperimentId,

    /// <summary>Fingerprint: runs with the same one are repeats of each other.</summary>
    Fingerprint,

    /// <summary>When it was created.</summary>
    Created,

    /// <summary>When its first job was claimed.</summary>
    Started,

    /// <summary>When its last job ended.</summary>
    Ended,

    /// <summary>Seconds from its first job's start to its last job's end, or to now.</summary>
    Took,

    /// <summary>Whether it was put aside.</summary>
    Archived,

    /// <summary>Whether it repeats another with the same seed, and so never counts in n.</summary>
    Check,

    /// <summary>What people wrote about it.</summary>
    Notes,
}

/// <summary>Which number of a curve stands for a run.</summary>
public enum CurveValue
{
    /// <summary>The newest.</summary>
    Last,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The largest.</summary>
    Max,

    /// <summary>The one at an iteration, or else the last before it.</summary>
    At,
}

/// <summary>A number that came out of a run.</summary>
public abstract record RunMetric;

/// <summary>The headline score of its newest evaluation: mIoU, a classifier's top-1.</summary>
/// <param name="Protocols">Short names of the protocols that count; empty for all.</param>
/// <param name="Otherwise">The curve whose newest value stands for it while there is no evaluation; null for none.</param>
public sealed record ScoreMetric(IReadOnlyList<string> Protocols, string? Otherwise = null) : RunMetric;

/// <summary>A number of its newest curve of a name.</summary>
/// <param name="Curve">Name, for example <c>train/loss</c>.</param>
/// <param name="Value">Which of its values.</param>
/// <param name="Step">Iteration of <see cref="CurveValue.At"/>.</param>
public sealed record CurveMetric(string Curve, CurveValue Value, int Step = 0) : RunMetric;

/// <summary>Something that runs can be filtered, sorted and grouped by and that a table can show. Two keys of one name are the same.</summary>
/// <param name="Name">What it is called in filters, columns and addresses.</param>
/// <param name="Type">What its values are.</param>
public sealed record FilterKey(string Name, FilterType Type)
{
    /// <summary>What a run has of its own; null for settings and metrics.</summary>
    public RunField? Field { get; init; }

    /// <summary>A number that came out of it; null for fields and settings.</summary>
    public RunMetric? Metric { get; init; }

    /// <summary>Whether it is a setting of the configuration, by its name.</summary>
    public bool IsSetting => Field is null && Metric is null;

    /// <summary>One sentence about it.</summary>
    public string Help { get; init; } = "";

    /// <summary>What it can be; empty where any value goes.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What a setting is in runs that were made before it existed.</summary>
    public string? Default { get; init; }

    /// <summary>Whether it is a share from 0 to 1, shown in per cent.</summary>
    public bool IsShare { get; init; }

    /// <inheritdoc/>
    public bool Equals(FilterKey? other) => other is not null && other.Name == Name;

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);
}
