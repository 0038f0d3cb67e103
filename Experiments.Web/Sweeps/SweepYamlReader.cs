using System.Globalization;
using System.Text.Json;
using Experiments.Engine.Schema;
using YamlDotNet.RepresentationModel;

namespace Experiments.Web.Sweeps;

/// <summary>Turns a parsed YAML document into a definition. Collects every problem, each with its line.</summary>
/// <param name="file">What the file is called in an error.</param>
internal sealed class SweepYamlReader(string file)
{
    private static readonly IReadOnlyList<string> SettingKeys = [.. SettingCatalog.All.Select(s => s.Key)];
    private readonly List<string> _problems = [];

    /// <summary>The definition.</summary>
    /// <exception cref="UsageException">Every problem at once.</exception>
    public SweepDefinition Definition(YamlNode root)
    {
        var definition = new SweepDefinition();
        foreach (var (key, node) in Pairs(root, "a sweep", KeysOf<SweepDefinition>()))
        {
            definition = key switch
            {
                "name" => definition with { Name = Scalar(node, key) },
                "overrides" => definition with { Overrides = Settings(node, key) },
                "design" => definition with { Design = Choice<SweepDesign>(node, key) },
                "draws" => definition with { Draws = (int)Whole(node, key, int.MaxValue) },
                "designSeed" => definition with { DesignSeed = (int)Whole(node, key, int.MaxValue) },
                "resolution" => definition with { Resolution = (int)Whole(node, key, int.MaxValue) },
                "axes" => definition with { Axes = [.. Items(node, key).Select(Axis)] },
                "rows" => definition with { Rows = [.. Items(node, key).Select(n => Settings(n, "a row"))] },
                "constraints" => definition with { Constraints = Texts(node, key) },
                "links" => definition with { Links = Texts(node, key) },
                "seeds" => definition with { Seeds = node is YamlSequenceNode ? string.Join(", ", Texts(node, key)) : Scalar(node, key) },
                "protocols" => definition with { Protocols = [.. Items(node, key).Select(Protocol)] },
                "testCrop" => definition with { TestCrop = (int)Whole(node, key, int.MaxValue) },
                "extends" => definition with { Extends = Whole(node, key, long.MaxValue) },
                _ => throw new InvalidOperationException($"The key {key} of a sweep is not read."),
            };
        }

        return _problems.Count == 0 ? definition : throw new UsageException(_problems);
    }

    private SweepAxis Axis(YamlNode root)
    {
        var axis = new SweepAxis("", []);
        foreach (var (key, node) in Pairs(root, "an axis", KeysOf<SweepAxis>()))
        {
            axis = key switch
            {
                "key" => axis with { Key = SettingKey(node, Scalar(node, key)) },
                "values" => axis with { Values = Texts(node, key) },
                "when" => axis with { When = Scalar(node, key) },
                "range" => axis with { Range = Range(node) },
                _ => throw new InvalidOperationException($"The key {key} of an axis is not read."),
            };
        }

        if (axis.Key.Length == 0 && root is YamlMappingNode) Problem(root, "an axis has no key: name its setting, for example key: regulariser.kind.");
        return axis;
    }

    private SweepRange Range(YamlNode root)
    {
        var range = new SweepRange("", "");
        foreach (var (key, node) in Pairs(root, "a range", KeysOf<SweepRange>()))
        {
            range = key switch
            {
                "min" => range with { Min = Scalar(node, key) },
                "max" => range with { Max = Scalar(node, key) },
                "scale" => range with { Scale = Choice<SweepScale>(node, key) },
                "levels" => range with { Levels = (int)Whole(node, key, int.MaxValue) },
                _ => throw new InvalidOperationException($"The key {key} of a range is not read."),
            };
        }

        return range;
    }

    /// <summary>Names of a record's properties as its JSON has them.</summary>
    private static IReadOnlyList<string> KeysOf<T>() =>
        [.. JsonSerializerOptions.Web.GetTypeInfo(typeof(T)).Properties.Where(p => p.Get is not null).Select(p => p.Name)];

    private List<KeyValuePair<string, YamlNode>> Pairs(YamlNode node, string what, IReadOnlyCollection<string> known)
    {
        if (node is not YamlMappingNode mapping)
        {
            Problem(node, $"{what} is a mapping (key: value): known keys are {string.Join(", ", known)}.");
            return [];
        }

        var pairs = new List<KeyValuePair<string, YamlNode>>();
        foreach (var (keyNode, value) in mapping.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            if (known.Contains(key)) pairs.Add(KeyValuePair.Create(key, value));
            else Problem(keyNode, $"{what} has no key \"{key}\". {NearestName.Remedy(key, known)}");
        }

        return pairs;
    }

    private Dictionary<string, string> Settings(YamlNode node, string what)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node is not YamlMappingNode mapping)
        {
            Problem(node, $"{what} is a mapping of settings, for example training.crop: 96.");
            return settings;
        }

        foreach (var (keyNode, value) in mapping.Children)
        {
            var key = SettingKey(keyNode, (keyNode as YamlScalarNode)?.Value ?? "");
            // A list of numbers may be written as one: [6, 3, 2, 1].
            if (key.Length > 0) settings[key] = value is YamlSequenceNode ? string.Join(", ", Texts(value, key)) : Scalar(value, key);
        }

        return settings;
    }

    private string SettingKey(YamlNode node, string key)
    {
        if (SettingKeys.Contains(key, StringComparer.Ordinal)) return key;
        Problem(node, $"there is no setting \"{key}\". {(NearestName.Of(key, SettingKeys) is { } near ? $"Did you mean {near}?" : "The form lists them all.")}");
        return "";
    }

    private string Protocol(YamlNode node)
    {
        var name = Scalar(node, "a protocol");
        if (!SweepDefinition.AllProtocols.Contains(name, StringComparer.Ordinal)) Problem(node, $"there is no protocol \"{name}\". Available: {string.Join(", ", SweepDefinition.AllProtocols)}.");
        return name;
    }

    private T Choice<T>(YamlNode node, string what)
        where T : struct, Enum
    {
        var text = Scalar(node, what);
        foreach (var value in Enum.GetValues<T>())
        {
            if (SettingDescriptor.NameOf(value) == text) return value;
        }

        Problem(node, $"{what} is \"{text}\". {NearestName.Remedy(text, [.. Enum.GetValues<T>().Select(v => SettingDescriptor.NameOf(v))])}");
        return default;
    }

    private long Whole(YamlNode node, string what, long most)
    {
        var text = Scalar(node, what);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= most) return value;
        Problem(node, $"{what} is \"{text}\": it must be a whole number from 0.");
        return 0;
    }

    private string[] Texts(YamlNode node, string what) => [.. Items(node, what).Select(n => n is YamlSequenceNode ? string.Join(", ", Items(n, what).Select(i => Scalar(i, what))) : Scalar(n, what))];

    private List<YamlNode> Items(YamlNode node, string what)
    {
        if (node is YamlSequenceNode sequence) return [.. sequence.Children];
        Problem(node, $"{what} is a list: write [a, b], or one item a line behind a hyphen.");
        return [];
    }

    private string Scalar(YamlNode node, string what)
    {
        if (node is YamlScalarNode scalar) return scalar is { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "~" or "null" } ? "" : scalar.Value ?? "";
        Problem(node, $"{what} is one value, not a {(node is YamlSequenceNode ? "list" : "mapping")}.");
        return "";
    }

    private void Problem(YamlNode node, string message) => _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{file}, line {node.Start.Line}: {message}"));
}
