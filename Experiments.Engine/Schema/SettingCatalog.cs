using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Experiments.Engine.Schema;

/// <summary>What kind of input a setting wants.</summary>
public enum SettingType
{
    /// <summary>Free text (a path, a name).</summary>
    Text,

    /// <summary>Yes or no.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Real,

    /// <summary>One of <see cref="SettingDescriptor.Choices"/>.</summary>
    Choice,

    /// <summary>Whole numbers separated by commas.</summary>
    IntegerList,

    /// <summary>Numbers separated by commas.</summary>
    RealList,

    /// <summary>Words separated by commas.</summary>
    TextList,
}

/// <summary>One setting of a <see cref="RunConfiguration"/>, as forms and grids need it.</summary>
public sealed class SettingDescriptor
{
    private readonly PropertyInfo? _section;
    private readonly PropertyInfo _property;

    internal SettingDescriptor(PropertyInfo? section, PropertyInfo property, SettingAttribute attribute)
    {
        _section = section;
        _property = property;
        Attribute = attribute;
        Section = section is null ? "" : JsonNamingPolicy.CamelCase.ConvertName(section.Name);
        var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        Key = section is null ? name : $"{Section}.{name}";
        Type = TypeOf(property.PropertyType);
        Choices = Type == SettingType.Choice ? ChoicesOf(property.PropertyType) : [];
        Default = Format(Get(new RunConfiguration()));
    }

    /// <summary><c>section.setting</c>, for example <c>training.baseLearningRate</c>; top-level settings have no section.</summary>
    public string Key { get; }

    /// <summary>Section, camelCase; empty for top-level settings.</summary>
    public string Section { get; }

    /// <summary>Kind of input.</summary>
    public SettingType Type { get; }

    /// <summary>Names of a choice's values, as in JSON.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <summary>The default, in the text form that <see cref="With"/> reads.</summary>
    public string Default { get; }

    /// <summary>Help, kind and range.</summary>
    public SettingAttribute Attribute { get; }

    /// <summary>The setting's help.</summary>
    public string Help => Attribute.Help;

    /// <summary>Whether it takes part in the fingerprint.</summary>
    public bool IsScientific => Attribute.Kind == SettingKind.Scientific;

    /// <summary>The value in a configuration.</summary>
    public object Get(RunConfiguration configuration) =>
        _property.GetValue(_section is null ? configuration : _section.GetValue(configuration))!;

    /// <summary>The value in a configuration, as text.</summary>
    public string GetText(RunConfiguration configuration) => Format(Get(configuration));

    /// <summary>A copy of the configuration with this setting changed.</summary>
    /// <param name="configuration">The configuration; left as it is.</param>
    /// <param name="text">The new value as text; lists are separated by commas.</param>
    /// <exception cref="UsageException">The text is no value of the setting's type.</exception>
    public RunConfiguration With(RunConfiguration configuration, string text)
    {
        var value = Parse(text);
        // Records are copied by their compiler-made clone; init-only properties are then set on the copy.
        if (value is Compatibility profile) return DatasetDefaults.Follow(configuration, Profiles.Apply(configuration, profile));
        var copy = Clone(configuration);
        if (_section is null)
        {
            _property.SetValue(copy, value);
            return (RunConfiguration)copy;
        }

        var section = Clone(_section.GetValue(configuration)!);
        _property.SetValue(section, value);
        _section.SetValue(copy, section);
        return value is DatasetName ? DatasetDefaults.Follow(configuration, (RunConfiguration)copy) : (RunConfiguration)copy;
    }

    /// <summary>Reads a value of the setting's type.</summary>
    /// <exception cref="UsageException">The text is no value of the setting's type.</exception>
    public object Parse(string text)
    {
        text = text.Trim();
        switch (Type)
        {
            case SettingType.Text:
                return text;
            case SettingType.Boolean:
                return bool.TryParse(text, out var flag) ? flag : throw Wrong("true or false", text);
            case SettingType.Integer:
                return ParseInteger(text);
            case SettingType.Real:
                return ParseReal(text);
            case SettingType.Choice:
                var index = Choices.ToList().IndexOf(text.ToLowerInvariant());
                return index >= 0
                    ? Enum.GetValues(_property.PropertyType).GetValue(index)!
                    : throw Wrong($"one of {string.Join(", ", Choices.Order(StringComparer.Ordinal))}", text);
            case SettingType.IntegerList:
                return Items(text).Select(ParseInteger).ToArray();
            case SettingType.RealList:
                return Items(text).Select(ParseReal).ToArray();
            case SettingType.TextList:
                return Items(text);
            default:
                throw new InvalidOperationException($"Setting type {Type} has no parser.");
        }
    }

    /// <summary>A value as the text that <see cref="Parse"/> reads back.</summary>
    public static string Format(object value) => value switch
    {
        string s => s,
        bool b => b ? "true" : "false",
        Enum e => NameOf(e),
        IEnumerable list => string.Join(", ", list.Cast<object>().Select(Format)),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>JSON name of an enumeration's value.</summary>
    public static string NameOf(Enum value) =>
        value.GetType().GetField(value.ToString())?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? value.ToString();

    private int ParseInteger(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : throw Wrong("a whole number", text);

    private double ParseReal(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && double.IsFinite(x) ? x : throw Wrong("a number such as 0.01 or 1e-4", text);

    private static string[] Items(string text) =>
        text.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private UsageException Wrong(string expected, string text) => new($"{Key} is \"{text}\": it must be {expected}.");

    private static object Clone(object record) =>
        record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;

    private static string[] ChoicesOf(Type type) => [.. Enum.GetValues(type).Cast<Enum>().Select(NameOf)];

    private static SettingType TypeOf(Type type) => type switch
    {
        _ when type == typeof(string) => SettingType.Text,
        _ when type == typeof(bool) => SettingType.Boolean,
        _ when type == typeof(int) => SettingType.Integer,
        _ when type == typeof(double) => SettingType.Real,
        _ when type.IsEnum => SettingType.Choice,
        _ when type == typeof(IReadOnlyList<int>) => SettingType.IntegerList,
        _ when type == typeof(IReadOnlyList<double>) => SettingType.RealList,
        _ when type == typeof(IReadOnlyList<string>) => SettingType.TextList,
        _ => throw new InvalidOperationException($"A setting of type {type} has no input."),
    };
}

/// <summary>All settings of a <see cref="RunConfiguration"/>, in the order of declaration.</summary>
public static class SettingCatalog
{
    private static readonly Dictionary<string, SettingDescriptor> ByKey;

    static SettingCatalog()
    {
        All = [.. Describe()];
        ByKey = All.ToDictionary(d => d.Key, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Every setting.</summary>
    public static IReadOnlyList<SettingDescriptor> All { get; }

    /// <summary>The setting of that key.</summary>
    /// <exception cref="UsageException">There is none: lists those with a similar end, or the sections.</exception>
    public static SettingDescriptor Get(string key)
    {
        if (ByKey.TryGetValue(key, out var found)) return found;
        var last = key.Split('.')[^1];
        var near = All.Where(d => d.Key.Contains(last, StringComparison.OrdinalIgnoreCase)).Select(d => d.Key).ToList();
        var remedy = near.Count > 0 ? $"Did you mean {string.Join(" or ", near)}?" : $"Available: {string.Join(", ", All.Select(d => d.Key))}.";
        throw new UsageException($"Unknown setting \"{key}\". {remedy}");
    }

    /// <summary>A copy of the configuration with settings changed.</summary>
    /// <param name="configuration">The configuration; left as it is.</param>
    /// <param name="overrides">Key to text value.</param>
    /// <exception cref="UsageException">Every unknown key and unreadable value at once.</exception>
    public static RunConfiguration With(RunConfiguration configuration, IEnumerable<KeyValuePair<string, string>> overrides)
    {
        var problems = new List<string>();
        // The profile first, then the data set: they set defaults, and every other value given stays above them.
        foreach (var (key, text) in overrides.OrderBy(o => Layer(o.Key)))
        {
            try
            {
                configuration = Get(key).With(configuration, text);
            }
            catch (UsageException e)
            {
                problems.AddRange(e.Problems);
            }
        }

        return problems.Count == 0 ? configuration : throw new UsageException(problems);
    }

    private static int Layer(string key) => key.ToUpperInvariant() switch { "COMPAT" => 0, "DATA.DATASET" => 1, _ => 2 };

    private static IEnumerable<SettingDescriptor> Describe()
    {
        foreach (var property in typeof(RunConfiguration).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<SettingAttribute>() is { } own)
            {
                yield return new SettingDescriptor(null, property, own);
                continue;
            }

            foreach (var inner in property.PropertyType.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                if (inner.GetCustomAttribute<SettingAttribute>() is { } attribute)
                    yield return new SettingDescriptor(property, inner, attribute);
            }
        }
    }
}
