using Experiments.Web.Access;
using Experiments.Web.Api;
using Experiments.Web.Commanding;
using Experiments.Web.Comparing;
using Experiments.Web.Datasets;
using Experiments.Web.Deletions;
using Experiments.Web.Demo;
using Experiments.Web.Errands;
using Experiments.Web.Evaluations;
using Experiments.Web.Exports;
using Experiments.Web.Grids;
using Experiments.Web.Hosting;
using Experiments.Web.Predictions;
using Experiments.Web.Results;
using Experiments.Web.Runs;
using Experiments.Web.Studies;
using Experiments.Web.Sweeps;
using Experiments.Web.Workers;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor.Services;

namespace Experiments.Web.Components;

/// <summary>Puts the pages and their HTTP API into the host.</summary>
public static class PageServices
{
    /// <summary>Registers what the pages need beside the database's stores and the run factory.</summary>
    public static IServiceCollection AddExperimentPages(this IServiceCollection services)
    {
        // Notes of a run are the longest text that a page sends at once; a sign takes up to three bytes.
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = 128 * 1024);
        return services.AddPageQueries();
    }

    /// <summary>Registers what components ask for, without the server that renders them.</summary>
    internal static IServiceCollection AddPageQueries(this IServiceCollection services)
    {
        services.AddMudServices();
        services.AddScoped<PageClock>();
        services.AddScoped<PageConnection>();
        services.AddScoped<CircuitHandler>(s => s.GetRequiredService<PageConnection>());
        services.TryAddSingleton<SiteHealth>();
        services.AddSingleton(s => new RunFiles(s.GetRequiredService<ExperimentsSettings>().RunsFolder));
        services.AddSingleton<RunFolders>();
        services.AddSingleton<RunBin>();
        services.AddScoped<BinActions>();
        services.AddSingleton<RunExtras>();
        services.AddSingleton<HomeQuery>();
        services.AddSingleton<PaletteNames>();
        services.AddSingleton<PaletteQuery>();
        services.AddSingleton<WorkersQuery>();
        services.AddSingleton<RunViewQuery>();
        services.AddSingleton<LogQuery>();
        services.AddSingleton<PredictionGalleryQuery>();
        services.AddScoped<RunNotes>();
        services.AddSingleton<SweepProgressQuery>();
        services.AddSingleton<SweepDisk>();
        services.AddSingleton<SweepEstimator>();
        services.AddSingleton<SweepPreview>();
        services.AddSingleton<SweepDefinitions>();
        services.AddSingleton<SweepOrigins>();
        services.AddScoped<RunActions>();
        services.AddScoped<DraftActions>();
        services.AddSingleton<DemoPlan>();
        services.AddSingleton<DemoScenes>();
        services.AddSingleton<DemoRunner>();
        services.AddSingleton<Miniature>();
        services.AddScoped<MiniatureActions>();
        services.AddScoped<RunMarks>();
        services.AddScoped<SavedViews>();
        services.AddSingleton<RunVocabulary>();
        services.AddTransient<RunsView>();
        services.AddSingleton<PretrainedWeights>();
        services.AddScoped<DatasetActions>();
        services.AddScoped<GridMaker>();
        services.AddScoped<StudyMaker>();
        services.AddSingleton<ImageComparisons>();
        services.AddSingleton<CompareQuery>();
        services.AddSingleton<CompareCurves>();
        services.AddSingleton<CurvePlaces>();
        services.AddSingleton<PlotQuery>();
        services.AddSingleton<ComparePictures>();
        services.TryAddSingleton<CheckpointFinder>();
        services.AddScoped<EvaluationPlanner>();
        services.AddExports();
        services.AddSingleton<DatasetViewQuery>();
        services.AddSingleton<EngineErrands>();
        services.AddSingleton<PredictionFiles>();
        services.AddSingleton<PredictionQuery>();
        services.AddScoped<PredictionActions>();
        services.AddSingleton<TrainingCropsQuery>();
        services.AddScoped<TrainingCropsActions>();
        services.AddSingleton<WeightsFilesQuery>();
        services.AddScoped<WeightsActions>();
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
