using Experiments.Data.Runs.Filters;
using Experiments.Data.Statistics;

namespace Experiments.Data.Runs.Tables;

/// <summary>A key that runs are sorted by.</summary>
/// <param name="Key">Key.</param>
/// <param name="Descending">Whether the largest comes first; runs without a value come last either way.</param>
public sealed record RunOrder(FilterKey Key, bool Descending);

/// <summary>Which runs, in which order, in which groups.</summary>
public sealed record RunTableRequest
{
    /// <summary>The runs; null for all that were not put aside.</summary>
    public FilterNode? Filter { get; init; }

    /// <summary>Time zone of the filter's dates; the site's unless told.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>What they are sorted by, the first first; what is left is newest first.</summary>
    public IReadOnlyList<RunOrder> Sort { get; init; } = [];

    /// <summary>What they are grouped by: fields and settings; empty for single runs.</summary>
    public IReadOnlyList<FilterKey> GroupBy { get; init; } = [];
}

/// <summary>Runs that have the same under every key they are grouped by.</summary>
/// <param name="Values">What they have, in the order of the keys.</param>
/// <param name="RunIds">The runs, in order, checks too.</param>
/// <param name="Counted">Those that count in n: no reproducibility checks.</param>
public sealed record RunGroup(IReadOnlyList<RunValue> Values, IReadOnlyList<long> RunIds, IReadOnlyList<long> Counted)
{
    /// <summary>What names the group in an address: its oldest run.</summary>
    public long Id { get; } = RunIds.Min();
}

/// <summary>Runs that a filter lets through, in order. What a page shows of them is read for the rows that it shows.</summary>
/// <param name="RunIds">All of them, in order; in groups, group by group.</param>
/// <param name="Groups">Their groups, in order; empty where they are not grouped.</param>
public sealed record RunTable(IReadOnlyList<long> RunIds, IReadOnlyList<RunGroup> Groups);

/// <summary>What a group has under a key.</summary>
/// <param name="Common">What all its runs have; empty where they differ.</param>
/// <param name="Different">How many different values they have.</param>
/// <param name="Statistics">
/// Of a metric: mean and deviation over the runs that count and have a value; null where these are of several metrics, as mIoU and a classifier's top-1, and for any
/// other key.
/// </param>
/// <param name="Metric">Of a metric: what the values are of where the key does not say it, as a classifier's top-1; else null.</param>
public sealed record GroupCell(RunValue Common, int Different, SeedStatistics? Statistics, string? Metric);

/// <summary>When a table was read.</summary>
/// <param name="Text">It differs as soon as a run was made, a job changed its state, or somebody changed something.</param>
/// <param name="Works">Whether a job is running: then curves go on while the text stays the same.</param>
public sealed record RunTableStamp(string Text, bool Works);
