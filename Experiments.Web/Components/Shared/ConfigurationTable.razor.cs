using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>A configuration: what differs from its profile and from the defaults first.</summary>
public partial class ConfigurationTable
{
    private IReadOnlyList<SettingDescriptor> _differing = [];
    private IReadOnlyList<SettingDescriptor> _same = [];
    private bool _all;

    /// <summary>The configuration.</summary>
    [Parameter, EditorRequired]
    public RunConfiguration Configuration { get; set; } = null!;

    protected override void OnParametersSet()
    {
        _differing = [.. SweepStart.Differing(Configuration)];
        _same = [.. SettingCatalog.All.Except(_differing)];
    }

    private string ValueOf(SettingDescriptor setting) => Text(setting.GetText(Configuration));

    private string DefaultOf(SettingDescriptor setting)
    {
        var text = Text(DatasetDefaults.DefaultOf(setting, Configuration.Data.Dataset, Configuration.Compat));
        if (DatasetDefaults.Of(Configuration.Data.Dataset, Configuration.Compat).Any(d => d.Key == setting.Key)) return $"{DatasetDefaults.TitleOf(Configuration.Data.Dataset)}'s {text}";
        return IsConvention(setting) ? $"{SettingDescriptor.NameOf(Configuration.Compat)}'s {text}" : $"default {text}";
    }

    private bool IsConvention(SettingDescriptor setting) =>
        Configuration.Compat != Compatibility.Engine && Profiles.Keys.Contains(setting.Key);

    private static string Text(string value) => value.Length == 0 ? "empty" : value;
}
