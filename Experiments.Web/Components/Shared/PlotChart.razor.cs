using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.Shared;

/// <summary>A plot of many runs, drawn in the browser from JSON that it fetches itself.</summary>
public sealed partial class PlotChart
{
    private ElementReference _place;
    private string _url = "";

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
            _url = Url;
            await AttachAsync("plots.js", _place, new { url = Url, title = Title, empty = Empty });
        }

        if (Scripted is null || _url == Url) return;
        _url = Url;
        await Scripted.InvokeVoidAsync("setUrl", Url);
    }

    private async Task SaveAsync(string kind)
    {
        if (Scripted is not null) await Scripted.InvokeVoidAsync("save", kind);
    }
}
