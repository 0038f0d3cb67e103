using Experiments.Data.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Experiments.Web.Components.Layout;

/// <summary>Keeps the site up when a page fails, and says what happened. A page that the database failed is tried again by itself.</summary>
public sealed partial class PageErrors : ErrorBoundary, IAsyncDisposable
{
    private static readonly TimeSpan TryEvery = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _gone = new();
    private bool _told;

    [Inject]
    private ILogger<PageErrors> Logger { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private PageClock Time { get; set; } = null!;

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _gone.Dispose();
    }

    protected override Task OnErrorAsync(Exception exception)
    {
        if (DatabaseTrouble.Of(exception) is null)
        {
            Logger.LogError(exception, "The page {Uri} failed", Navigation.Uri);
            return Task.CompletedTask;
        }

        if (!_told) Logger.LogWarning(exception, "The page {Uri} waits for the database", Navigation.Uri);
        _told = true;
        _ = TryAgainAsync(exception);
        return Task.CompletedTask;
    }

    private async Task TryAgainAsync(Exception exception)
    {
        try
        {
            await Task.Delay(TryEvery, Time, _gone.Token);
            await InvokeAsync(() =>
            {
                // Another page, or the same by hand: nothing to do.
                if (CurrentException == exception) Recover();
            });
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
    }
}
