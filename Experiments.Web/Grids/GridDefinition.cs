using System.ComponentModel;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Grids;

/// <summary>
/// A results grid as a person declares it: a base configuration, what the rows and the columns change in it, seeds, and the
/// protocols under which everything is scored. Values are texts, as typed; <see cref="GridExpansion"/> reads and checks them.
/// Immutable and serialisable: a grid stores its definition.
/// </summary>
public sealed record GridDefinition
{
    /// <summary>Name.</summary>
    [Description("Name of the table.")]
    public string Name { get; init; } = "";

    /// <summary>Settings of every cell that differ from their defaults: key to text. The key <c>dataset</c> names a registered data set.</summary>
    [Description("Settings of every cell that differ from their defaults: key to value; dataset: NAME takes those of a registered data set.")]
    public IReadOnlyDictionary<string, string> Base { get; init; } = new Dictionary<string, string>();

    /// <summary>What heads the rows, from the outermost; every combination of choices is a row.</summary>
    [Description("What heads the rows, from the outermost; every combination of choices is a row.")]
    public IReadOnlyList<GridAxis> Rows { get; init; } = [];

    /// <summary>What heads the columns, from the outermost: the methods that are compared. Protocols stand under each.</summary>
    [Description("What heads the columns, from the outermost: the methods that are compared.")]
    public IReadOnlyList<GridAxis> Columns { get; init; } = [];

    /// <summary>Seeds of each cell, for example <c>0-2</c>.</summary>
    [Description("Seeds of each cell: numbers and ranges, for example 0-2 or 0, 1, 7.")]
    public string Seeds { get; init; } = "0-2";

    /// <summary>Names of the protocols: SS, MS, 10-crop.</summary>
    [Description("Protocols that score every run they fit: SS, MS, 10-crop.")]
    public IReadOnlyList<string> Protocols { get; init; } = [SweepDefinition.SingleScale];

    /// <summary>Whether published values stand beside the cells that they match.</summary>
    [Description("Whether published values stand beside the cells that they match.")]
    public bool ShowsPublished { get; init; } = true;

    /// <summary>When given, only this source's published values.</summary>
    [Description("When given, only this source's published values.")]
    public string PublishedSource { get; init; } = "";
}

/// <summary>A heading level of a grid's rows or columns.</summary>
/// <param name="Name">Its name, <c>Backbone</c>.</param>
/// <param name="Choices">What it can be, in order.</param>
public sealed record GridAxis(
    [property: Description("Its name, for example Backbone.")] string Name,
    [property: Description("What it can be, in order.")] IReadOnlyList<GridChoice> Choices);

/// <summary>One value of a heading: its label, and what it sets.</summary>
public sealed record GridChoice
{
    /// <summary>What the table shows.</summary>
    [Description("What the table shows.")]
    public string Label { get; init; } = "";

    /// <summary>The settings it changes: key to text. The key <c>dataset</c> names a registered data set.</summary>
    [Description("The settings it changes: key to value.")]
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    /// <summary>Headings further out under which alone it stands: name of the heading to its label. Empty for everywhere.</summary>
    [Description("Headings further out under which alone it stands: name of the heading to its label.")]
    public IReadOnlyDictionary<string, string> Only { get; init; } = new Dictionary<string, string>();
}
