using BenchmarkDotNet.Attributes;
using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Metrics;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Microsoft.Extensions.DependencyInjection;

namespace Experiments.Benchmarks;

/// <summary>100,000 metric points into SQLite as a worker stores them, in journal batches of 1,000; and back as a curve.</summary>
public class MetricStorage
{
    private const int Points = 100_000;
    private const int BatchSize = 1000;
    private string _folder = "";
    private ServiceProvider _services = null!;
    private ClaimedJob _job = null!;
    private long _storedRun;

    [GlobalSetup]
    public async Task CreateAsync()
    {
        _folder = Directory.CreateTempSubdirectory("experiments-benchmarks-").FullName;
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddExperimentsData(new ExperimentsDataOptions { ConnectionString = $"Data Source={Path.Combine(_folder, "metrics.db")}" })
            .BuildServiceProvider();
        await _services.GetRequiredService<DatabaseInitializer>().InitializeAsync();
        _job = await NewJobAsync();
        await StoreAsync();
        _storedRun = _job.RunId;
    }

    [IterationSetup(Target = nameof(Store))]
    public void NextJob() => _job = NewJobAsync().GetAwaiter().GetResult();

    [Benchmark(OperationsPerInvoke = Points)]
    public Task Store() => StoreAsync();

    [Benchmark]
    public async Task<int> ReadCurve() =>
        (await _services.GetRequiredService<MetricQueries>().SeriesAsync([_storedRun], ["train/loss"], 1000)).Sum(s => s.Points.Count);

    [GlobalCleanup]
    public async Task DeleteAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StoreAsync()
    {
        var store = _services.GetRequiredService<JournalStore>();
        for (var first = 1; first <= Points; first += BatchSize)
        {
            var points = Enumerable.Range(first, BatchSize).Select(i => new JournalPoint(i, "train/loss", i, 1.0 / i)).ToList();
            await store.AppendAsync(_job.JobId, _job.Attempt, new JournalBatch(first, first + BatchSize - 1) { Points = points });
        }
    }

    private async Task<ClaimedJob> NewJobAsync()
    {
        var configuration = SmallStreet.Configuration;
        var runs = _services.GetRequiredService<RunStore>();
        var created = await runs.CreateAsync(await runs.GetOrCreateExperimentAsync("benchmark"), null,
        [
            new NewRun
            {
                Name = "benchmark",
                Fingerprint = Fingerprint.Of(configuration),
                Seed = 0,
                ConfigurationJson = SchemaJson.Write(configuration),
                Settings = new Dictionary<string, string>(),
                Jobs = [new NewJob { Kind = JobKind.Training }],
            },
        ]);
        var jobs = _services.GetRequiredService<JobStore>();
        var claim = await jobs.ClaimAsync(created.QueuedJobIds[0], "benchmark", "cpu", 1) ?? throw new InvalidOperationException("The new job is not queued.");
        await jobs.StartAsync(claim.JobId, claim.Attempt, "benchmark");
        return claim;
    }
}
