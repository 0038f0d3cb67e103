namespace Experiments.Data.Model;

/// <summary>What declared a results grid.</summary>
public enum GridKind
{
    /// <summary>A sweep: a row a configuration, or a configuration and a method a column.</summary>
    Sweep,

    /// <summary>A table that a researcher declared.</summary>
    Table,

    /// <summary>An uncertainty study: a row a setting, a column a method.</summary>
    Study,

    /// <summary>Published values only; made by the program.</summary>
    Published,
}

/// <summary>
/// A declared table. Each cell is exactly one (run fingerprint, protocol fingerprint), so nothing is averaged
/// silently and an empty cell knows what is missing.
/// </summary>
public sealed class ResultsGrid
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Name.</summary>
    public required string Name { get; set; }

    /// <summary>Sweep that it shows, if any.</summary>
    public long? SweepId { get; set; }

    /// <summary>Sweep that it shows, if any.</summary>
    public Sweep? Sweep { get; set; }

    /// <summary>What declared it, and so what form <see cref="DefinitionJson"/> has.</summary>
    public GridKind Kind { get; set; }

    /// <summary>How it was declared, JSON, in the form its author chose; empty for none.</summary>
    public string DefinitionJson { get; set; } = "";

    /// <summary>Seeds that each of its cells should have; runs of other seeds count too. Empty where none are wanted.</summary>
    public List<int> Seeds { get; set; } = [];

    /// <summary>Whether its author asked for published values beside its own.</summary>
    public bool ShowsPublished { get; set; } = true;

    /// <summary>When it was created, Unix milliseconds.</summary>
    public long CreatedMs { get; set; }

    /// <summary>Its rows.</summary>
    public List<GridRow> Rows { get; } = [];

    /// <summary>Its columns.</summary>
    public List<GridColumn> Columns { get; } = [];

    /// <summary>Its configurations.</summary>
    public List<GridArm> Arms { get; } = [];
}

/// <summary>A row of a results grid. What is compared stands in one row.</summary>
public sealed class GridRow
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Grid.</summary>
    public long GridId { get; set; }

    /// <summary>Grid.</summary>
    public ResultsGrid? Grid { get; set; }

    /// <summary>Order, from 0.</summary>
    public int Position { get; set; }

    /// <summary>What is shown at its left: a JSON array of {name, value}; see <see cref="Results.GridHeader"/>.</summary>
    public required string HeaderJson { get; set; }

    /// <summary>Its cells, at most one a column.</summary>
    public List<GridCell> Cells { get; } = [];
}

/// <summary>
/// One configuration whatever the seed, which stands behind some cells of a grid: SS and MS of a method are two cells of
/// one arm, L2 and L2-SP are two arms.
/// </summary>
public sealed class GridArm
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Grid.</summary>
    public long GridId { get; set; }

    /// <summary>Grid.</summary>
    public ResultsGrid? Grid { get; set; }

    /// <summary>Fingerprint of its runs; null in a grid of published values.</summary>
    public string? Fingerprint { get; set; }

    /// <summary>Its configuration, JSON; null in a grid of published values.</summary>
    public string? ConfigurationJson { get; set; }

    /// <summary>Data set as published tables name it; null when none can match.</summary>
    public string? Dataset { get; set; }

    /// <summary>Backbone as published tables name it; null when none can match.</summary>
    public string? Backbone { get; set; }

    /// <summary>Regulariser as published tables name it; null when none can match.</summary>
    public string? Regulariser { get; set; }

    /// <summary>When given, only this training subset's published values stand beside it.</summary>
    public string? TrainingSubset { get; set; }

    /// <summary>When given, only this source's published values stand beside it.</summary>
    public string? PublishedSource { get; set; }
}

/// <summary>A column of a results grid: a protocol template, resolved for each row.</summary>
public sealed class GridColumn
{
    /// <summary><see cref="Metric"/> of segmentation: mean IoU over classes.</summary>
    public const string MeanIoU = "mIoU";

    /// <summary><see cref="Metric"/> of classification: share of images whose class comes first.</summary>
    public const string TopOne = "top-1";

    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Grid.</summary>
    public long GridId { get; set; }

    /// <summary>Grid.</summary>
    public ResultsGrid? Grid { get; set; }

    /// <summary>Order, from 0.</summary>
    public int Position { get; set; }

    /// <summary>Heading, for example <c>SS</c>.</summary>
    public required string Label { get; set; }

    /// <summary>Headings over it, from the outermost: a JSON array of {name, value}; see <see cref="Results.GridHeader"/>. Columns beside each other that say the same share a heading.</summary>
    public string HeaderJson { get; set; } = "[]";

    /// <summary>What its cells show of an evaluation: <c>mIoU</c>, or <c>top-1</c> (the share of right images).</summary>
    public string Metric { get; set; } = MeanIoU;

    /// <summary><c>SS</c> or <c>MS</c> as published tables name it; null when no published value can match.</summary>
    public string? ScaleMode { get; set; }
}

/// <summary>What stands at a row and a column.</summary>
public sealed class GridCell
{
    /// <summary>Row.</summary>
    public long RowId { get; set; }

    /// <summary>Column.</summary>
    public long ColumnId { get; set; }

    /// <summary>Column.</summary>
    public GridColumn? Column { get; set; }

    /// <summary>Configuration.</summary>
    public long ArmId { get; set; }

    /// <summary>Configuration.</summary>
    public GridArm? Arm { get; set; }

    /// <summary>Fingerprint of the protocol resolved for the configuration; empty in a grid of published values.</summary>
    public string ProtocolFingerprint { get; set; } = "";

    /// <summary>The protocol resolved for the configuration, JSON: what an empty cell needs to queue its evaluation; empty in a grid of published values.</summary>
    public string ProtocolJson { get; set; } = "";
}

/// <summary>What the cells of a grid were when it was exported: against it the page says which have moved since.</summary>
public sealed class GridSnapshot
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Grid.</summary>
    public long GridId { get; set; }

    /// <summary>Grid.</summary>
    public ResultsGrid? Grid { get; set; }

    /// <summary>Form that it was exported in, for example <c>latex</c>.</summary>
    public required string Format { get; set; }

    /// <summary>When it was exported, Unix milliseconds.</summary>
    public long CreatedMs { get; set; }

    /// <summary>Its cells as they were, JSON.</summary>
    public required string CellsJson { get; set; }
}
