using System.Text;
using Experiments.Engine.Schema;

namespace Experiments.Web.Sweeps;

/// <summary>
/// A sweep's definition as a query string, so that a half-filled form can be reloaded, bookmarked and sent:
/// <c>name=…&amp;seeds=0-2&amp;protocols=SS,MS&amp;training.crop=96&amp;vary:regulariser.kind=l2|l2-sp</c>.
/// </summary>
public static class SweepQuery
{
    private const string Vary = "vary:";

    /// <summary>The definition as a query string without the question mark.</summary>
    public static string Write(SweepDefinition definition)
    {
        var text = new StringBuilder();
        Add("name", definition.Name);
        Add("seeds", definition.Seeds);
        Add("protocols", string.Join(',', definition.Protocols));
        foreach (var (key, value) in definition.Overrides) Add(key, value);
        foreach (var axis in definition.Axes) Add(Vary + axis.Key, string.Join(SweepAxis.Separator, axis.Values));
        return text.ToString();

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
                case var _ when key.StartsWith(Vary, StringComparison.Ordinal) && IsSetting(key[Vary.Length..]):
                    axes.RemoveAll(a => a.Key == key[Vary.Length..]);
                    axes.Add(new SweepAxis(key[Vary.Length..], SweepAxis.Split(value)));
                    break;
                case var _ when IsSetting(key):
                    overrides[key] = value;
                    break;
                default:
                    break;
            }
        }

        return definition with { Overrides = overrides, Axes = axes };
    }

    private static bool IsSetting(string key) => SettingCatalog.All.Any(s => s.Key == key);

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
