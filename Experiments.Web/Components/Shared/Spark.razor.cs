using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>A curve at a glance, drawn in the browser from JSON that it fetches itself.</summary>
public sealed partial class Spark
{
    private ElementReference _place;

    /// <summary>Where the points are.</summary>
    [Parameter, EditorRequired]
    public string Url { get; set; } = "";

    /// <summary>What it shows, for screen readers.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await AttachAsync("spark.js", _place, Url);
    }
}
