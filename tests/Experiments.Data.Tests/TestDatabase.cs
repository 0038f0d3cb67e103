using System.Reflection;
using Experiments.Data.Access;
using Experiments.Data.Datasets;
using Experiments.Data.Deletions;
using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Metrics;
using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Experiments.Data.Sweeps;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit.Sdk;
using Xunit.v3;

namespace Experiments.Data.Tests;

/// <summary>Runs a theory on SQLite, and on PostgreSQL where a server is named.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnEveryProviderAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var server = TestDatabase.PostgreSqlServer;
        IReadOnlyCollection<ITheoryDataRow> rows =
        [
            new TheoryDataRow<DatabaseProvider>(DatabaseProvider.Sqlite),
            new TheoryDataRow<DatabaseProvider>(DatabaseProvider.PostgreSql)
            {
                // Under CI a missing server is a failure, not a reason to skip.
                Skip = server is null && Environment.GetEnvironmentVariable("CI") is not { Length: > 0 } ? $"No PostgreSQL server: set {TestDatabase.ServerVariable} to a connection string." : null,
            },
        ];
        return new(rows);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}

/// <summary>A real database of its own for one test, migrated and seeded, with every store, on a clock that stands still.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    public const string ServerVariable = "EXPERIMENTS_TEST_POSTGRES";

    private readonly ServiceProvider _services;

    private TestDatabase(string folder, ExperimentsDataOptions options)
    {
        Folder = folder;
        Options = options;
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddExperimentsData(options)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public static string? PostgreSqlServer => Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } server ? server : null;

    public string Folder { get; }

    public string File => Path.Combine(Folder, "experiments.db");

    public ExperimentsDataOptions Options { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public DatabaseInitializer Initializer => Get<DatabaseInitializer>();

    public JobStore Jobs => Get<JobStore>();

    public JobQueries JobQueries => Get<JobQueries>();

    public JobReaper Reaper => Get<JobReaper>();

    public JournalStore Journal => Get<JournalStore>();

    public RunStore Runs => Get<RunStore>();

    public RunQueries RunQueries => Get<RunQueries>();

    public OneRunQueries OneRun => Get<OneRunQueries>();

    public NoteStore Notes => Get<NoteStore>();

    public TrainedRunQuery TrainedRuns => Get<TrainedRunQuery>();

    public ExistingRuns Existing => Get<ExistingRuns>();

    public SweepStore Sweeps => Get<SweepStore>();

    public MetricQueries Metrics => Get<MetricQueries>();

    public EvaluationQueries Evaluations => Get<EvaluationQueries>();

    public BinStore Bin => Get<BinStore>();

    public BinQueries Binned => Get<BinQueries>();

    public GridQuery Grids => Get<GridQuery>();

    public GridSnapshots Snapshots => Get<GridSnapshots>();

    public GridExport Export => Get<GridExport>();

    public DatasetStore Datasets => Get<DatasetStore>();

    public DatasetCheckStore Checks => Get<DatasetCheckStore>();

    public AccountStore Accounts => Get<AccountStore>();

    public TokenStore Tokens => Get<TokenStore>();

    public AuditStore Audit => Get<AuditStore>();

    /// <summary>A database as the program leaves it after its first start.</summary>
    public static async Task<TestDatabase> CreateAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var database = CreateEmpty(provider);
        await database.Initializer.InitializeAsync();
        return database;
    }

    /// <summary>No database yet, only its name.</summary>
    public static TestDatabase CreateEmpty(DatabaseProvider provider = DatabaseProvider.Sqlite, Func<string, string>? fileIn = null)
    {
        var folder = Directory.CreateTempSubdirectory("experiments-data-").FullName;
        var connection = provider == DatabaseProvider.Sqlite
            ? $"Data Source={(fileIn ?? (f => Path.Combine(f, "experiments.db")))(folder)}"
            : new NpgsqlConnectionStringBuilder(PostgreSqlServer) { Database = $"experiments_test_{Guid.NewGuid():N}" }.ConnectionString;
        return new TestDatabase(folder, new ExperimentsDataOptions { ConnectionString = connection });
    }

    public IDbContextFactory<ExperimentsContext> Contexts => Get<IDbContextFactory<ExperimentsContext>>();

    public Task<ExperimentsContext> ContextAsync() => Contexts.CreateDbContextAsync();

    public async Task ExecuteAsync(string sql)
    {
        await using var db = await ContextAsync();
        await db.Database.ExecuteSqlRawAsync(sql);
    }

    public async ValueTask DisposeAsync()
    {
        if (Options.Provider == DatabaseProvider.PostgreSql)
        {
            await using var db = await ContextAsync();
            await db.Database.EnsureDeletedAsync();
        }

        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();
}
