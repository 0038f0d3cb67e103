using Experiments.Engine.Schema;
using Experiments.Web.Declarations;
using YamlDotNet.RepresentationModel;
using static Experiments.Web.Declarations.YamlFile;

namespace Experiments.Web.Sweeps;

/// <summary>
/// A sweep's definition as a YAML file, with the names and shapes of its JSON (<see cref="DeclarationSchema"/>). Every scalar is a text, as it
/// is in the form: 0.1 and "0.1" mean the same. Reading what was written gives the same definition.
/// </summary>
public static class SweepYaml
{
    /// <summary>Reads a definition.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">What the file is called in an error.</param>
    /// <exception cref="UsageException">No YAML, unknown keys, values of the wrong shape: each names the line.</exception>
    public static SweepDefinition Read(string text, string name) => new SweepYamlReader(name).Definition(Root(text, name, "sweep"));

    /// <summary>Writes a definition; what is as in an empty one is left out, but name, seeds and protocols.</summary>
    public static string Write(SweepDefinition definition)
    {
        var empty = new SweepDefinition();
        var root = new YamlMappingNode { { "name", Text(definition.Name) } };
        if (definition.Extends is { } extended) root.Add("extends", Number(extended));
        if (definition.Design != empty.Design) root.Add("design", SettingDescriptor.NameOf(definition.Design));
        if (definition.Draws != empty.Draws) root.Add("draws", Number(definition.Draws));
        if (definition.DesignSeed != empty.DesignSeed) root.Add("designSeed", Number(definition.DesignSeed));
        if (definition.Resolution != empty.Resolution) root.Add("resolution", Number(definition.Resolution));
        if (definition.Overrides.Count > 0) root.Add("overrides", Settings(definition.Overrides));
        if (definition.Axes.Count > 0) root.Add("axes", new YamlSequenceNode(definition.Axes.Select(Axis)));
        if (definition.Rows.Count > 0) root.Add("rows", new YamlSequenceNode(definition.Rows.Select(Settings)));
        if (definition.Constraints.Count > 0) root.Add("constraints", new YamlSequenceNode(definition.Constraints.Select(Text)));
        if (definition.Links.Count > 0) root.Add("links", new YamlSequenceNode(definition.Links.Select(Text)));
        root.Add("seeds", Text(definition.Seeds));
        root.Add("protocols", Flow(definition.Protocols));
        if (definition.TestCrop != empty.TestCrop) root.Add("testCrop", Number(definition.TestCrop));
        return YamlFile.Write(root);
    }

    private static YamlNode Axis(SweepAxis axis)
    {
        var node = new YamlMappingNode { { "key", axis.Key } };
        if (axis.Values.Count > 0) node.Add("values", Flow(axis.Values));
        if (axis.Range is { } range)
        {
            node.Add("range", new YamlMappingNode { { "min", Text(range.Min) }, { "max", Text(range.Max) }, { "scale", SettingDescriptor.NameOf(range.Scale) }, { "levels", Number(range.Levels) } });
        }

        if (axis.When is { } when) node.Add("when", Text(when));
        return node;
    }
}
