using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.Shared;

/// <summary>A component whose element a script module of the site looks after from the first rendering until it is gone.</summary>
public abstract class ScriptedComponent : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IJSObjectReference? _module;

    /// <summary>What the module's <c>create</c> gave; null before that, and where nothing runs scripts.</summary>
    protected IJSObjectReference? Scripted { get; private set; }

    /// <summary>Ends when the component goes.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>Runs scripts.</summary>
    [Inject]
    protected IJSRuntime Script { get; set; } = null!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _gone.CancelAsync();
        _gone.Dispose();
        try
        {
            if (Scripted is not null)
            {
                await Scripted.InvokeVoidAsync("dispose");
                await Scripted.DisposeAsync();
            }

            if (_module is not null) await _module.DisposeAsync();
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The browser is gone, and the element with it.
        }
    }

    /// <summary>Hands an element to a module.</summary>
    /// <param name="module">Its file under <c>js</c>.</param>
    /// <param name="place">Element.</param>
    /// <param name="settings">What its <c>create</c> is given beside the element.</param>
    protected async Task AttachAsync(string module, ElementReference place, object? settings = null)
    {
        _module = await Script.InvokeAsync<IJSObjectReference>("import", $"/js/{module}");
        if (_module is not null) Scripted = await _module.InvokeAsync<IJSObjectReference>("create", place, settings);
    }
}
