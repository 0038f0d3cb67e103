using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.Shared;

/// <summary>A plot of many runs, drawn in the browser from JSON that it fetches itself.</summary>
public sealed partial class PlotChart
{
    private ElementReference _place;
    private (string Url, string Title, string Empty) _drawn = ("", "", "");

    /// <summary>Heading.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>Where its numbers are.</summary>
    [Parameter, EditorRequired]
    public string Url { get; set; } = "";

    /// <summary>What is said where there is nothing to draw.</summary>
    [Parameter]
    public string Empty { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _drawn = (Url, Title, Empty);
            await AttachAsync("plots.js", _place, new { url = Url, title = Title, empty = Empty });
        }

        // Another plot may have been asked for while the module was on its way.
        (string Url, string Title, string Empty) now = (Url, Title, Empty);
        if (Scripted is null || _drawn == now) return;
        var before = _drawn;
        _drawn = now;
        if ((before.Title, before.Empty) != (now.Title, now.Empty)) await Scripted.InvokeVoidAsync("shape", new { title = now.Title, empty = now.Empty });
        if (before.Url != now.Url) await Scripted.InvokeVoidAsync("setUrl", now.Url);
    }

    private async Task SaveAsync(string kind)
    {
        if (Scripted is not null) await Scripted.InvokeVoidAsync("save", kind);
    }
}
