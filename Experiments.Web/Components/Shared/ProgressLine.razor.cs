using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>A bar with the numbers behind it: done of total, rate, time left.</summary>
public partial class ProgressLine
{
    /// <summary>Units done.</summary>
    [Parameter, EditorRequired]
    public int Done { get; set; }

    /// <summary>Units in all; 0 while unknown.</summary>
    [Parameter, EditorRequired]
    public int Total { get; set; }

    /// <summary>Units a second; 0 while unknown.</summary>
    [Parameter]
    public double Rate { get; set; }

    /// <summary>Name of a unit.</summary>
    [Parameter]
    public string Unit { get; set; } = "it";

    /// <summary>What progresses, for screen readers.</summary>
    [Parameter]
    public string Label { get; set; } = "Progress";

    private string Width => string.Create(CultureInfo.InvariantCulture, $"{(Total > 0 ? Math.Clamp(100.0 * Done / Total, 0, 100) : 0):0.#}%");

    private string Text => string.Join(" · ", new[]
    {
        Total > 0 ? $"{Show.Count(Done)} / {Show.Count(Total)}" : "starting",
        Show.Rate(Rate, Unit),
        Show.Left(Done, Total, Rate),
    }.Where(t => t.Length > 0));
}
