using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.Shared;

/// <summary>Curves, drawn in the browser from JSON that it fetches itself; a live chart asks again every two seconds.</summary>
public sealed partial class SeriesChart : IAsyncDisposable
{
    private ElementReference _place;
    private IJSObjectReference? _module;
    private IJSObjectReference? _chart;
    private bool _log;
    private bool _wasLive;

    /// <summary>Heading.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>Where the points are.</summary>
    [Parameter, EditorRequired]
    public string Url { get; set; } = "";

    /// <summary>Whether points may still come.</summary>
    [Parameter]
    public bool Live { get; set; }

    /// <summary>Whether a logarithmic axis can be chosen.</summary>
    [Parameter]
    public bool LogChoice { get; set; }

    /// <summary>Whether values are shares, shown in per cent.</summary>
    [Parameter]
    public bool Percent { get; set; }

    /// <summary>Unit of the values, <c>B</c>, <c>B/s</c> or any word; empty for plain numbers. Such an axis starts at 0.</summary>
    [Parameter]
    public string Unit { get; set; } = "";

    /// <summary>Whether steps are seconds.</summary>
    [Parameter]
    public bool Seconds { get; set; }

    /// <summary>What is said while there is no point.</summary>
    [Parameter]
    public string Empty { get; set; } = "No points yet; they appear as training journals them.";

    /// <summary>Name for tests.</summary>
    [Parameter]
    public string TestId { get; set; } = "chart";

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_chart is not null)
            {
                await _chart.InvokeVoidAsync("dispose");
                await _chart.DisposeAsync();
            }

            if (_module is not null) await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the chart with it.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _wasLive = Live;
            _module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/charts.js");
            _chart = await _module.InvokeAsync<IJSObjectReference>("create", _place, new { url = Url, live = Live, percent = Percent, unit = Unit, seconds = Seconds, empty = Empty });
        }
        else if (_chart is not null && _wasLive != Live)
        {
            _wasLive = Live;
            await _chart.InvokeVoidAsync("setLive", Live);
        }
    }

    private async Task LogChangedAsync(ChangeEventArgs e)
    {
        _log = e.Value is true;
        if (_chart is not null) await _chart.InvokeVoidAsync("setLog", _log);
    }
}
