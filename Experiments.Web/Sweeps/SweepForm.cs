using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Conventions;

namespace Experiments.Web.Sweeps;

/// <summary>
/// What a person has typed so far: raw texts, so that a half-typed value is never rewritten under their fingers.
/// <see cref="Definition"/> is what it means.
/// </summary>
public sealed class SweepForm
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _conditions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _varied = new(StringComparer.Ordinal);
    private readonly HashSet<string> _protocols = new(StringComparer.Ordinal);

    private static SettingDescriptor Compat => SettingCatalog.Get("compat");

    private static SettingDescriptor Dataset => SettingCatalog.Get("data.dataset");

    private static SettingDescriptor Path => SettingCatalog.Get("weights.path");

    private static SettingDescriptor Backbone => SettingCatalog.Get("network.backbone");

    /// <summary>Fills the form from a definition.</summary>
    public SweepForm(SweepDefinition definition)
    {
        Name = definition.Name;
        Seeds = definition.Seeds;
        _protocols.UnionWith(definition.Protocols);
        foreach (var (key, text) in definition.Overrides) _texts[key] = text;
        foreach (var axis in definition.Axes)
        {
            _varied.Add(axis.Key);
            _texts[axis.Key] = axis.Text;
            _conditions[axis.Key] = axis.When ?? "";
        }

        Design = definition.Design;
        Draws = definition.Draws;
        DesignSeed = definition.DesignSeed;
        Resolution = definition.Resolution;
        TestCrop = definition.TestCrop;
        Extends = definition.Extends;
        Rows = SweepLines.Write(definition.Rows);
        Constraints = SweepLines.Write(definition.Constraints);
        Links = SweepLines.Write(definition.Links);
    }

    /// <summary>Name of the sweep.</summary>
    public string Name { get; set; }

    /// <summary>Seeds as typed.</summary>
    public string Seeds { get; set; }

    /// <summary>How the varied settings are combined.</summary>
    public SweepDesign Design { get; set; }

    /// <summary>Number of draws, for designs that draw.</summary>
    public int Draws { get; set; }

    /// <summary>Seed of the draws.</summary>
    public int DesignSeed { get; set; }

    /// <summary>Resolution of a fractional factorial.</summary>
    public int Resolution { get; set; }

    /// <summary>Side of the scored windows; 0 for each row's training crop.</summary>
    public int TestCrop { get; set; }

    /// <summary>The sweep that this one extends.</summary>
    public long? Extends { get; }

    /// <summary>Rows of a list as typed, one a line.</summary>
    public string Rows { get; set; }

    /// <summary>Constraints as typed, one a line.</summary>
    public string Constraints { get; set; }

    /// <summary>Links as typed, one a line.</summary>
    public string Links { get; set; }

    /// <summary>What the form means: settings at their default are left out; axes stand in the catalogue's order.</summary>
    public SweepDefinition Definition => new()
    {
        Name = Name.Trim(),
        Seeds = Seeds,
        Protocols = [.. SweepDefinition.AllProtocols.Where(_protocols.Contains)],
        Overrides = SettingCatalog.All
            .Where(s => !IsVaried(s) && _texts.TryGetValue(s.Key, out var text) && (text.Trim() != DefaultOf(s) || IsAboveOthers(s)))
            .ToDictionary(s => s.Key, s => _texts[s.Key].Trim(), StringComparer.Ordinal),
        Design = Design,
        Draws = Draws,
        DesignSeed = DesignSeed,
        Resolution = Resolution,
        Axes = [.. SettingCatalog.All.Where(IsVaried).Select(s => SweepAxis.Read(s.Key, TextOf(s), WhenOf(s)))],
        Rows = Design == SweepDesign.List ? SweepLines.ReadRows(Rows) : [],
        Constraints = SweepLines.Read(Constraints),
        Links = SweepLines.Read(Links),
        TestCrop = TestCrop,
        Extends = Extends,
    };

    /// <summary>What stands in the setting's field.</summary>
    public string TextOf(SettingDescriptor setting) => _texts.GetValueOrDefault(setting.Key, DefaultOf(setting));

    /// <summary>What the setting is where nothing is typed: what the weights file says, the chosen data set's value, the chosen profile's (compat), else the default.</summary>
    public string DefaultOf(SettingDescriptor setting)
    {
        if (setting.Key == Compat.Key) return setting.Default;
        try
        {
            if (SaidByWeights(setting) is { } said) return said;
            if (IsVaried(Compat)) return setting.Default;
            var profile = (Compatibility)Compat.Parse(_texts.GetValueOrDefault(Compat.Key, Compat.Default));
            return setting.Key == Dataset.Key || IsVaried(Dataset)
                ? Profiles.DefaultOf(setting, profile)
                : DatasetDefaults.DefaultOf(setting, (DatasetName)Dataset.Parse(_texts.GetValueOrDefault(Dataset.Key, Dataset.Default)), profile);
        }
        catch (UsageException)
        {
            return setting.Default; // half-typed: the field itself says what is wrong
        }
    }

    /// <summary>Puts a text into a field by the name that it is kept under in the browser: that of a setting, or <c>name</c>, <c>seeds</c>, <c>rows</c>, <c>constraints</c>, <c>links</c>.</summary>
    /// <returns>Whether there is such a field and it said something else.</returns>
    public bool Restore(string field, string text)
    {
        if (Typed().TryGetValue(field, out var there) ? there == text : SettingCatalog.All.All(s => s.Key != field)) return false;
        switch (field)
        {
            case "name":
                Name = text;
                break;
            case "seeds":
                Seeds = text;
                break;
            case "rows":
                Rows = text;
                break;
            case "constraints":
                Constraints = text;
                break;
            case "links":
                Links = text;
                break;
            default:
                _texts[field] = text;
                break;
        }

        return true;
    }

    /// <summary>What stands in the fields that somebody filled, by the names of <see cref="Restore"/>.</summary>
    public IReadOnlyDictionary<string, string> Typed() => new Dictionary<string, string>(_texts)
    {
        ["name"] = Name,
        ["seeds"] = Seeds,
        ["rows"] = Rows,
        ["constraints"] = Constraints,
        ["links"] = Links,
    };

    /// <summary>Condition under which a varied setting varies, as typed; empty for always.</summary>
    public string WhenOf(SettingDescriptor setting) => _conditions.GetValueOrDefault(setting.Key, "");

    /// <summary>Puts a text into the field of the condition under which a varied setting varies.</summary>
    public void SetWhen(SettingDescriptor setting, string text) => _conditions[setting.Key] = text;

    /// <summary>Whether the setting takes several values: because it was said to, or because what stands in its field can mean nothing else.</summary>
    public bool IsVaried(SettingDescriptor setting) =>
        _varied.Contains(setting.Key) || (_texts.TryGetValue(setting.Key, out var text) && SweepAxis.SaysSeveral(setting, text));

    /// <summary>Whether the field says something else than the default.</summary>
    public bool IsChanged(SettingDescriptor setting) => IsVaried(setting) || TextOf(setting).Trim() != DefaultOf(setting);

    /// <summary>Puts a text into the setting's field.</summary>
    public void SetText(SettingDescriptor setting, string text) => _texts[setting.Key] = text;

    /// <summary>Lets the setting take several values, or one (the first).</summary>
    public void SetVaried(SettingDescriptor setting, bool varied)
    {
        if (varied)
        {
            _varied.Add(setting.Key);
            return;
        }

        _varied.Remove(setting.Key);
        _texts[setting.Key] = SweepAxis.Read(setting.Key, TextOf(setting)) switch { { Range: { } range } => range.Min, { Values: [var first, ..] } => first, _ => DefaultOf(setting) };
    }

    /// <summary>Puts the setting back to its default.</summary>
    public void Reset(SettingDescriptor setting)
    {
        _varied.Remove(setting.Key);
        _texts.Remove(setting.Key);
    }

    /// <summary>Whether runs are scored under the protocol.</summary>
    public bool HasProtocol(string name) => _protocols.Contains(name);

    /// <summary>Chooses a protocol or leaves it out.</summary>
    public void SetProtocol(string name, bool chosen)
    {
        if (chosen) _protocols.Add(name);
        else _protocols.Remove(name);
    }

    private string? SaidByWeights(SettingDescriptor setting)
    {
        if (!InputConvention.Keys.Contains(setting.Key) || IsVaried(Path) || !_texts.TryGetValue(Path.Key, out var path)) return null;
        var backbone = SweepAxis.Split(Backbone.Key, _texts.GetValueOrDefault(Backbone.Key, Backbone.Default)).FirstOrDefault(Backbone.Default);
        return WeightsConvention.SaidBy(path.Trim(), (Engine.Schema.Backbone)Backbone.Parse(backbone)).GetValueOrDefault(setting.Key);
    }

    /// <summary>Where profile, data set or weights are themselves varied, a default of theirs that was typed over holds under each of them.</summary>
    private bool IsAboveOthers(SettingDescriptor setting) =>
        (IsVaried(Compat) && Profiles.Keys.Contains(setting.Key))
        || (IsVaried(Dataset) && DatasetDefaults.Keys.Contains(setting.Key))
        || ((IsVaried(Path) || IsVaried(Backbone)) && InputConvention.Keys.Contains(setting.Key));
}
