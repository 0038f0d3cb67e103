using Experiments.Web.Comparing;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.Shared;

/// <summary>Curves, drawn in the browser from JSON that it fetches itself; a live chart asks again every two seconds.</summary>
public sealed partial class SeriesChart
{
    private ElementReference _place;
    private DotNetObjectReference<SeriesChart>? _self;
    private (string Url, bool Live, CurveLook Look, string Hidden) _drawn = ("", false, CurveLook.Plain, "");

    /// <summary>Heading.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>Where the points are.</summary>
    [Parameter, EditorRequired]
    public string Url { get; set; } = "";

    /// <summary>Whether points may still come.</summary>
    [Parameter]
    public bool Live { get; set; }

    /// <summary>How the curves are looked at.</summary>
    [Parameter]
    public CurveLook Look { get; set; } = CurveLook.Plain;

    /// <summary>Whether values are shares, shown in per cent.</summary>
    [Parameter]
    public bool Percent { get; set; }

    /// <summary>Title of the values' axis; per cent and units have their own.</summary>
    [Parameter]
    public string Y { get; set; } = "";

    /// <summary>Unit of the values, <c>B</c>, <c>B/s</c> or any word; empty for plain numbers. Such an axis starts at 0.</summary>
    [Parameter]
    public string Unit { get; set; } = "";

    /// <summary>Whether steps are seconds.</summary>
    [Parameter]
    public bool Seconds { get; set; }

    /// <summary>Places whose curves are hidden.</summary>
    [Parameter]
    public IReadOnlyList<int> Hidden { get; set; } = [];

    /// <summary>The legend was used: the places that are hidden now.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<int>> OnHidden { get; set; }

    /// <summary>What is said while there is no point.</summary>
    [Parameter]
    public string Empty { get; set; } = "No points yet; they appear as training journals them.";

    /// <summary>Name for tests.</summary>
    [Parameter]
    public string TestId { get; set; } = "chart";

    private string YTitle => Y.Length > 0 ? Y : Percent ? "%" : Unit;

    /// <summary>The legend of the chart was used.</summary>
    /// <param name="hidden">Places that are hidden now.</param>
    [JSInvokable]
    public Task LegendChanged(int[] hidden) => InvokeAsync(() => OnHidden.InvokeAsync(hidden));

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        (string Url, bool Live, CurveLook Look, string Hidden) now = (Url, Live, Look, string.Join(',', Hidden));
        if (firstRender)
        {
            _drawn = now;
            _self = DotNetObjectReference.Create(this);
            await AttachAsync("charts.js", _place, new { url = Url, live = Live, title = Title, percent = Percent, unit = Unit, seconds = Seconds, y = YTitle, empty = Empty, smoothing = Look.Smoothing, logX = Look.LogX, logY = Look.LogY, hidden = Hidden }, _self);
        }

        if (Scripted is null || _drawn == now) return;
        var before = _drawn;
        _drawn = now;
        if ((before.Look, before.Hidden) != (now.Look, now.Hidden))
            await Scripted.InvokeVoidAsync("shape", new { smoothing = Look.Smoothing, logX = Look.LogX, logY = Look.LogY, hidden = before.Hidden == now.Hidden ? null : Hidden });
        if (before.Url != now.Url) await Scripted.InvokeVoidAsync("setUrl", now.Url);
        if (before.Live != now.Live) await Scripted.InvokeVoidAsync("setLive", now.Live);
    }

    /// <inheritdoc/>
    protected override void OnGone() => _self?.Dispose();

    private async Task SaveAsync(string kind)
    {
        if (Scripted is not null) await Scripted.InvokeVoidAsync("save", kind);
    }
}
