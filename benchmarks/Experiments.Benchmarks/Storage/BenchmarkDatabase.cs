using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Experiments.Benchmarks.Storage;

/// <summary>A new database with every store, in a folder of its own; both go when it is disposed, but for a folder that was named.</summary>
internal sealed class BenchmarkDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly bool _keeps;

    private BenchmarkDatabase(string folder, bool keeps, ExperimentsDataOptions options)
    {
        Folder = folder;
        _keeps = keeps;
        Provider = options.Provider;
        ConnectionString = options.ConnectionString;
        _services = new ServiceCollection().AddLogging().AddExperimentsData(options).BuildServiceProvider();
    }

    /// <summary>Where files may lie beside it.</summary>
    public string Folder { get; }

    /// <summary>How to reach it.</summary>
    public string ConnectionString { get; }

    /// <summary>What it is.</summary>
    public DatabaseProvider Provider { get; }

    /// <summary>The provider's name as a reader knows it.</summary>
    public string Name => Provider == DatabaseProvider.Sqlite ? "SQLite" : "PostgreSQL";

    /// <summary>Makes it.</summary>
    /// <param name="server">Connection string of a PostgreSQL server; null for SQLite.</param>
    /// <param name="kept">Folder that is to stay, with the SQLite database in it; null for a temporary one.</param>
    public static async Task<BenchmarkDatabase> CreateAsync(string? server, string? kept = null)
    {
        var folder = kept is null ? Directory.CreateTempSubdirectory("experiments-benchmarks-").FullName : Directory.CreateDirectory(kept).FullName;
        var connection = server is null
            ? $"Data Source={Path.Combine(folder, "experiments.db")}"
            : new NpgsqlConnectionStringBuilder(server) { Database = $"experiments_benchmark_{Guid.NewGuid():N}" }.ConnectionString;
        var database = new BenchmarkDatabase(folder, kept is not null, new ExperimentsDataOptions { ConnectionString = connection });
        await database.Get<DatabaseInitializer>().InitializeAsync();
        return database;
    }

    /// <summary>A store or query.</summary>
    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A context.</summary>
    public Task<ExperimentsContext> ContextAsync() => Get<IDbContextFactory<ExperimentsContext>>().CreateDbContextAsync();

    /// <summary>A run whose training a worker has claimed and started.</summary>
    public async Task<ClaimedJob> StartedJobAsync(string name)
    {
        var runs = Get<RunStore>();
        var created = await runs.CreateAsync(await runs.GetOrCreateExperimentAsync("benchmark"), null,
        [
            new NewRun
            {
                Name = name,
                Fingerprint = Fingerprint.Of(SmallStreet.Configuration),
                Seed = 0,
                ConfigurationJson = SchemaJson.Write(SmallStreet.Configuration),
                Settings = new Dictionary<string, string>(),
                Jobs = [new NewJob { Kind = JobKind.Training }],
            },
        ]);
        var jobs = Get<JobStore>();
        var claim = await jobs.ClaimAsync(created.QueuedJobIds[0], "benchmark", "cpu", 1) ?? throw new InvalidOperationException("The new job is not queued.");
        await jobs.StartAsync(claim.JobId, claim.Attempt, "benchmark");
        return claim;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Provider == DatabaseProvider.PostgreSql && !_keeps)
        {
            await using var db = await ContextAsync();
            await db.Database.EnsureDeletedAsync();
        }

        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (!_keeps) Directory.Delete(Folder, recursive: true);
    }
}
