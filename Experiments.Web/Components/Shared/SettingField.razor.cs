using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>One hyper-parameter of the sweep form: name, help, default, range, value or values, problems.</summary>
public partial class SettingField
{
    private static readonly string[] YesNo = ["true", "false"];

    /// <summary>The setting.</summary>
    [Parameter, EditorRequired]
    public SettingDescriptor Setting { get; set; } = null!;

    /// <summary>What stands in the field.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>What it is where nothing is typed.</summary>
    [Parameter, EditorRequired]
    public string Default { get; set; } = "";

    /// <summary>Whether the form offers several values at all.</summary>
    [Parameter]
    public bool CanVary { get; set; } = true;

    /// <summary>Whether the setting takes several values.</summary>
    [Parameter]
    public bool Varied { get; set; }

    /// <summary>Whether it differs from its default.</summary>
    [Parameter]
    public bool Changed { get; set; }

    /// <summary>Condition under which a varied setting varies; empty for always.</summary>
    [Parameter]
    public string When { get; set; } = "";

    /// <summary>When another condition was typed.</summary>
    [Parameter]
    public EventCallback<string> OnWhen { get; set; }

    /// <summary>Problems to show at the field.</summary>
    [Parameter]
    public IReadOnlyList<string> Problems { get; set; } = [];

    /// <summary>While typing: the text so far.</summary>
    [Parameter]
    public EventCallback<string> OnInput { get; set; }

    /// <summary>When the text is final: the field was left, a choice was made.</summary>
    [Parameter]
    public EventCallback OnSettled { get; set; }

    /// <summary>When several values are wanted, or one again.</summary>
    [Parameter]
    public EventCallback<bool> OnVary { get; set; }

    /// <summary>When the default is wanted back.</summary>
    [Parameter]
    public EventCallback OnReset { get; set; }

    private IReadOnlyList<string> Choices => Setting.Type == SettingType.Boolean ? YesNo : Setting.Choices;

    private string? Invalid => Problems.Count > 0 ? "true" : null;

    private string SeveralHint => IsNumber ? "Several values: 0.9, 0.95; a range: 1e-4..1e-1 log 4, 0.1..0.9 step 0.1" : Setting.Type is SettingType.Choice or SettingType.Boolean ? "Several values, separated by commas" : "Several values, separated by |";

    private bool IsNumber => Setting.Type is SettingType.Integer or SettingType.Real;

    private SweepRange? Range => SweepAxis.ReadRange(Setting.Key, Text);

    /// <summary>From a list to the range between its ends, and back to its ends.</summary>
    private Task RangeChosen(ChangeEventArgs e)
    {
        if (e.Value is not true) return Range is { } range ? WriteAsync(new SweepAxis(Setting.Key, [range.Min, range.Max])) : Task.CompletedTask;
        var values = SweepAxis.Split(Setting.Key, Text);
        return WriteAsync(new SweepAxis(Setting.Key, []) { Range = new SweepRange(values[0], values[^1]) });
    }

    private Task ScaleChosen(ChangeEventArgs e) => Range is { } range
        ? WriteAsync(new SweepAxis(Setting.Key, []) { Range = range with { Scale = Enum.GetValues<SweepScale>().FirstOrDefault(s => SettingDescriptor.NameOf(s) == e.Value as string) } })
        : Task.CompletedTask;

    private async Task WriteAsync(SweepAxis axis)
    {
        await OnInput.InvokeAsync(axis.Text);
        await OnSettled.InvokeAsync();
    }

    private Task WhenTyped(ChangeEventArgs e) => OnWhen.InvokeAsync(e.Value as string ?? "");

    private Task TypedAsync(string? text) => OnInput.InvokeAsync(text ?? "");

    private Task Settled() => OnSettled.InvokeAsync();

    private async Task Chosen(ChangeEventArgs e)
    {
        await OnInput.InvokeAsync(e.Value as string ?? "");
        await OnSettled.InvokeAsync();
    }

    private Task Toggle() => OnVary.InvokeAsync(!Varied);

    private Task Reset() => OnReset.InvokeAsync();

    private async Task AddAsync(string choice)
    {
        await OnInput.InvokeAsync(SweepAxis.Join([.. SweepAxis.Split(Setting.Key, Text).Where(v => v.Length > 0), choice]));
        await OnSettled.InvokeAsync();
    }
}
