using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.SweepBuilder;

/// <summary>How the varied settings of a sweep are combined: design, constraints, links, test crop.</summary>
public partial class SweepDesignPanel
{
    /// <summary>What was typed so far.</summary>
    [Parameter, EditorRequired]
    public SweepForm Form { get; set; } = null!;

    /// <summary>What it comes to; its problems are shown at their fields.</summary>
    [Parameter, EditorRequired]
    public SweepPlan Plan { get; set; } = new();

    /// <summary>While something is typed.</summary>
    [Parameter]
    public EventCallback OnInput { get; set; }

    /// <summary>When a value is final.</summary>
    [Parameter]
    public EventCallback OnSettled { get; set; }

    private static string Name(SweepDesign design) => SettingDescriptor.NameOf(design);

    /// <summary>The sentence that stands at the design's declaration.</summary>
    private static string Help(SweepDesign design) =>
        typeof(SweepDesign).GetField(design.ToString())?.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";

    private static int Number(ChangeEventArgs e, int otherwise) =>
        int.TryParse(e.Value as string, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private string? Invalid(string key) => Plan.Problems.Any(p => p.Key == key) ? "true" : null;

    private Task DesignChosen(ChangeEventArgs e) =>
        SetAsync(() => Form.Design = Enum.GetValues<SweepDesign>().FirstOrDefault(d => Name(d) == e.Value as string, Form.Design));

    private Task RowsTyped(string? text) => Type(() => Form.Rows = text ?? "");

    private Task ConstraintsTyped(string? text) => Type(() => Form.Constraints = text ?? "");

    private Task LinksTyped(string? text) => Type(() => Form.Links = text ?? "");

    private Task Type(Action change)
    {
        change();
        return OnInput.InvokeAsync();
    }

    private Task SetAsync(Action change)
    {
        change();
        return OnSettled.InvokeAsync();
    }

    private Task Settled() => OnSettled.InvokeAsync();
}
