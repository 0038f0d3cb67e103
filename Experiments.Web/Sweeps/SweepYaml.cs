using System.Globalization;
using Experiments.Engine.Schema;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace Experiments.Web.Sweeps;

/// <summary>
/// A sweep's definition as a YAML file, with the names and shapes of its JSON (<see cref="SweepSchema"/>). Every scalar is a text, as it
/// is in the form: 0.1 and "0.1" mean the same. Reading what was written gives the same definition.
/// </summary>
public static class SweepYaml
{
    /// <summary>Longest file, characters.</summary>
    public const int MostCharacters = 1 << 20;

    // A definition nests four deep; a parser that recurses must never see thousands.
    private const int MostNested = 20;

    /// <summary>Reads a definition.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">What the file is called in an error.</param>
    /// <exception cref="UsageException">No YAML, unknown keys, values of the wrong shape: each names the line.</exception>
    public static SweepDefinition Read(string text, string name)
    {
        if (text.Length > MostCharacters)
            throw new UsageException($"{name} has {text.Length.ToString(CultureInfo.InvariantCulture)} characters: a sweep file has at most {MostCharacters.ToString(CultureInfo.InvariantCulture)}; is it the right file?");
        try
        {
            CheckNesting(text, name);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count != 1)
                throw new UsageException($"{name} has {stream.Documents.Count.ToString(CultureInfo.InvariantCulture)} documents: a sweep file has one; begin with name: and the sweep's name.");
            return new SweepYamlReader(name).Definition(stream.Documents[0].RootNode);
        }
        catch (YamlException e)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{name}, line {e.Start.Line}: no YAML: {e.InnerException?.Message ?? e.Message} Check quotes, colons and indentation there."));
        }
    }

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
        return new SerializerBuilder().Build().Serialize(root);
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

    private static YamlMappingNode Settings(IReadOnlyDictionary<string, string> settings)
    {
        var node = new YamlMappingNode();
        foreach (var (key, value) in settings) node.Add(key, Text(value));
        return node;
    }

    private static YamlSequenceNode Flow(IEnumerable<string> values) => new(values.Select(Text)) { Style = YamlDotNet.Core.Events.SequenceStyle.Flow };

    private static YamlScalarNode Number(long value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Quoted where a plain scalar would mean nothing (empty, ~, null) or would not come back as it is.</summary>
    private static YamlScalarNode Text(string value) => new(value)
    {
        Style = value is "" or "~" or "null" ? ScalarStyle.SingleQuoted : value.Any(char.IsControl) ? ScalarStyle.DoubleQuoted : ScalarStyle.Any,
    };

    private static void CheckNesting(string text, string name)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MostNested)
                throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{name}, line {parser.Current.Start.Line}: nested more than {MostNested} levels deep: no part of a sweep is."));
        }
    }
}
