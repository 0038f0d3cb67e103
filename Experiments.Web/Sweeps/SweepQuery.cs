using System.Globalization;
using System.Text;
using Experiments.Engine.Schema;

namespace Experiments.Web.Sweeps;

/// <summary>
/// A sweep's definition as a query string, so that a half-filled form can be reloaded, bookmarked and sent:
/// <c>name=…&amp;seeds=0-2&amp;protocols=SS,MS&amp;training.crop=96&amp;vary:regulariser.kind=l2|l2-sp</c>. What is as in an empty definition is left out.
/// </summary>
public static class SweepQuery
{
    private const string Vary = "vary:";
    private const string When = "when:";

    /// <summary>The definition as a query string without the question mark.</summary>
    public static string Write(SweepDefinition definition)
    {
        var text = new StringBuilder();
        Add("name", definition.Name);
        Add("seeds", definition.Seeds);
        Add("protocols", string.Join(',', definition.Protocols));
        foreach (var (key, value) in definition.Overrides) Add(key, value);
        foreach (var axis in definition.Axes)
        {
            Add(Vary + axis.Key, axis.Text);
            if (axis.When is { } when) Add(When + axis.Key, when);
        }

        var empty = new SweepDefinition();
        if (definition.Design != empty.Design) Add("design", SettingDescriptor.NameOf(definition.Design));
        AddNumber("draws", definition.Draws, empty.Draws);
        AddNumber("designSeed", definition.DesignSeed, empty.DesignSeed);
        AddNumber("resolution", definition.Resolution, empty.Resolution);
        AddNumber("testCrop", definition.TestCrop, empty.TestCrop);
        if (definition.Rows.Count > 0) Add("rows", SweepLines.Write(definition.Rows));
        if (definition.Constraints.Count > 0) Add("constraints", SweepLines.Write(definition.Constraints));
        if (definition.Links.Count > 0) Add("links", SweepLines.Write(definition.Links));
        if (definition.Extends is { } extended) AddNumber("extends", extended, 0);
        return text.ToString();

        void AddNumber(string key, long value, long neutral)
        {
            if (value != neutral) Add(key, value.ToString(CultureInfo.InvariantCulture));
        }

        void Add(string key, string value)
        {
            if (text.Length > 0) text.Append('&');
            text.Append(Uri.EscapeDataString(key)).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    /// <summary>Reads a definition; what is no setting's key is left alone, for a page may have parameters of its own.</summary>
    /// <param name="query">The query string, with or without the question mark.</param>
    /// <param name="start">What holds where the query says nothing.</param>
    public static SweepDefinition Read(string query, SweepDefinition start)
    {
        var overrides = new Dictionary<string, string>(start.Overrides);
        var axes = start.Axes.ToList();
        var conditions = new Dictionary<string, string>(StringComparer.Ordinal);
        var definition = start;
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at < 0) continue;
            var key = Decode(pair[..at]);
            var value = Decode(pair[(at + 1)..]);
            switch (key)
            {
                case "name":
                    definition = definition with { Name = value };
                    break;
                case "seeds":
                    definition = definition with { Seeds = value };
                    break;
                case "protocols":
                    definition = definition with { Protocols = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) };
                    break;
                case "design":
                    definition = definition with { Design = Enum.GetValues<SweepDesign>().FirstOrDefault(d => SettingDescriptor.NameOf(d) == value, definition.Design) };
                    break;
                case "draws":
                    definition = definition with { Draws = Number(value, definition.Draws) };
                    break;
                case "designSeed":
                    definition = definition with { DesignSeed = Number(value, definition.DesignSeed) };
                    break;
                case "resolution":
                    definition = definition with { Resolution = Number(value, definition.Resolution) };
                    break;
                case "testCrop":
                    definition = definition with { TestCrop = Number(value, definition.TestCrop) };
                    break;
                case "extends":
                    definition = definition with { Extends = Number(value, 0) is > 0 and var sweep ? sweep : definition.Extends };
                    break;
                case "rows":
                    definition = definition with { Rows = SweepLines.ReadRows(value) };
                    break;
                case "constraints":
                    definition = definition with { Constraints = SweepLines.Read(value) };
                    break;
                case "links":
                    definition = definition with { Links = SweepLines.Read(value) };
                    break;
                case var _ when key.StartsWith(When, StringComparison.Ordinal):
                    conditions[key[When.Length..]] = value;
                    break;
                case var _ when key.StartsWith(Vary, StringComparison.Ordinal) && IsSetting(key[Vary.Length..]):
                    axes.RemoveAll(a => a.Key == key[Vary.Length..]);
                    axes.Add(SweepAxis.Read(key[Vary.Length..], value));
                    break;
                case var _ when IsSetting(key):
                    overrides[key] = value;
                    break;
                default:
                    break;
            }
        }

        return definition with { Overrides = overrides, Axes = [.. axes.Select(a => conditions.TryGetValue(a.Key, out var when) ? a with { When = when } : a)] };
    }

    private static int Number(string text, int otherwise) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static bool IsSetting(string key) => SettingCatalog.All.Any(s => s.Key == key);

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
