using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.Shared;

/// <summary>A component whose element a script module of the site looks after from the first rendering until it is gone.</summary>
public abstract class ScriptedComponent : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IJSObjectReference? _module;
    private bool _isGone;

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
        _isGone = true;
        await _gone.CancelAsync();
        _gone.Dispose();
        OnGone();
        await DetachAsync();
    }

    private async Task DetachAsync()
    {
        var (scripted, module) = (Scripted, _module);
        (Scripted, _module) = (null, null);
        try
        {
            if (scripted is not null)
            {
                await scripted.InvokeVoidAsync("dispose");
                await scripted.DisposeAsync();
            }

            if (module is not null) await module.DisposeAsync();
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
    /// <param name="page">What it can tell something to; null for nothing.</param>
    protected async Task AttachAsync(string module, ElementReference place, object? settings = null, object? page = null)
    {
        _module = await Script.InvokeAsync<IJSObjectReference>("import", $"/js/{module}");
        try
        {
            if (!_isGone && _module is not null) Scripted = await _module.InvokeAsync<IJSObjectReference>("create", place, settings, page);
        }
        catch (JSException) when (_isGone)
        {
            // The element went while the module was on its way.
        }

        if (_isGone) await DetachAsync();
    }

    /// <summary>The component goes.</summary>
    protected virtual void OnGone()
    {
    }
}
