namespace Experiments.Data.Model;

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

    /// <summary>How it was declared, JSON, in the form its author chose; empty for none.</summary>
    public string DefinitionJson { get; set; } = "";

    /// <summary>Whether it shows published values only; such a grid is made by the program.</summary>
    public bool IsPublished { get; set; }

    /// <summary>When it was created, Unix milliseconds.</summary>
    public long CreatedMs { get; set; }

    /// <summary>Its rows.</summary>
    public List<GridRow> Rows { get; } = [];

    /// <summary>Its columns.</summary>
    public List<GridColumn> Columns { get; } = [];
}

/// <summary>A row of a results grid: one configuration whatever the seed.</summary>
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

    /// <summary>When given, only this training subset's published values stand in the row.</summary>
    public string? TrainingSubset { get; set; }

    /// <summary>When given, only this source's published values stand in the row.</summary>
    public string? PublishedSource { get; set; }

    /// <summary>Its cells; none in a grid of published values.</summary>
    public List<GridCell> Cells { get; } = [];
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

    /// <summary>Heading over several columns; empty for none.</summary>
    public string Group { get; set; } = "";

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

    /// <summary>Fingerprint of the protocol resolved for the row.</summary>
    public required string ProtocolFingerprint { get; set; }

    /// <summary>The protocol resolved for the row, JSON: what an empty cell needs to queue its evaluation.</summary>
    public required string ProtocolJson { get; set; }
}
