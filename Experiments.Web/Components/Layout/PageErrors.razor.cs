using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Experiments.Web.Components.Layout;

/// <summary>Keeps the site up when a page fails, and says what happened.</summary>
public partial class PageErrors : ErrorBoundary
{
    [Inject]
    private ILogger<PageErrors> Logger { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override Task OnErrorAsync(Exception exception)
    {
        Logger.LogError(exception, "The page {Uri} failed", Navigation.Uri);
        return Task.CompletedTask;
    }
}
