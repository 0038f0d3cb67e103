using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using Experiments.Engine.Schema;

namespace Experiments.Web.Sweeps;

/// <summary>A setting that takes several values: a list of them, or a range.</summary>
/// <param name="Key">The setting's key, for example <c>regulariser.kind</c>.</param>
/// <param name="Values">Its values as texts, in order; empty where a range is given.</param>
public sealed record SweepAxis(
    [property: Description("The setting's key, for example regulariser.kind.")] string Key,
    [property: Description("Its values in order; the first is the baseline of one-at-a-time. Leave out where a range is given.")] IReadOnlyList<string> Values)
{
    /// <summary>Between the values of an axis where a person types them. Between numbers, choices and truths a comma does too; elsewhere commas belong to lists and names.</summary>
    public const char Separator = '|';

    /// <summary>Between the ends of a range.</summary>
    internal const string To = "..";

    /// <summary>A range instead of values; null for values.</summary>
    [Description("A range instead of values: of a setting that is a number.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SweepRange? Range { get; init; }

    /// <summary>Condition under which the setting varies; where it does not hold the setting is what the base says, and rows that differ in it alone become one. Empty for always.</summary>
    [Description("Condition under which it varies, for example weights.path is not empty; elsewhere the setting is what the base says.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? When { get; init; }

    /// <summary>What a person types for the values: <c>l2 | l2-sp</c>, or a range: <c>0.001 .. 0.1 log 5</c>.</summary>
    [JsonIgnore]
    public string Text => Range is { } range
        ? string.Create(CultureInfo.InvariantCulture, $"{range.Min} {To} {range.Max} {SettingDescriptor.NameOf(range.Scale)} {range.Levels}")
        : Join(Values);

    /// <summary>The axis that a person typed: values, a range, or a range in steps, which is the values that it comes to.</summary>
    public static SweepAxis Read(string key, string text, string? when = null) => ReadRange(key, text) is { } range
        ? new SweepAxis(key, []) { Range = range, When = Given(when) }
        : new SweepAxis(key, SweepSteps.TryRead(text, out var steps, out var problem) && problem is null ? steps : Split(key, text)) { When = Given(when) };

    /// <summary>Whether a text can only mean several values of a setting: <c>0.9, 0.95</c> or <c>0.1..0.9</c> of a number, <c>l2 | l2-sp</c>. A name may have any of these in it, so that a text must be said to be several.</summary>
    public static bool SaysSeveral(SettingDescriptor setting, string text) => setting.Type != SettingType.Text
        && (text.Contains(Separator, StringComparison.Ordinal)
            || (IsScalar(setting) && text.Contains(',', StringComparison.Ordinal))
            || (IsNumber(setting) && text.IndexOf(To, StringComparison.Ordinal) > 0));

    /// <summary>
    /// The range that a person typed: two ends with .. between, then scale and number of levels in any order, both optional; null where it is none.
    /// Blanks around the dots may be left out between the ends of a number.
    /// </summary>
    public static SweepRange? ReadRange(string key, string text)
    {
        if (text.Contains(Separator, StringComparison.Ordinal) || Ends(key, text) is not var (min, rest)) return null;
        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var range = new SweepRange(min, words.FirstOrDefault(""));
        foreach (var word in words.Skip(1))
        {
            if (Enum.GetValues<SweepScale>().Where(s => SettingDescriptor.NameOf(s) == word).Select(s => (SweepScale?)s).FirstOrDefault() is { } scale) range = range with { Scale = scale };
            else if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var levels)) range = range with { Levels = levels };
            else return null;
        }

        return range;
    }

    /// <summary>Reads the values that a person typed, <c>l2 | l2-sp</c> or <c>0.9, 0.95</c>; empty ones are dropped.</summary>
    /// <remarks>An empty text is a value of its own only when it stands alone, or in quotes: no weights, for example.</remarks>
    public static IReadOnlyList<string> Split(string key, string text) => string.IsNullOrWhiteSpace(text)
        ? [""]
        : [.. text.Split(Find(key) is { } setting && IsScalar(setting) ? [Separator, ','] : [Separator], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(v => v is "\"\"" or "''" ? "" : v)];

    /// <summary>The values as a person types them.</summary>
    public static string Join(IEnumerable<string> values)
    {
        var list = values.ToList();
        return list is [""] ? "" : string.Join($" {Separator} ", list.Select(v => v.Length == 0 ? "\"\"" : v));
    }

    /// <summary>What stands before and behind the dots; null where they are no range's.</summary>
    private static (string Min, string Max)? Ends(string key, string text)
    {
        var at = text.IndexOf($" {To} ", StringComparison.Ordinal);
        if (at >= 0) return (text[..at].Trim(), text[(at + To.Length + 2)..].Trim());
        at = text.IndexOf(To, StringComparison.Ordinal);
        return at > 0 && Find(key) is { } setting && IsNumber(setting) ? (text[..at].Trim(), text[(at + To.Length)..].Trim()) : null;
    }

    private static SettingDescriptor? Find(string key) => SettingCatalog.All.FirstOrDefault(s => s.Key == key);

    private static bool IsNumber(SettingDescriptor setting) => setting.Type is SettingType.Integer or SettingType.Real;

    private static bool IsScalar(SettingDescriptor setting) => IsNumber(setting) || setting.Type is SettingType.Boolean or SettingType.Choice;

    private static string? Given(string? when) => string.IsNullOrWhiteSpace(when) ? null : when.Trim();
}

/// <summary>A range of a setting that is a number.</summary>
/// <param name="Min">Smallest value, as typed.</param>
/// <param name="Max">Largest value, as typed.</param>
/// <param name="Scale">How it is cut or drawn from; a setting of whole numbers takes whole ones in any case.</param>
/// <param name="Levels">Number of values where a design wants a list of them (grid, one-at-a-time), both ends among them; at least 2.</param>
public sealed record SweepRange(
    [property: Description("Smallest value.")] string Min,
    [property: Description("Largest value.")] string Max,
    [property: Description("How the range is cut or drawn from.")] SweepScale Scale = SweepScale.Linear,
    [property: Description("Number of values in a grid or one-at-a-time, both ends among them; draws take any value, a fractional factorial the two ends.")] int Levels = SweepRange.DefaultLevels)
{
    /// <summary>Number of levels unless said otherwise.</summary>
    public const int DefaultLevels = 3;
}
