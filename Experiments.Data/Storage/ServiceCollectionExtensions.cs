using Experiments.Data.Access;
using Experiments.Data.Comparing;
using Experiments.Data.Deletions;
using Experiments.Data.Datasets;
using Experiments.Data.Drafts;
using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Metrics;
using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Data.Runs;
using Experiments.Data.Runs.Tables;
using Experiments.Data.Storage;
using Experiments.Data.Sweeps;
using Experiments.Data.Views;
using Experiments.Data.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the database and its stores.</summary>
public static class ExperimentsDataServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <see cref="IDbContextFactory{TContext}"/> for <see cref="ExperimentsContext"/>, every store and query
    /// (singletons, safe for concurrent use) and, unless there is one, the system's <see cref="TimeProvider"/>.
    /// Call <see cref="DatabaseInitializer.InitializeAsync"/> once before using any of them.
    /// </summary>
    /// <param name="services">Services.</param>
    /// <param name="options">Where the database is.</param>
    public static IServiceCollection AddExperimentsData(this IServiceCollection services, ExperimentsDataOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddDbContextFactory<ExperimentsContext>(builder => Configure(builder, options));
        services.AddSingleton<DatabaseInitializer>();
        services.AddSingleton<DatabaseKeeper>();
        services.AddSingleton<DatabaseProperties>();
        services.AddSingleton<BinStore>();
        services.AddSingleton<BinQueries>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<WorkerStore>();
        services.AddSingleton<WorkerSightings>();
        services.AddSingleton<DiskPauses>();
        services.AddSingleton<JobQueries>();
        services.AddSingleton<JobReaper>();
        services.AddSingleton<JournalStore>();
        services.AddSingleton<RunQueries>();
        services.AddSingleton<TrainedRunQuery>();
        services.AddSingleton<OneRunQueries>();
        services.AddSingleton<NoteStore>();
        services.AddSingleton<ExistingRuns>();
        services.AddSingleton<RunStore>();
        services.AddSingleton<RunMarkStore>();
        services.AddSingleton<SavedViewStore>();
        services.AddSingleton<RunTableQuery>();
        services.AddSingleton<SweepStore>();
        services.AddSingleton<DraftStore>();
        services.AddSingleton<MetricQueries>();
        services.AddSingleton<CurveQueries>();
        services.AddSingleton<ComparisonQueries>();
        services.AddSingleton<EvaluationQueries>();
        services.AddSingleton<GridQuery>();
        services.AddSingleton<GridStore>();
        services.AddSingleton<GridExport>();
        services.AddSingleton<GridSnapshots>();
        services.AddSingleton<DatasetStore>();
        services.AddSingleton<DatasetCheckStore>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<TokenStore>();
        services.AddSingleton<AuditStore>();
        return services;
    }

    /// <summary>Points a context at the database; also used by tests and by <c>dotnet ef</c>.</summary>
    /// <param name="builder">Builder of the context's options.</param>
    /// <param name="options">Where the database is.</param>
    public static void Configure(DbContextOptionsBuilder builder, ExperimentsDataOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        // Stores ask for tracking where they change rows; everything else only reads.
        builder.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);
        // That a job of a run in the bin is not reached by way of its run is what the filter is for.
        builder.ConfigureWarnings(w => w.Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning));
        switch (options.Provider)
        {
            case DatabaseProvider.Sqlite:
                builder.UseSqlite(options.ConnectionString, o => o.MigrationsAssembly("Experiments.Migrations.Sqlite"));
                builder.AddInterceptors(new SqlitePragmas(options.BusyTimeoutMs));
                break;
            case DatabaseProvider.PostgreSql:
                builder.UseNpgsql(options.ConnectionString, o => o.MigrationsAssembly("Experiments.Migrations.PostgreSql"));
                break;
            default:
                throw new DatabaseException($"No database is known for the provider {options.Provider}.");
        }
    }
}
