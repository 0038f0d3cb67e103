using Experiments.Data.Jobs;
using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Experiments.Data.Sweeps;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Hosting;
using Experiments.Web.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Experiments.Web.Tests;

/// <summary>
/// The whole site in this process: real queue, real worker, a real SQLite file, a real port, engine processes. Its
/// folder outlives it, so that a test can stop one and start another on what it left behind.
/// </summary>
public sealed class TestSite : IAsyncDisposable
{
    /// <summary>Long enough for a loaded machine; only a test that would fail anyway waits for it.</summary>
    public static readonly TimeSpan Watchdog = TimeSpan.FromMinutes(3);

    private readonly WebApplication _app;

    private TestSite(WebApplication app) => _app = app;

    /// <summary>The scripted stand-in for the engine, see <see cref="Script"/>.</summary>
    public static string FakeEngine { get; } = Path.Combine(AppContext.BaseDirectory, "fake-engine");

    public string Address => _app.Urls.First();

    public JobStore Jobs => Get<JobStore>();

    public JobQueries Queries => Get<JobQueries>();

    public RunQueries Runs => Get<RunQueries>();

    public RunFactory Factory => Get<RunFactory>();

    public static ExperimentsSettings Settings(string folder, string engine = "") => new()
    {
        RunsFolder = folder,
        ConnectionString = $"Data Source={Path.Combine(folder, "experiments.db")}",
        DatabaseFile = Path.Combine(folder, "experiments.db"),
        Urls = "http://127.0.0.1:0",
        Engine = engine,
        QuietConsole = true,
    };

    public static async Task<TestSite> StartAsync(ExperimentsSettings settings, Action<WebApplicationBuilder>? configure = null)
    {
        var app = ExperimentsHost.Build(settings, configure);
        try
        {
            await ExperimentsHost.StartAsync(app, TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new TestSite(app);
    }

    /// <summary>What the fake engine does from now on: bash, with <c>$verb</c>, <c>$out</c>, <c>$from</c>, <c>$checkpoint</c> and <c>say</c>.</summary>
    public static void Script(string folder, string behaviour) => File.WriteAllText(Path.Combine(folder, "fake-engine.sh"), behaviour);

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>A service that asks who acts, for a person.</summary>
    public T GetAs<T>(Person person) where T : notnull
    {
        var current = new KnownPerson(person);
        var guard = ActivatorUtilities.CreateInstance<ActGuard>(_app.Services, current);
        var confinements = ActivatorUtilities.CreateInstance<Confinements>(_app.Services, current);
        return ActivatorUtilities.CreateInstance<T>(_app.Services, [guard, .. typeof(T).GetConstructors()[0].GetParameters().Any(p => p.ParameterType == typeof(Confinements)) ? new object[] { confinements } : []]);
    }

    public ExperimentsContext Database() => Get<IDbContextFactory<ExperimentsContext>>().CreateDbContext();

    /// <summary>One row of one seed, scored under the given protocols.</summary>
    public async Task<CreatedSweep> CreateAsync(RunConfiguration? configuration = null, params Protocol[] protocols) =>
        await Factory.CreateSweepAsync(
            new SweepRequest { Name = "Test", Rows = [configuration ?? Tiny()], Seeds = [0], Protocols = protocols },
            TestContext.Current.CancellationToken);

    /// <summary>A network and images so small that a training takes about a second.</summary>
    public static RunConfiguration Tiny(int iterations = 3) => new()
    {
        Network = new NetworkSettings { Backbone = Backbone.CifarResNet20 },
        Synthetic = new SyntheticSettings { Height = 48, Width = 48, TrainCount = 4, ValidationCount = 2 },
        Training = new TrainingSettings { Iterations = iterations, BatchSize = 2, Crop = 24 },
        Regulariser = new RegulariserSettings { Kind = RegulariserName.L2 },
        Execution = new ExecutionSettings { LogEvery = 1, SnapshotEvery = 2 },
    };

    /// <summary>Waits until the job is as wanted.</summary>
    public async Task<JobRow> UntilAsync(long jobId, Func<JobRow, bool> condition)
    {
        using var watchdog = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        watchdog.CancelAfter(Watchdog);
        JobRow? job = null;
        try
        {
            while (true)
            {
                job = await Queries.FindAsync(jobId, watchdog.Token);
                if (job is not null && condition(job)) return job;
                await Task.Delay(50, watchdog.Token);
            }
        }
        catch (OperationCanceledException e) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The job never became as wanted. It is {job}", e);
        }
    }

    /// <summary>The first job of a run: its training.</summary>
    public async Task<long> FirstJobAsync(CreatedSweep sweep) => (await JobIdsAsync(sweep))[0];

    public async Task<IReadOnlyList<long>> JobIdsAsync(CreatedSweep sweep) =>
        [.. (await Runs.FindAsync(sweep.RunIds[0], TestContext.Current.CancellationToken))!.Jobs.Select(j => j.Id).Order()];

    public string AttemptFolder(JobRow job) => Path.Combine(Get<ExperimentsSettings>().RunsFolder, $"{job.RunId}/jobs/{job.JobId}/attempts/{job.Attempt}");

    /// <summary>Waits until a file exists.</summary>
    public static async Task FileAsync(string path)
    {
        using var watchdog = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        watchdog.CancelAfter(Watchdog);
        while (!File.Exists(path)) await Task.Delay(20, watchdog.Token);
    }

    public async Task StopAsync() => await _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}

/// <summary>A folder that goes away with its test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("experiments-web-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
