using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.OneRun;

/// <summary>A confusion matrix as a heat map, drawn in the browser from JSON that it fetches itself; each cell says its sentence.</summary>
public sealed partial class ConfusionMap
{
    private ElementReference _place;
    private (string Url, bool Fits) _drawn;

    /// <summary>Where the counts are.</summary>
    [Parameter, EditorRequired]
    public string Url { get; set; } = "";

    /// <summary>Whether all of it is in view, however small its cells.</summary>
    [Parameter]
    public bool Fits { get; set; }

    /// <summary>Goes to a cell.</summary>
    public async Task ShowAsync(int truth, int prediction)
    {
        if (Scripted is not null) await Scripted.InvokeVoidAsync("show", truth, prediction);
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var wanted = (Url, Fits);
        if (_drawn == wanted) return;
        _drawn = wanted;
        if (firstRender) await AttachAsync("confusion.js", _place, new { url = Url, fits = Fits });
        else if (Scripted is not null) await Scripted.InvokeVoidAsync("change", Url, Fits);
    }
}
