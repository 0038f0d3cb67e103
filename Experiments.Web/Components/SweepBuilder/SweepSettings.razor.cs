using Experiments.Engine.Schema;
using Experiments.Web.Components.Shared;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.SweepBuilder;

/// <summary>Every setting of the sweep form, by group, with a search over all of them.</summary>
public partial class SweepSettings
{
    private readonly HashSet<string> _open = [SettingGroups.Common.Id];
    private string _search = "";
    private bool _changedOnly;

    /// <summary>What was typed so far.</summary>
    [Parameter, EditorRequired]
    public SweepForm Form { get; set; } = null!;

    /// <summary>What it comes to; its problems are shown at their fields.</summary>
    [Parameter, EditorRequired]
    public SweepPlan Plan { get; set; } = new();

    /// <summary>While something is typed.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <summary>When a value is final.</summary>
    [Parameter]
    public EventCallback OnSettled { get; set; }

    private bool Narrowed => _search.Length > 0 || _changedOnly;

    /// <summary>The problems to show at a field.</summary>
    internal static IEnumerable<string> ProblemsOf(SweepPlan plan, string key) =>
        plan.Problems.Where(p => p.Key == key || SweepExpansion.KeysOf(p.Message).Contains(key)).Select(p => p.Message);

    /// <summary>The element that a problem's key belongs to.</summary>
    internal static string FieldOf(string key) => key switch
    {
        "name" => "sweep-name",
        "testCrop" => "test-crop",
        _ when SettingCatalog.All.Any(s => s.Key == key) => "s-" + key.Replace('.', '-'),
        _ => key,
    };

    /// <summary>Makes sure that a setting's field is there to go to.</summary>
    public void Reveal(string key)
    {
        (_search, _changedOnly) = ("", false);
        foreach (var group in Groups().Where(g => g.Settings.Any(s => s.Key == key))) _open.Add(group.Id);
        StateHasChanged();
    }

    private static IEnumerable<SettingGroup> Groups() => [SettingGroups.Common, .. SettingGroups.Rest];

    private List<SettingDescriptor> Shown(SettingGroup group) =>
        [.. group.Settings.Where(s => SettingGroups.Matches(s, _search) && (!_changedOnly || Form.IsChanged(s)))];

    // A problem is never hidden in a closed part of the form.
    private bool IsOpen(SettingGroup group) =>
        Narrowed || _open.Contains(group.Id) || group.Settings.Any(s => Plan.Problems.Any(p => p.Key == s.Key));

    private string Counts(SettingGroup group)
    {
        var changed = group.Settings.Count(Form.IsChanged);
        return changed == 0 ? Show.Count(group.Settings.Count) : $"{changed} of {group.Settings.Count} changed";
    }

    private void Toggle(SettingGroup group)
    {
        if (!_open.Remove(group.Id)) _open.Add(group.Id);
    }

    private void ChangedOnly(ChangeEventArgs e) => _changedOnly = e.Value is true;

    private Task Typed(SettingDescriptor setting, string text)
    {
        Form.SetText(setting, text);
        return OnChanged.InvokeAsync();
    }

    private Task Vary(SettingDescriptor setting, bool varied)
    {
        Form.SetVaried(setting, varied);
        return OnSettled.InvokeAsync();
    }

    private Task WhenTyped(SettingDescriptor setting, string text)
    {
        Form.SetWhen(setting, text);
        return OnSettled.InvokeAsync();
    }

    private Task Reset(SettingDescriptor setting)
    {
        Form.Reset(setting);
        return OnSettled.InvokeAsync();
    }
}
