using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Experiments.Web.Components;

/// <summary>
/// Whether the browser that a page is drawn for is connected. A page whose browser went away is kept for some minutes, in case that it comes back; until then
/// nobody sees what would be read for it.
/// </summary>
public sealed class PageConnection : CircuitHandler
{
    private volatile bool _isUp = true;

    /// <summary>Whether it is.</summary>
    public bool IsUp => _isUp;

    /// <summary>It has come back, or connected for the first time.</summary>
    public event Action? CameUp;

    /// <inheritdoc/>
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _isUp = true;
        CameUp?.Invoke();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _isUp = false;
        return Task.CompletedTask;
    }
}
