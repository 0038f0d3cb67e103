using Experiments.Web.Api;
using MudBlazor.Services;

namespace Experiments.Web.Components;

/// <summary>Puts the pages and their HTTP API into the host.</summary>
public static class PageServices
{
    /// <summary>Registers what the pages need.</summary>
    public static IServiceCollection AddExperimentPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddHttpContextAccessor();
        return services;
    }

    /// <summary>Maps the pages, the files that they load, and <c>/api</c>.</summary>
    public static WebApplication MapExperimentPages(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapExperimentApi();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }
}
