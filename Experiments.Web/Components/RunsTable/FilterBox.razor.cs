using Experiments.Data.Runs.Filters;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.RunsTable;

/// <summary>The field that a filter of runs is written in: it completes what is typed and marks what cannot be read.</summary>
public sealed partial class FilterBox
{
    private ElementReference _field;
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

    private string Before => Problem is null ? "" : Text[..Start];

    /// <summary>The token that is wrong; at the end of the text a blank that can be marked.</summary>
    private string Wrong => Problem is null ? "" : End > Start ? Text[Start..End] : "\u00a0";

    private string After => Problem is null ? "" : Text[End..];

    private int Start => Math.Min(Problem!.Position, Text.Length);

    private int End => Math.Min(Problem!.Position + Problem.Length, Text.Length);

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await AttachAsync("filterbox.js", _field, Urls.RunCompletions);
        if (Scripted is null || _shown == (Text, Problem)) return;
        _shown = (Text, Problem);
        await Scripted.InvokeVoidAsync("fresh", Problem is not null);
    }

    private static void Submit()
    {
        // The field has told its change.
    }

    private Task Changed(ChangeEventArgs e) => OnChanged.InvokeAsync((e.Value as string ?? "").Trim());

    private Task ClearAsync() => OnChanged.InvokeAsync("");
}
