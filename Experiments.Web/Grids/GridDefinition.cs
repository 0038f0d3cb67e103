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
    public string Name { get; init; } = "";

    /// <summary>Settings of every cell that differ from their defaults: key to text. The key <c>dataset</c> names a registered data set.</summary>
    public IReadOnlyDictionary<string, string> Base { get; init; } = new Dictionary<string, string>();

    /// <summary>What heads the rows, from the outermost; every combination of choices is a row.</summary>
    public IReadOnlyList<GridAxis> Rows { get; init; } = [];

    /// <summary>What heads the columns, from the outermost: the methods that are compared. Protocols stand under each.</summary>
    public IReadOnlyList<GridAxis> Columns { get; init; } = [];

    /// <summary>Seeds of each cell, for example <c>0-2</c>.</summary>
    public string Seeds { get; init; } = "0-2";

    /// <summary>Names of the protocols: SS, MS, 10-crop.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [SweepDefinition.SingleScale];

    /// <summary>Whether published values stand beside the cells that they match.</summary>
    public bool ShowsPublished { get; init; } = true;

    /// <summary>When given, only this source's published values.</summary>
    public string PublishedSource { get; init; } = "";
}

/// <summary>A heading level of a grid's rows or columns.</summary>
/// <param name="Name">Its name, <c>Backbone</c>.</param>
/// <param name="Choices">What it can be, in order.</param>
public sealed record GridAxis(string Name, IReadOnlyList<GridChoice> Choices);

/// <summary>One value of a heading: its label, and what it sets.</summary>
public sealed record GridChoice
{
    /// <summary>What the table shows.</summary>
    public string Label { get; init; } = "";

    /// <summary>The settings it changes: key to text. The key <c>dataset</c> names a registered data set.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    /// <summary>Headings further out under which alone it stands: name of the heading to its label. Empty for everywhere.</summary>
    public IReadOnlyDictionary<string, string> Only { get; init; } = new Dictionary<string, string>();
}
