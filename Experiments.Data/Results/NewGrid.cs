namespace Experiments.Data.Results;

/// <summary>A results grid to create.</summary>
/// <param name="Name">Name.</param>
/// <param name="Rows">Rows in order.</param>
/// <param name="Columns">Columns in order.</param>
/// <param name="DefinitionJson">How it was declared, JSON; empty for none.</param>
public sealed record NewGrid(string Name, IReadOnlyList<NewGridRow> Rows, IReadOnlyList<NewGridColumn> Columns, string DefinitionJson = "");

/// <summary>A row: one configuration whatever the seed.</summary>
public sealed record NewGridRow
{
    /// <summary>What is shown at its left.</summary>
    public required IReadOnlyList<GridHeader> Header { get; init; }

    /// <summary>Fingerprint of its runs.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Its configuration, JSON.</summary>
    public required string ConfigurationJson { get; init; }

    /// <summary>Protocols in the order of the columns, resolved for this row; null where the row has no such cell.</summary>
    public required IReadOnlyList<CellProtocol?> Cells { get; init; }

    /// <summary>Data set as published tables name it (<c>Cityscapes</c>, <c>ADE20K</c>, <c>SBD</c>, <c>VOC 2012</c>); null when none can match.</summary>
    public string? Dataset { get; init; }

    /// <summary>Backbone as published tables name it (<c>ResNet-50</c>); null when none can match.</summary>
    public string? Backbone { get; init; }

    /// <summary>Regulariser as published tables name it (<c>L2</c>, <c>L2-SP</c>); null when none can match.</summary>
    public string? Regulariser { get; init; }
}

/// <summary>A column.</summary>
/// <param name="Label">Heading.</param>
/// <param name="ScaleMode"><c>SS</c> or <c>MS</c>; null when no published value can match.</param>
/// <param name="Group">Heading over several columns; empty for none.</param>
/// <param name="Metric">What its cells show, see <see cref="Model.GridColumn.Metric"/>.</param>
public sealed record NewGridColumn(string Label, string? ScaleMode, string Group = "", string Metric = Model.GridColumn.MeanIoU);

/// <summary>A protocol resolved for a row.</summary>
/// <param name="Fingerprint">Fingerprint.</param>
/// <param name="Json">The protocol, JSON.</param>
public sealed record CellProtocol(string Fingerprint, string Json);

/// <summary>One name and value at the left of a row.</summary>
/// <param name="Name">Heading, for example <c>Regulariser</c>.</param>
/// <param name="Value">Value, for example <c>L2-SP</c>.</param>
public sealed record GridHeader(string Name, string Value);
