using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.Shared;

/// <summary>A curve at a glance, drawn in the browser from JSON that it fetches itself.</summary>
public sealed partial class Spark : IAsyncDisposable
{
    private ElementReference _place;
    private IJSObjectReference? _module;
    private IJSObjectReference? _watch;

    /// <summary>Where the points are.</summary>
    [Parameter, EditorRequired]
    public string Url { get; set; } = "";

    /// <summary>What it shows, for screen readers.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_watch is not null)
            {
                await _watch.InvokeVoidAsync("stop");
                await _watch.DisposeAsync();
            }

            if (_module is not null) await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the curve with it.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/spark.js");
        _watch = await _module.InvokeAsync<IJSObjectReference?>("watch", _place, Url);
    }
}
