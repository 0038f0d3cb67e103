using System.Globalization;
using System.Text.Json;
using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Experiments.Web.Declarations;

/// <summary>Turns parts of a parsed YAML document into parts of a declaration. Collects every problem, each with its line.</summary>
/// <param name="file">What the file is called in an error.</param>
/// <param name="more">Keys that settings may have beside those of the catalogue.</param>
internal abstract class YamlReader(string file, params string[] more)
{
    private static readonly IReadOnlyList<string> SettingKeys = [.. SettingCatalog.All.Select(s => s.Key)];
    private readonly List<string> _problems = [];

    private IReadOnlyList<string> Known { get; } = [.. SettingKeys, .. more];

    /// <summary>What was read, where nothing is wrong.</summary>
    /// <exception cref="UsageException">Every problem at once.</exception>
    protected T Sound<T>(T definition) => _problems.Count == 0 ? definition : throw new UsageException(_problems);

    /// <summary>Names of a record's properties as its JSON has them.</summary>
    protected static IReadOnlyList<string> KeysOf<T>() =>
        [.. JsonSerializerOptions.Web.GetTypeInfo(typeof(T)).Properties.Where(p => p.Get is not null).Select(p => p.Name)];

    /// <summary>The pairs of a mapping whose keys are known; every other key is a problem.</summary>
    protected List<KeyValuePair<string, YamlNode>> Pairs(YamlNode node, string what, IReadOnlyCollection<string> known)
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

    /// <summary>Settings: key to text.</summary>
    protected Dictionary<string, string> Settings(YamlNode node, string what)
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

    /// <summary>The key if it is a setting's; empty, and a problem, otherwise.</summary>
    protected string SettingKey(YamlNode node, string key)
    {
        if (Known.Contains(key, StringComparer.Ordinal)) return key;
        Problem(node, $"there is no setting \"{key}\". {(NearestName.Of(key, Known) is { } near ? $"Did you mean {near}?" : "The form lists them all.")}");
        return "";
    }

    /// <summary>The name of a protocol.</summary>
    protected string Protocol(YamlNode node)
    {
        var name = Scalar(node, "a protocol");
        if (!SweepDefinition.AllProtocols.Contains(name, StringComparer.Ordinal)) Problem(node, $"there is no protocol \"{name}\". Available: {string.Join(", ", SweepDefinition.AllProtocols)}.");
        return name;
    }

    /// <summary>A value of an enumeration, by the name that its JSON has.</summary>
    protected T Choice<T>(YamlNode node, string what)
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

    /// <summary>A whole number from 0.</summary>
    protected long Whole(YamlNode node, string what, long most)
    {
        var text = Scalar(node, what);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= most) return value;
        Problem(node, $"{what} is \"{text}\": it must be a whole number from 0.");
        return 0;
    }

    /// <summary>A list of texts; a list within is one text, with commas.</summary>
    protected string[] Texts(YamlNode node, string what) => [.. Items(node, what).Select(n => n is YamlSequenceNode ? string.Join(", ", Items(n, what).Select(i => Scalar(i, what))) : Scalar(n, what))];

    /// <summary>The items of a list.</summary>
    protected List<YamlNode> Items(YamlNode node, string what)
    {
        if (node is YamlSequenceNode sequence) return [.. sequence.Children];
        Problem(node, $"{what} is a list: write [a, b], or one item a line behind a hyphen.");
        return [];
    }

    /// <summary>One value as a text.</summary>
    protected string Scalar(YamlNode node, string what)
    {
        if (node is YamlScalarNode scalar) return scalar is { Style: ScalarStyle.Plain, Value: "~" or "null" } ? "" : scalar.Value ?? "";
        Problem(node, $"{what} is one value, not a {(node is YamlSequenceNode ? "list" : "mapping")}.");
        return "";
    }

    /// <summary>Seeds: a text, or a list of numbers and ranges.</summary>
    protected string Seeds(YamlNode node, string what) => node is YamlSequenceNode ? string.Join(", ", Texts(node, what)) : Scalar(node, what);

    /// <summary>True or false.</summary>
    protected bool Truth(YamlNode node, string what)
    {
        var text = Scalar(node, what);
        if (bool.TryParse(text, out var value)) return value;
        Problem(node, $"{what} is \"{text}\": it must be true or false.");
        return false;
    }

    /// <summary>A number.</summary>
    protected double Real(YamlNode node, string what)
    {
        var text = Scalar(node, what);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) return value;
        Problem(node, $"{what} is \"{text}\": it must be a number, for example 0.5.");
        return 0;
    }

    /// <summary>Notes a problem with its line.</summary>
    protected void Problem(YamlNode node, string message) => _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{file}, line {node.Start.Line}: {message}"));
}
