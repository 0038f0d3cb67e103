using Experiments.Data.Runs.Filters;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.Shared;

/// <summary>The field that a filter of runs is written in: it completes what is typed and marks what cannot be read.</summary>
public sealed partial class FilterBox : IAsyncDisposable
{
    private ElementReference _field;
    private IJSObjectReference? _module;
    private IJSObjectReference? _box;
    private (string Text, FilterException? Problem) _shown;

    /// <summary>The filter.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>Why it cannot be read; null where it can.</summary>
    [Parameter]
    public FilterException? Problem { get; set; }

    /// <summary>What is shown meanwhile, said behind the problem.</summary>
    [Parameter]
    public string Kept { get; set; } = "";

    /// <summary>When another filter is to hold.</summary>
    [Parameter]
    public EventCallback<string> OnChanged { get; set; }

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    private string Before => Problem is null ? "" : Text[..Start];

    /// <summary>The token that is wrong; at the end of the text a blank that can be marked.</summary>
    private string Wrong => Problem is null ? "" : End > Start ? Text[Start..End] : "\u00a0";

    private string After => Problem is null ? "" : Text[End..];

    private int Start => Math.Min(Problem!.Position, Text.Length);

    private int End => Math.Min(Problem!.Position + Problem.Length, Text.Length);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_box is not null)
            {
                await _box.InvokeVoidAsync("dispose");
                await _box.DisposeAsync();
            }

            if (_module is not null) await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the field with it.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/filterbox.js");
            _box = await _module.InvokeAsync<IJSObjectReference>("attach", _field, Urls.RunCompletions);
        }

        if (_box is null || _shown == (Text, Problem)) return;
        _shown = (Text, Problem);
        await _box.InvokeVoidAsync("fresh", Problem is not null);
    }

    private static void Submit()
    {
        // The field has told its change.
    }

    private Task Changed(ChangeEventArgs e) => OnChanged.InvokeAsync((e.Value as string ?? "").Trim());

    private Task ClearAsync() => OnChanged.InvokeAsync("");
}
