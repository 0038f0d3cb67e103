using Experiments.Engine.Schema;
using Experiments.Web.Declarations;
using YamlDotNet.RepresentationModel;
using static Experiments.Web.Declarations.YamlFile;

namespace Experiments.Web.Grids;

/// <summary>A declared table as a YAML file, with the names and shapes of its JSON. Reading what was written gives the same table.</summary>
public static class GridYaml
{
    /// <summary>Reads a table.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">What the file is called in an error.</param>
    /// <exception cref="UsageException">No YAML, unknown keys, values of the wrong shape: each names the line.</exception>
    public static GridDefinition Read(string text, string name) => new GridYamlReader(name).Table(Root(text, name, "table"));

    /// <summary>Writes a table; what is as in an empty one is left out, but name, seeds and protocols.</summary>
    public static string Write(GridDefinition definition)
    {
        var root = new YamlMappingNode { { "name", Text(definition.Name) } };
        if (definition.Base.Count > 0) root.Add("base", Settings(definition.Base));
        if (definition.Rows.Count > 0) root.Add("rows", Axes(definition.Rows));
        if (definition.Columns.Count > 0) root.Add("columns", Axes(definition.Columns));
        root.Add("seeds", Text(definition.Seeds));
        root.Add("protocols", Flow(definition.Protocols));
        if (!definition.ShowsPublished) root.Add("showsPublished", "false");
        if (definition.PublishedSource.Length > 0) root.Add("publishedSource", Text(definition.PublishedSource));
        return YamlFile.Write(root);
    }

    /// <summary>Headings or factors.</summary>
    internal static YamlSequenceNode Axes(IEnumerable<GridAxis> axes) =>
        new(axes.Select(a => new YamlMappingNode { { "name", Text(a.Name) }, { "choices", new YamlSequenceNode(a.Choices.Select(Choice)) } }));

    /// <summary>A choice, level or method.</summary>
    internal static YamlMappingNode Choice(GridChoice choice)
    {
        var node = new YamlMappingNode { { "label", Text(choice.Label) } };
        if (choice.Set.Count > 0) node.Add("set", Settings(choice.Set));
        if (choice.Only.Count > 0) node.Add("only", Settings(choice.Only));
        return node;
    }
}
