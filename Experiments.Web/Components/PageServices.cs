using Experiments.Web.Access;
using Experiments.Web.Api;
using Experiments.Web.Datasets;
using Experiments.Web.Deletions;
using Experiments.Web.Grids;
using Experiments.Web.Evaluations;
using Experiments.Web.Exports;
using Experiments.Web.Hosting;
using Experiments.Web.Results;
using Experiments.Web.Runs;
using Experiments.Web.Studies;
using Experiments.Web.Sweeps;
using Experiments.Web.Workers;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor.Services;

namespace Experiments.Web.Components;

/// <summary>Puts the pages and their HTTP API into the host.</summary>
public static class PageServices
{
    /// <summary>Registers what the pages need beside the database's stores and the run factory.</summary>
    public static IServiceCollection AddExperimentPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        return services.AddPageQueries();
    }

    /// <summary>Registers what components ask for, without the server that renders them.</summary>
    internal static IServiceCollection AddPageQueries(this IServiceCollection services)
    {
        services.AddMudServices();
        services.TryAddSingleton<SiteHealth>();
        services.AddSingleton(s => new RunFiles(s.GetRequiredService<ExperimentsSettings>().RunsFolder));
        services.AddSingleton<RunFolders>();
        services.AddSingleton<RunBin>();
        services.AddScoped<BinActions>();
        services.AddSingleton<RunExtras>();
        services.AddSingleton<HomeQuery>();
        services.AddSingleton<WorkersQuery>();
        services.AddSingleton<RunViewQuery>();
        services.AddSingleton<SweepProgressQuery>();
        services.AddSingleton<SweepDisk>();
        services.AddSingleton<SweepEstimator>();
        services.AddSingleton<SweepPreview>();
        services.AddSingleton<SweepDefinitions>();
        services.AddScoped<RunActions>();
        services.AddScoped<RunMarks>();
        services.AddScoped<SavedViews>();
        services.AddSingleton<RunVocabulary>();
        services.AddTransient<RunsView>();
        services.AddSingleton<PretrainedWeights>();
        services.AddScoped<DatasetActions>();
        services.AddScoped<GridMaker>();
        services.AddScoped<StudyMaker>();
        services.AddSingleton<ImageComparisons>();
        services.TryAddSingleton<CheckpointFinder>();
        services.AddScoped<EvaluationPlanner>();
        services.AddExports();
        services.AddSingleton<DatasetViewQuery>();
        // What a form has learnt about files is forgotten with it: they may change.
        services.AddTransient<SweepResolver>();
        return services;
    }

    /// <summary>Maps the pages, the files that they load, and <c>/api</c>.</summary>
    public static WebApplication MapExperimentPages(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseAccess();
        app.MapStaticAssets().AllowAnonymous();
        app.MapAccess();
        app.MapExperimentApi();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null).WithPolicies();
        return app;
    }
}
