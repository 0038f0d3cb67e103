using System.Globalization;
using Experiments.Engine.Schema;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace Experiments.Web.Declarations;

/// <summary>Text to YAML nodes and back, for the files that declare sweeps, tables and studies. Every scalar is a text, as it is in the forms: 0.1 and "0.1" mean the same.</summary>
internal static class YamlFile
{
    /// <summary>Longest file, characters.</summary>
    public const int MostCharacters = 1 << 20;

    // A declaration nests six deep; a parser that recurses must never see thousands.
    private const int MostNested = 20;

    /// <summary>The root of a file's one document.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">What the file is called in an error.</param>
    /// <param name="what">What it declares: sweep, table, study.</param>
    /// <exception cref="UsageException">No YAML, too long, too deep, not one document: names the line where there is one.</exception>
    public static YamlNode Root(string text, string name, string what)
    {
        if (text.Length > MostCharacters)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{name} has {text.Length} characters: a {what} file has at most {MostCharacters}; is it the right file?"));
        try
        {
            CheckNesting(text, name, what);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 1
                ? stream.Documents[0].RootNode
                : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{name} has {stream.Documents.Count} documents: a {what} file has one; begin with name: and the {what}'s name."));
        }
        catch (YamlException e)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{name}, line {e.Start.Line}: no YAML: {e.InnerException?.Message ?? e.Message} Check quotes, colons and indentation there."));
        }
    }

    /// <summary>Writes a document.</summary>
    public static string Write(YamlMappingNode root) => new SerializerBuilder().Build().Serialize(root);

    /// <summary>Settings, one a line.</summary>
    public static YamlMappingNode Settings(IReadOnlyDictionary<string, string> settings)
    {
        var node = new YamlMappingNode();
        foreach (var (key, value) in settings) node.Add(Text(key), Text(value));
        return node;
    }

    /// <summary>A list in one line.</summary>
    public static YamlSequenceNode Flow(IEnumerable<string> values) => new(values.Select(Text)) { Style = YamlDotNet.Core.Events.SequenceStyle.Flow };

    /// <summary>A whole number.</summary>
    public static YamlScalarNode Number(long value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Quoted where a plain scalar would mean nothing (empty, ~, null) or would not come back as it is.</summary>
    public static YamlScalarNode Text(string value) => new(value)
    {
        Style = value is "" or "~" or "null" ? ScalarStyle.SingleQuoted : value.Any(char.IsControl) ? ScalarStyle.DoubleQuoted : ScalarStyle.Any,
    };

    private static void CheckNesting(string text, string name, string what)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MostNested)
                throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{name}, line {parser.Current.Start.Line}: nested more than {MostNested} levels deep: no part of a {what} is."));
        }
    }
}
