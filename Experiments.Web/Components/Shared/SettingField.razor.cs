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

    private string InputMode => Setting.Type switch
    {
        SettingType.Integer => "numeric",
        SettingType.Real => "decimal",
        _ => "text",
    };

    private Task Typed(ChangeEventArgs e) => OnInput.InvokeAsync(e.Value as string ?? "");

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
        await OnInput.InvokeAsync(SweepAxis.Join([.. SweepAxis.Split(Text).Where(v => v.Length > 0), choice]));
        await OnSettled.InvokeAsync();
    }
}
