using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.Shared;

/// <summary>
/// Fields, marked <c>data-keep</c>, whose texts the browser's tab keeps until they are saved: a page that is loaded anew, because its connection was lost
/// or by hand, has them back. Leaving the page with something that is not saved is asked about.
/// </summary>
public sealed partial class KeptFields
{
    /// <summary>Name under which <see cref="Seen"/> comes back.</summary>
    public const string SeenField = "seen";

    // A connection that is away answers nothing.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private DotNetObjectReference<KeptFields>? _self;
    private ElementReference _place;
    private bool _asks;
    private bool _wasDirty;
    private bool _isForgotten;

    /// <summary>What the fields belong to where the page's path does not say all; null for the path alone.</summary>
    [Parameter]
    public string? Of { get; set; }

    /// <summary>Whether all are kept as they stand, because what is clicked makes fields come and go; otherwise each is once something was typed into it.</summary>
    [Parameter]
    public bool Whole { get; set; }

    /// <summary>What the texts were begun from: it is kept with them. Null for nothing.</summary>
    [Parameter]
    public string? Seen { get; set; }

    /// <summary>Whether there is something that is not saved.</summary>
    [Parameter]
    public bool IsDirty { get; set; }

    /// <summary>Whether leaving the page is then asked about; not where the page does so itself.</summary>
    [Parameter]
    public bool Asks { get; set; } = true;

    /// <summary>Whether what stands there was given back by the browser: it is said so.</summary>
    [Parameter]
    public bool IsRestored { get; set; }

    /// <summary>Whether it is being saved: nothing is typed then that would be lost.</summary>
    [Parameter]
    public bool IsBusy { get; set; }

    /// <summary>When the browser has kept something: texts by the names of their fields. They may stand there already.</summary>
    [Parameter]
    public EventCallback<IReadOnlyDictionary<string, string>> OnRestore { get; set; }

    /// <summary>When what was given back is not wanted.</summary>
    [Parameter]
    public EventCallback OnDrop { get; set; }

    /// <summary>The fields.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Called by the browser with what was typed and may not have arrived, once the connection is back.</summary>
    [JSInvokable]
    public Task Restore(KeptField[] fields) => InvokeAsync(() =>
    {
        ArgumentNullException.ThrowIfNull(fields);
        return RestoreAsync(fields);
    });

    /// <summary>What was typed is saved, or given up: nothing of it comes back, and the page may be left.</summary>
    public Task ForgetAsync()
    {
        (_asks, _isForgotten) = (false, true);
        return TellAsync("forget");
    }

    /// <summary>A field came to hold something that was not typed into it.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="value">What it holds now.</param>
    public Task KeepAsync(string field, string value) => TellAsync("put", field, value);

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _asks = Asks && IsDirty;
        _isForgotten &= !IsDirty;
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var (wasDirty, isDirty) = (_wasDirty, IsDirty);
        _wasDirty = isDirty;
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            await AttachAsync("kept.js", _place, new { id = Of, whole = Whole }, _self);
            if (Scripted is not null && await Scripted.InvokeAsync<KeptField[]?>("pending") is { Length: > 0 } pending) await RestoreAsync(pending);
            return;
        }

        // A click changes the fields too, and nothing is typed then; what was saved or given up is not to come back.
        if (isDirty && Whole) await TellAsync("take");
        else if (wasDirty && !isDirty) await TellAsync("forget");
    }

    /// <inheritdoc/>
    protected override void OnGone() => _self?.Dispose();

    private Task RestoreAsync(KeptField[] fields)
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in fields)
        {
            if (one is { Field: { } field, Value: { } value }) kept[field] = value;
        }

        // It was saved while the connection was away, and the browser could not be told.
        if (_isForgotten) return TellAsync("forget");
        return kept.Count > 0 ? OnRestore.InvokeAsync(kept) : Task.CompletedTask;
    }

    private async Task TellAsync(string what, params object?[] arguments)
    {
        try
        {
            if (Scripted is not null) await Scripted.InvokeVoidAsync(what, Patience, arguments);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The browser is gone, and keeps what it has.
        }
    }

    private async Task LeavingAsync(LocationChangingContext leaving)
    {
        if (!_asks) return;
        if (await Script.InvokeAsync<bool>("confirm", "What you typed here is not saved. Leave all the same?")) await ForgetAsync();
        else leaving.PreventNavigation();
    }
}
