using Experiments.Data.Model;
using Experiments.Data.Statistics;

namespace Experiments.Data.Results;

/// <summary>A results grid with every cell filled in as far as the runs go.</summary>
public sealed record GridView
{
    /// <summary>Grid.</summary>
    public required long GridId { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>What declared it.</summary>
    public required GridKind Kind { get; init; }

    /// <summary>Sweep that it shows, if any.</summary>
    public long? SweepId { get; init; }

    /// <summary>How it was declared, JSON; empty for none.</summary>
    public string DefinitionJson { get; init; } = "";

    /// <summary>Seeds that each cell should have.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [];

    /// <summary>When it was created, Unix milliseconds.</summary>
    public long CreatedMs { get; init; }

    /// <summary>Headings of the row headers, in order.</summary>
    public required IReadOnlyList<string> HeaderNames { get; init; }

    /// <summary>Columns in order.</summary>
    public required IReadOnlyList<GridColumnView> Columns { get; init; }

    /// <summary>Rows in order; each has a cell per column.</summary>
    public required IReadOnlyList<GridRowView> Rows { get; init; }

    /// <summary>Whether it shows published values only.</summary>
    public bool IsPublished => Kind == GridKind.Published;

    /// <summary>What the columns show, each metric once: <c>mIoU</c>, <c>top-1</c>.</summary>
    public string Metrics => string.Join(", ", Columns.Select(c => c.Metric).Distinct());

    /// <summary>Whether rows have cells to compare with each other.</summary>
    public bool Compares => Rows.Any(r => r.Comparisons.Count > 0);
}

/// <summary>A column.</summary>
/// <param name="ColumnId">Column.</param>
/// <param name="Label">Heading.</param>
/// <param name="Header">Headings over it, from the outermost.</param>
/// <param name="ScaleMode"><c>SS</c>, <c>MS</c> or null.</param>
/// <param name="Metric">What its cells show: <c>mIoU</c>, <c>top-1</c>.</param>
public sealed record GridColumnView(long ColumnId, string Label, IReadOnlyList<GridHeader> Header, string? ScaleMode, string Metric)
{
    /// <summary>Label for a reader who takes mIoU for granted: any other metric is named, <c>SS top-1</c>.</summary>
    public string Heading => Metric == GridColumn.MeanIoU ? Label : $"{Label} {Metric}";

    /// <summary>The headings over it in a line, which tell its method from the others, <c>L2-SP</c>; empty for none.</summary>
    public string Method => string.Join(' ', Header.Select(h => h.Value));

    /// <summary>All its headings in a line, <c>L2-SP SS</c>.</summary>
    public string FullHeading => string.Join(' ', Header.Select(h => h.Value).Append(Heading));
}

/// <summary>A row.</summary>
/// <param name="RowId">Row.</param>
/// <param name="Header">What is shown at its left.</param>
/// <param name="Arms">Its configurations, in the order of its cells.</param>
/// <param name="Cells">Cells in the order of the columns.</param>
public sealed record GridRowView(long RowId, IReadOnlyList<GridHeader> Header, IReadOnlyList<GridArmView> Arms, IReadOnlyList<GridCellView> Cells)
{
    /// <summary>Every run of its configurations, reproductions too, oldest first within each.</summary>
    public IReadOnlyList<GridRunView> Runs => [.. Arms.SelectMany(a => a.Runs)];

    /// <summary>Its cells compared with the first under the same heading.</summary>
    public IReadOnlyList<GridComparison> Comparisons { get; init; } = [];

    /// <summary>The best under each heading.</summary>
    public IReadOnlyList<GridBest> Best { get; init; } = [];

    /// <summary>Whether a cell is the best under its heading by more than chance: it is set in bold.</summary>
    /// <param name="column">Position of the cell.</param>
    public bool IsBold(int column) => Best.Any(b => b.Column == column && b.IsSignificant);
}

/// <summary>A configuration of a row.</summary>
/// <param name="ArmId">Configuration.</param>
/// <param name="Fingerprint">Fingerprint of its runs; null in a grid of published values.</param>
/// <param name="ConfigurationJson">The configuration; null in a grid of published values.</param>
/// <param name="Runs">Every run of the fingerprint, reproductions too, oldest first.</param>
public sealed record GridArmView(long ArmId, string? Fingerprint, string? ConfigurationJson, IReadOnlyList<GridRunView> Runs);

/// <summary>A run of a row.</summary>
/// <param name="RunId">Run.</param>
/// <param name="Name">Name.</param>
/// <param name="Seed">Seed.</param>
/// <param name="ReproductionOfRunId">The run it repeats with the same seed, if it is such a check.</param>
/// <param name="State">State.</param>
public sealed record GridRunView(long RunId, string Name, int Seed, long? ReproductionOfRunId, RunState State);

/// <summary>
/// A cell: exactly one run fingerprint and one protocol fingerprint. Values are 0 to 1 here; published ones are per
/// cent as printed.
/// </summary>
public sealed record GridCellView
{
    /// <summary>Its configuration; null where the row has no such cell.</summary>
    public long? ArmId { get; init; }

    /// <summary>Fingerprint of its protocol; null where the row has no such cell.</summary>
    public string? ProtocolFingerprint { get; init; }

    /// <summary>The protocol, JSON: what a run without an evaluation needs queued.</summary>
    public string? ProtocolJson { get; init; }

    /// <summary>The counted evaluations, one a seed, by seed.</summary>
    public IReadOnlyList<GridValue> Values { get; init; } = [];

    /// <summary>Same-seed reruns and further runs of a seed that already counts: shown, never counted.</summary>
    public IReadOnlyList<GridReproduction> Reproductions { get; init; } = [];

    /// <summary>Number of seeds counted.</summary>
    public int N => Values.Count;

    /// <summary>Mean of the column's metric over seeds; null when there is none, NaN when any is not a number.</summary>
    public double? Mean { get; init; }

    /// <summary>Sample standard deviation (n − 1) over seeds; null for fewer than two.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>95 % t interval of the mean over seeds; null for fewer than two seeds, or where a value is not a number.</summary>
    public Interval? Interval { get; init; }

    /// <summary>Seeds that the grid wants and that no run of the configuration has, apart from failed and cancelled ones.</summary>
    public IReadOnlyList<int> MissingSeeds { get; init; } = [];

    /// <summary>Ordinary runs still to be scored here whose training or evaluation waits or is queued.</summary>
    public int Queued { get; init; }

    /// <summary>Ordinary runs still to be scored here whose training or evaluation is under way.</summary>
    public int Running { get; init; }

    /// <summary>Ordinary runs not scored here because their training or evaluation failed.</summary>
    public int Failed { get; init; }

    /// <summary>Ordinary runs still to be scored here whose training or evaluation was set aside.</summary>
    public int Paused { get; init; }

    /// <summary>Ordinary runs not scored here because their training or evaluation was cancelled or pruned.</summary>
    public int Stopped { get; init; }

    /// <summary>Ordinary runs that have no evaluation under this protocol, not even a queued one.</summary>
    public IReadOnlyList<long> UnscoredRunIds { get; init; } = [];

    /// <summary>Ordinary runs of its configuration that are in the bin and whose seed no other has: they count nowhere.</summary>
    public IReadOnlyList<long> BinnedRunIds { get; init; } = [];

    /// <summary>Published values of the same data set, backbone, regulariser, scale mode and metric.</summary>
    public IReadOnlyList<PublishedView> Published { get; init; } = [];
}

/// <summary>A counted evaluation.</summary>
/// <param name="RunId">Run.</param>
/// <param name="Seed">Seed.</param>
/// <param name="JobId">Job that scored it.</param>
/// <param name="EvaluationId">Evaluation.</param>
/// <param name="Value">The column's metric, 0 to 1; may be NaN.</param>
public sealed record GridValue(long RunId, int Seed, long JobId, long EvaluationId, double Value);

/// <summary>An evaluation that is shown and never counted.</summary>
/// <param name="RunId">Run.</param>
/// <param name="OriginalRunId">The run that counts for its seed.</param>
/// <param name="Seed">Seed.</param>
/// <param name="Value">The column's metric, 0 to 1; may be NaN.</param>
/// <param name="SameCheckpoint">Whether the scored checkpoints are the same bits; null when the original is not scored.</param>
/// <param name="SameConfusion">Whether the confusion counts are the same; null when the original is not scored.</param>
public sealed record GridReproduction(
    long RunId, long OriginalRunId, int Seed, double Value, bool? SameCheckpoint, bool? SameConfusion);

/// <summary>A published value.</summary>
/// <param name="Source">Who published it.</param>
/// <param name="Value">Per cent, as printed; null when the source does not tell it.</param>
/// <param name="Decimals">Digits after the point that the source prints.</param>
/// <param name="TrainingSubset">Images trained on.</param>
/// <param name="Crop">Training crop; empty when not stated.</param>
/// <param name="Schedule">Length of training; empty when not stated.</param>
/// <param name="Mirror">Whether mirror images were added.</param>
/// <param name="Note">Remark; empty for none.</param>
public sealed record PublishedView(
    string Source, double? Value, int Decimals, string TrainingSubset, string Crop, string Schedule, string Mirror, string Note);

/// <summary>A grid in a list of grids.</summary>
/// <param name="GridId">Grid.</param>
/// <param name="Name">Name.</param>
/// <param name="SweepId">Sweep, if any.</param>
/// <param name="Kind">What declared it.</param>
/// <param name="CreatedMs">When it was created, Unix milliseconds.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns.</param>
public sealed record GridSummary(long GridId, string Name, long? SweepId, GridKind Kind, long CreatedMs, int Rows, int Columns)
{
    /// <summary>Whether it shows published values only.</summary>
    public bool IsPublished => Kind == GridKind.Published;
}
