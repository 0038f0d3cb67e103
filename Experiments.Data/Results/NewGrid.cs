namespace Experiments.Data.Results;

/// <summary>A results grid to create.</summary>
public sealed record NewGrid
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>What declares it.</summary>
    public Model.GridKind Kind { get; init; } = Model.GridKind.Sweep;

    /// <summary>Rows in order.</summary>
    public required IReadOnlyList<NewGridRow> Rows { get; init; }

    /// <summary>Columns in order.</summary>
    public required IReadOnlyList<NewGridColumn> Columns { get; init; }

    /// <summary>Seeds that each cell should have.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [];

    /// <summary>Whether published values stand beside its own.</summary>
    public bool ShowsPublished { get; init; } = true;

    /// <summary>How it was declared, JSON; empty for none.</summary>
    public string DefinitionJson { get; init; } = "";
}

/// <summary>A row: what is compared stands beside each other in it.</summary>
public sealed record NewGridRow
{
    /// <summary>What is shown at its left.</summary>
    public required IReadOnlyList<GridHeader> Header { get; init; }

    /// <summary>Its configurations.</summary>
    public required IReadOnlyList<NewGridArm> Arms { get; init; }

    /// <summary>Cells in the order of the columns; null where the row has no such cell.</summary>
    public required IReadOnlyList<NewGridCell?> Cells { get; init; }
}

/// <summary>One configuration whatever the seed.</summary>
public sealed record NewGridArm
{
    /// <summary>Fingerprint of its runs.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Its configuration, JSON.</summary>
    public required string ConfigurationJson { get; init; }

    /// <summary>Data set as published tables name it (<c>Cityscapes</c>, <c>ADE20K</c>, <c>SBD</c>, <c>VOC 2012</c>); null when none can match.</summary>
    public string? Dataset { get; init; }

    /// <summary>Backbone as published tables name it (<c>ResNet-50</c>); null when none can match.</summary>
    public string? Backbone { get; init; }

    /// <summary>Regulariser as published tables name it (<c>L2</c>, <c>L2-SP</c>); null when none can match.</summary>
    public string? Regulariser { get; init; }

    /// <summary>When given, only this training subset's published values stand beside it.</summary>
    public string? TrainingSubset { get; init; }

    /// <summary>When given, only this source's published values stand beside it.</summary>
    public string? PublishedSource { get; init; }
}

/// <summary>A column.</summary>
/// <param name="Label">Heading.</param>
/// <param name="ScaleMode"><c>SS</c> or <c>MS</c>; null when no published value can match.</param>
/// <param name="Metric">What its cells show, see <see cref="Model.GridColumn.Metric"/>.</param>
public sealed record NewGridColumn(string Label, string? ScaleMode, string Metric = Model.GridColumn.MeanIoU)
{
    /// <summary>Headings over it, from the outermost.</summary>
    public IReadOnlyList<GridHeader> Header { get; init; } = [];
}

/// <summary>A cell: a configuration of its row under a protocol resolved for it.</summary>
/// <param name="Fingerprint">Fingerprint of the protocol.</param>
/// <param name="Json">The protocol, JSON.</param>
/// <param name="Arm">Position of its configuration among the row's.</param>
public sealed record NewGridCell(string Fingerprint, string Json, int Arm = 0);

/// <summary>One name and value at the left of a row, or over columns.</summary>
/// <param name="Name">Heading, for example <c>Regulariser</c>.</param>
/// <param name="Value">Value, for example <c>L2-SP</c>.</param>
public sealed record GridHeader(string Name, string Value);
