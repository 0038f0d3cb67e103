using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Results;

/// <summary>A setting of a configuration and what it is held against.</summary>
/// <param name="Setting">Setting.</param>
/// <param name="Value">Its value as text.</param>
/// <param name="Other">The other value as text: another run's, or what it is where nothing is said.</param>
/// <param name="Source">Whose the other value is: <c>default</c>, a profile or data set by its name, or the other run.</param>
/// <param name="Differs">Whether it differs.</param>
public sealed record ConfigurationRow(SettingDescriptor Setting, string Value, string Other, string Source, bool Differs);

/// <summary>A configuration held against its defaults, or against another run's, setting by setting in the catalogue's order.</summary>
public static class ConfigurationRows
{
    /// <summary>Against what each setting is where nothing is said: the weights file's value, the data set's, the profile's, else the default.</summary>
    public static IReadOnlyList<ConfigurationRow> AgainstDefaults(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var differing = SweepStart.Differing(configuration).ToHashSet();
        return [.. SettingCatalog.All.Select(s => new ConfigurationRow(
            s, s.GetText(configuration), DatasetDefaults.DefaultOf(s, configuration.Data.Dataset, configuration.Compat), SourceOf(s, configuration), differing.Contains(s)))];
    }

    /// <summary>Against another run's configuration.</summary>
    /// <param name="configuration">Configuration.</param>
    /// <param name="other">The other.</param>
    /// <param name="name">What the other is called.</param>
    public static IReadOnlyList<ConfigurationRow> Against(RunConfiguration configuration, RunConfiguration other, string name)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(other);
        return [.. SettingCatalog.All.Select(s => (Setting: s, Value: s.GetText(configuration), Other: s.GetText(other)))
            .Select(s => new ConfigurationRow(s.Setting, s.Value, s.Other, name, s.Value != s.Other))];
    }

    /// <summary>Those that are wanted: of all or of the differing ones, with a text in key, value, other value or help.</summary>
    public static IReadOnlyList<ConfigurationRow> Wanted(IReadOnlyList<ConfigurationRow> rows, bool all, string find)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var text = (find ?? "").Trim();
        return [.. rows.Where(r => (all || r.Differs) && (text.Length == 0 || Has(r.Setting.Key) || Has(r.Value) || Has(r.Other) || Has(r.Setting.Help)))];

        bool Has(string where) => where.Contains(text, StringComparison.OrdinalIgnoreCase);
    }

    private static string SourceOf(SettingDescriptor setting, RunConfiguration configuration)
    {
        if (DatasetDefaults.Of(configuration.Data.Dataset, configuration.Compat).Any(d => d.Key == setting.Key)) return DatasetDefaults.TitleOf(configuration.Data.Dataset);
        return configuration.Compat != Compatibility.Engine && Profiles.Keys.Contains(setting.Key) ? SettingDescriptor.NameOf(configuration.Compat) : "default";
    }
}
