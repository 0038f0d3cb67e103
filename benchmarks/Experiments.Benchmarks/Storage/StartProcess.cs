using System.Diagnostics;
using System.Globalization;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Experiments.Web.Hosting;
using Experiments.Web.Runs;
using Experiments.Web.Attempts;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Experiments.Benchmarks.Storage;

/// <summary>From a training that becomes queued to its first step on an idle site, beside the engine alone on the same configuration: the table of docs/performance.md.</summary>
internal static class StartProcess
{
    private const int Rounds = 7;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly RunConfiguration Configuration = SmallStreet.Configuration with
    {
        Training = SmallStreet.Configuration.Training with { Iterations = 2 },
        Execution = new ExecutionSettings { LogEvery = 1, SnapshotEvery = 0 },
    };

    /// <summary>Runs <c>start [--print]</c>: writes the section, or prints it.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not ([] or ["--print"]))
        {
            await Console.Error.WriteLineAsync("Use: start [--print]");
            return 2;
        }

        var machine = MachineLine.Now();
        var folder = Directory.CreateTempSubdirectory("experiments-benchmarks-").FullName;
        var starts = new List<Start>();
        try
        {
            await using var app = ExperimentsHost.Build(new ExperimentsSettings
            {
                RunsFolder = folder,
                ConnectionString = $"Data Source={Path.Combine(folder, "experiments.db")}",
                DatabaseFile = Path.Combine(folder, "experiments.db"),
                Urls = "http://127.0.0.1:0",
                QuietConsole = true,
            });
            await ExperimentsHost.StartAsync(app);
            for (var seed = 0; seed < Rounds; seed++) starts.Add(await StartAsync(app, folder, seed));
            await app.StopAsync();
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }

        var text = $"{machine} {Rounds} trainings, one after the other; the first is the site's first.\n\n"
            + "| seconds | median | smallest–largest | the first |\n| --- | --- | --- | --- |\n"
            + Row("queued → claimed", s => s.Claimed) + Row("claimed → engine process starts", s => s.Running) + Row("engine process → first step, under the worker", s => s.Supervised)
            + Row("queued → first step", s => s.Claimed + s.Running + s.Supervised) + Row("the engine alone: process → first step", s => s.Alone)
            + Row("what is the site's own", s => s.Claimed + s.Running + s.Supervised - s.Alone);
        new StorageArguments(null, 0, arguments.Length == 1).Write("start", text);
        return 0;

        string Row(string name, Func<Start, double> value)
        {
            var sorted = starts.Select(value).Order().ToArray();
            return string.Create(CultureInfo.InvariantCulture, $"| {name} | {sorted[Rounds / 2] / 1000:0.00} | {sorted[0] / 1000:0.00}–{sorted[^1] / 1000:0.00} | {value(starts[0]) / 1000:0.00} |\n");
        }
    }

    private static async Task<Start> StartAsync(WebApplication app, string folder, int seed)
    {
        var created = await app.Services.GetRequiredService<RunFactory>().CreateSweepAsync(
            new SweepRequest { Name = $"start {seed}", Rows = [Configuration], Seeds = [seed], Protocols = [] });
        var run = created.RunIds[0];
        var job = await UntilEndedAsync(app, run);
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<ExperimentsContext>>().CreateDbContextAsync();
        var events = await db.JobEvents.Where(e => e.JobId == job.Id).ToListAsync();
        var (claimed, running) = (events.Single(e => e.ToState == JobState.Claimed).TimeMs, events.Single(e => e.ToState == JobState.Running).TimeMs);
        var attempt = new AttemptFolder(folder, run, job.Id, 1);
        var first = await FirstStepAsync(attempt.Journal);
        return new Start(claimed - job.QueuedMs!.Value, running - claimed, first - running, await AloneAsync(attempt.Configuration, Path.Combine(folder, $"alone-{seed}"), job.Threads));
    }

    private static async Task<Job> UntilEndedAsync(WebApplication app, long run)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Patience)
        {
            await using (var db = await app.Services.GetRequiredService<IDbContextFactory<ExperimentsContext>>().CreateDbContextAsync())
            {
                var job = await db.Jobs.SingleAsync(j => j.RunId == run);
                if (job.State == JobState.Succeeded) return job;
                if (job.State.HasNotSucceeded()) throw new InvalidOperationException($"The training is {job.State}: {job.FailureMessage}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        throw new InvalidOperationException($"The training of run {run} took more than {Patience}.");
    }

    /// <summary>Milliseconds from the start of a process, as a worker starts it, to the first step; nobody else looks at it.</summary>
    private static async Task<double> AloneAsync(string configuration, string folder, int threads)
    {
        var (file, prefix) = EngineLocation.Start(EngineLocation.Resolve(""));
        var start = new ProcessStartInfo(file, [.. prefix, "train", "--config", configuration, "--out", folder]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in EngineLocation.Environment(threads)) start.Environment[name] = value;
        var began = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        using var engine = Process.Start(start)!;
        var error = engine.StandardError.ReadToEndAsync();
        await engine.StandardOutput.ReadToEndAsync();
        await engine.WaitForExitAsync();
        if (engine.ExitCode != 0) throw new InvalidOperationException($"The engine alone failed: {await error}");
        return await FirstStepAsync(Path.Combine(folder, JournalReader.FileName)) - began;
    }

    private static async Task<long> FirstStepAsync(string journal) =>
        (await new JournalReader(journal, NullLogger.Instance).ReadAsync()).OfType<PointEvent>().First().TimeMs;

    /// <summary>Milliseconds of one start.</summary>
    private sealed record Start(double Claimed, double Running, double Supervised, double Alone);
}
