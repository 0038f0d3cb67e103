using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Data.Runs;
using Experiments.Data.Sweeps;
using Experiments.Engine.Schema;
using Experiments.Web.Attempts;
using Experiments.Web.Exports;
using Experiments.Web.Hosting;
using Experiments.Web.Queue;
using Experiments.Web.Runs;

namespace Experiments.Web.Demo;

/// <summary>What the demo left behind.</summary>
/// <param name="Grid">The results grid; null when the demo did not get that far.</param>
/// <param name="CsvPath">The grid as CSV; null when there is none.</param>
/// <param name="Problems">What went wrong, a line each: the job, its message, its log. Empty when all went well.</param>
public sealed record DemoResult(GridView? Grid, string? CsvPath, IReadOnlyList<string> Problems);

/// <summary>
/// Fills the demo's table: renders the scenes, pre-trains, declares the sweep, waits. Every step looks for what an
/// earlier start left behind (by name and fingerprint), so the same command goes on where it was stopped.
/// </summary>
public sealed class DemoRunner(
    DemoPlan plan,
    ExperimentsSettings settings,
    RunFactory factory,
    SweepStore sweeps,
    RunQueries runs,
    JobQueries jobQueries,
    JobStore jobs,
    GridQuery grids,
    GridExports exports,
    DemoScenes scenes,
    QueueSignal signal,
    TimeProvider time) : IDisposable
{
    private const string PretrainingName = "Demo: pre-training on the source city";
    private const string SweepName = "Demo: L2 against L2-SP";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(0.5);

    private readonly SemaphoreSlim _alone = new(1, 1);

    /// <summary>Folder of the demo's own files: rendered scenes and the table.</summary>
    public string Folder => Path.Combine(settings.RunsFolder, "demo");

    /// <summary>Queues the first step, the pre-training, unless it is there; what failed is tried again.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) => AloneAsync(() => PretrainAsync(cancellationToken), cancellationToken);

    /// <summary>Runs the demo to its end.</summary>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops the waiting; jobs are the worker's business.</param>
    public Task<DemoResult> RunAsync(IDemoProgress progress, CancellationToken cancellationToken) => AloneAsync(() => StepsAsync(progress, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _alone.Dispose();

    private Task<DemoSweep> PretrainAsync(CancellationToken cancellationToken) => FindOrCreateAsync(PretrainingName, [plan.Pretraining], [0], [], cancellationToken);

    /// <summary>Two at a time would make everything twice.</summary>
    private async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _alone.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            _alone.Release();
        }
    }

    private async Task<DemoResult> StepsAsync(IDemoProgress progress, CancellationToken cancellationToken)
    {
        await scenes.RenderAsync(plan.Pretraining, Path.Combine(Folder, "source-city"), cancellationToken);
        await scenes.RenderAsync(plan.Row(RegulariserName.L2, weights: ""), Path.Combine(Folder, "target-city"), cancellationToken);

        var pretraining = await PretrainAsync(cancellationToken);
        if (await WaitAsync(pretraining, progress, cancellationToken) is { Count: > 0 } failed) return new DemoResult(null, null, failed);

        var weights = await jobQueries.FinalCheckpointAsync(pretraining.RunIds[0], cancellationToken)
            ?? throw new UsageException("The demo's pre-training has left no final checkpoint: delete its experiment's runs folder and start the demo anew.");
        var path = Path.Combine(settings.RunsFolder, weights.Path);
        var table = await FindOrCreateAsync(
            SweepName,
            [plan.Row(RegulariserName.L2, path), plan.Row(RegulariserName.L2Sp, path)],
            plan.Seeds,
            [Protocol.SingleScale, Protocol.MultiScale],
            cancellationToken);
        var problems = await WaitAsync(table, progress, cancellationToken);
        return new DemoResult(await grids.LoadAsync(table.GridId!.Value, cancellationToken), await WriteCsvAsync(table.GridId.Value, cancellationToken), problems);
    }

    private async Task<DemoSweep> FindOrCreateAsync(
        string name, IReadOnlyList<RunConfiguration> rows, IReadOnlyList<int> seeds, IReadOnlyList<Protocol> protocols, CancellationToken cancellationToken)
    {
        var request = new SweepRequest
        {
            Experiment = DemoPlan.Experiment,
            Name = name,
            Rows = rows,
            Seeds = seeds,
            Protocols = protocols,
            HeaderKeys = rows.Count > 1 ? ["regulariser.kind"] : [],
            Base = rows[0],
        };
        var wanted = SweepPlanner.Plan(request).Runs.Select(r => (r.Fingerprint, r.Seed)).ToHashSet();
        if (await sweeps.FindAsync(DemoPlan.Experiment, name, cancellationToken) is { } found)
        {
            var page = await runs.PageAsync(new RunFilter { SweepId = found.SweepId, Take = int.MaxValue }, cancellationToken);
            // A sweep of that name with other numbers (an older version's) is left as it is, and a new one is made.
            if (wanted.IsSubsetOf(page.Rows.Select(r => (r.Fingerprint, r.Seed))))
            {
                await RetryAsync(page.Rows.Select(r => r.RunId), cancellationToken);
                return new DemoSweep(found.GridId, [.. page.Rows.Select(r => r.RunId)]);
            }
        }

        var created = await factory.CreateSweepAsync(request, cancellationToken);
        return new DemoSweep(created.GridId, created.RunIds);
    }

    /// <summary>What failed, was cancelled or was set aside at an earlier start is tried again.</summary>
    private async Task RetryAsync(IEnumerable<long> runIds, CancellationToken cancellationToken)
    {
        foreach (var runId in runIds)
        {
            foreach (var job in (await runs.FindAsync(runId, cancellationToken))?.Jobs ?? [])
            {
                // A training that is retried takes its evaluations along: each job's state is asked for anew.
                var state = (await jobQueries.FindAsync(job.Id, cancellationToken))?.State;
                if (state is JobState.Failed or JobState.Cancelled) await jobs.RetryAsync(job.Id, cancellationToken);
                else if (state == JobState.Paused) await jobs.ResumeAsync(job.Id, cancellationToken);
            }
        }

        signal.Wake();
    }

    /// <summary>Waits until nothing of it runs or is queued: every job has ended, or waits for one that was set aside.</summary>
    /// <returns>What went wrong.</returns>
    private async Task<IReadOnlyList<string>> WaitAsync(DemoSweep sweep, IDemoProgress progress, CancellationToken cancellationToken)
    {
        var ids = sweep.RunIds.ToHashSet();
        using var timer = new PeriodicTimer(LookEvery, time);
        while (true)
        {
            var queue = await jobQueries.QueueAsync(recent: int.MaxValue, cancellationToken);
            var mine = queue.Running.Concat(queue.Queued).Concat(queue.Waiting).Concat(queue.Paused).Concat(queue.Recent).Where(j => ids.Contains(j.RunId)).ToList();
            progress.Report(mine);
            if (!mine.Exists(j => j.State is JobState.Queued or JobState.Claimed or JobState.Running))
                return [.. mine.Where(j => j.State is not (JobState.Succeeded or JobState.Waiting)).OrderBy(j => j.JobId).Select(Problem)];
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private string Problem(JobRow job)
    {
        var what = job.State switch
        {
            JobState.Failed => "failed",
            JobState.Paused => "was set aside",
            _ => "was cancelled",
        };
        var message = job.FailureMessage is { Length: > 0 } said ? $": {said}" : ".";
        var log = job.Attempt == 0 ? "" : $" Its log: {Path.Combine(new AttemptFolder(settings.RunsFolder, job.RunId, job.JobId, job.Attempt).FullPath, "engine.log")}";
        return $"Job {job.JobId} ({job.Kind} of \"{job.RunName}\") {what}{message}{log}";
    }

    private async Task<string> WriteCsvAsync(long gridId, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Folder, "table.csv");
        foreach (var (name, format) in new[] { (path, "csv"), (Path.Combine(Folder, "runs.csv"), "tidy") })
            await File.WriteAllTextAsync(name, (await exports.WriteAsync(gridId, ExportFormat.Find(format)!, cancellationToken)).Text, cancellationToken);
        return path;
    }

    private sealed record DemoSweep(long? GridId, IReadOnlyList<long> RunIds);
}
