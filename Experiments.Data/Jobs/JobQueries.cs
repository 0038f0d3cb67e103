using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Jobs;

/// <summary>A job in a list.</summary>
public sealed record JobRow
{
    /// <summary>Job.</summary>
    public required long JobId { get; init; }

    /// <summary>Run.</summary>
    public required long RunId { get; init; }

    /// <summary>Name of the run.</summary>
    public required string RunName { get; init; }

    /// <summary>What it does.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>State.</summary>
    public required JobState State { get; init; }

    /// <summary>Name of the protocol; evaluations only.</summary>
    public string? ProtocolName { get; init; }

    /// <summary>Number of the newest attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>Worker.</summary>
    public string Worker { get; init; } = "";

    /// <summary>Device.</summary>
    public string Device { get; init; } = "";

    /// <summary>CPU threads.</summary>
    public int Threads { get; init; }

    /// <summary>Job it waits for, if any.</summary>
    public long? WaitsForJobId { get; init; }

    /// <summary>Whether its end was asked for.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Whether it was asked to set it aside.</summary>
    public bool PauseRequested { get; init; }

    /// <summary>Higher ones are taken first.</summary>
    public int Priority { get; init; }

    /// <summary>Queue whose workers may take it.</summary>
    public string Queue { get; init; } = Job.DefaultQueue;

    /// <summary>Units done.</summary>
    public int Done { get; init; }

    /// <summary>Units in all; 0 while unknown.</summary>
    public int Total { get; init; }

    /// <summary>Units a second; 0 while unknown.</summary>
    public double Rate { get; init; }

    /// <summary>Kind of failure, if any.</summary>
    public string? FailureClass { get; init; }

    /// <summary>Why it failed or was cancelled, if known.</summary>
    public string? FailureMessage { get; init; }

    /// <summary>When it was created, Unix milliseconds.</summary>
    public long CreatedMs { get; init; }

    /// <summary>When its first attempt was claimed, Unix milliseconds.</summary>
    public long? StartedMs { get; init; }

    /// <summary>When it ended, Unix milliseconds.</summary>
    public long? EndedMs { get; init; }
}

/// <summary>The queue as a page shows it.</summary>
/// <param name="Running">Claimed and running, oldest first.</param>
/// <param name="Queued">In the order they will be taken.</param>
/// <param name="Waiting">Waiting for another job, oldest first.</param>
/// <param name="Paused">Set aside, oldest first.</param>
/// <param name="Recent">Ended, newest first, at most as many as asked for.</param>
public sealed record QueueView(
    IReadOnlyList<JobRow> Running, IReadOnlyList<JobRow> Queued, IReadOnlyList<JobRow> Waiting, IReadOnlyList<JobRow> Paused, IReadOnlyList<JobRow> Recent);

/// <summary>A checkpoint that an attempt journalled.</summary>
/// <param name="RunId">Run.</param>
/// <param name="JobId">Job.</param>
/// <param name="Attempt">Attempt that wrote it.</param>
/// <param name="Path">File, relative to the runs folder: the attempt's folder joined with the file's path in it.</param>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Sha256">SHA-256 of the file, where known.</param>
/// <param name="IsFinal">Whether it is the final one.</param>
public sealed record CheckpointFile(long RunId, long JobId, int Attempt, string Path, int Iteration, string? Sha256, bool IsFinal);

/// <summary>Reads jobs.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class JobQueries(IDbContextFactory<ExperimentsContext> contexts)
{
    private static readonly JobState[] OpenStates = [JobState.Waiting, JobState.Queued, JobState.Claimed, JobState.Running, JobState.Paused];

    /// <summary>The whole queue, as it is at one moment; a page that reads it again and again takes <see cref="HeadAsync"/>.</summary>
    /// <param name="recent">How many ended jobs.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<QueueView> QueueAsync(int recent = 20, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var open = await Rows(db.Jobs.Where(j => OpenStates.Contains(j.State)).OrderBy(j => j.Id)).ToListAsync(cancellationToken);
        return new QueueView(
            [.. open.Where(j => JobRows.Held.Contains(j.State))],
            [.. open.Where(j => j.State == JobState.Queued).OrderByDescending(j => j.Priority)],
            [.. open.Where(j => j.State == JobState.Waiting)],
            [.. open.Where(j => j.State == JobState.Paused)],
            await Rows(Ended(db, recent)).ToListAsync(cancellationToken));
    }

    /// <summary>The beginning of the queue; what is behind it is counted and not read, so that ten thousand jobs cost no more than a few hundred.</summary>
    /// <param name="most">How many of the queued jobs, of those that wait and of those set aside.</param>
    /// <param name="recent">How many ended jobs.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<QueueHead> HeadAsync(int most, int recent, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return new QueueHead(
            new QueueView(
                await Rows(Running(db)).ToListAsync(cancellationToken),
                await Rows(Queued(db).Take(most)).ToListAsync(cancellationToken),
                await Rows(db.Jobs.Where(j => j.State == JobState.Waiting).OrderBy(j => j.Id).Take(most)).ToListAsync(cancellationToken),
                await Rows(db.Jobs.Where(j => j.State == JobState.Paused).OrderBy(j => j.Id).Take(most)).ToListAsync(cancellationToken),
                await Rows(Ended(db, recent)).ToListAsync(cancellationToken)),
            await CountsAsync(db, cancellationToken));
    }

    /// <summary>The queue at a glance; what waits is counted and not read, so that ten thousand jobs cost no more than ten.</summary>
    /// <param name="next">How many of the queued jobs.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<QueueGlance> GlanceAsync(int next, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return new QueueGlance(
            await Rows(Running(db)).ToListAsync(cancellationToken),
            await Rows(Queued(db).Take(next)).ToListAsync(cancellationToken),
            await CountsAsync(db, cancellationToken));
    }

    /// <summary>Number of queued jobs in each queue; queues without any are not in it.</summary>
    public async Task<IReadOnlyDictionary<string, int>> QueuedInAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(j => j.State == JobState.Queued).GroupBy(j => j.Queue).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
    }

    /// <summary>Every job that was set aside, oldest first.</summary>
    public async Task<IReadOnlyList<long>> PausedIdsAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(j => j.State == JobState.Paused).OrderBy(j => j.Id).Select(j => j.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Jobs that failed and were not tried again, the newest first.</summary>
    /// <param name="sinceMs">Those that ended since then, Unix milliseconds.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<JobRow>> FailedAsync(long sinceMs, int most, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Rows(db.Jobs.Where(j => j.State == JobState.Failed && j.EndedMs >= sinceMs && j.Run!.BinnedMs == null).OrderByDescending(j => j.EndedMs).ThenByDescending(j => j.Id).Take(most)).ToListAsync(cancellationToken);
    }

    /// <summary>One job; null when there is none.</summary>
    public async Task<JobRow?> FindAsync(long jobId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Rows(db.Jobs.Where(j => j.Id == jobId)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Every change of the states of a run's jobs, oldest first.</summary>
    public async Task<IReadOnlyList<JobEvent>> EventsAsync(long runId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.JobEvents.Where(e => e.Job!.RunId == runId).OrderBy(e => e.Id).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// A job's checkpoints, the one to go on from first: most iterations, then newest attempt. Several, so that a
    /// file that is gone or damaged can be passed over.
    /// </summary>
    public async Task<IReadOnlyList<CheckpointFile>> CheckpointsAsync(long jobId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await CheckpointsAsync(db, db.Artifacts.Where(a => a.JobId == jobId), cancellationToken);
    }

    /// <summary>The final checkpoint of a run's newest succeeded training (or pre-training); null when there is none.</summary>
    public Task<CheckpointFile?> FinalCheckpointAsync(long runId, CancellationToken cancellationToken = default) =>
        FinalCheckpointAsync(runId, [JobKind.Training, JobKind.Pretraining], cancellationToken);

    /// <summary>Every checkpoint of each run's newest succeeded training (or pre-training), most iterations first; none where there is no such training.</summary>
    public async Task<ILookup<long, CheckpointFile>> TrainedCheckpointsAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var trained = await db.Jobs
            .Where(j => runIds.Contains(j.RunId) && j.State == JobState.Succeeded && (j.Kind == JobKind.Training || j.Kind == JobKind.Pretraining))
            .GroupBy(j => j.RunId)
            .Select(g => g.Max(j => j.Id))
            .ToListAsync(cancellationToken);
        var found = await CheckpointsAsync(db, db.Artifacts.Where(a => trained.Contains(a.JobId)), cancellationToken);
        return found.ToLookup(c => c.RunId);
    }

    /// <summary>The final checkpoint of a run's first stage, or null when it has none yet.</summary>
    public Task<CheckpointFile?> FirstStageCheckpointAsync(long runId, CancellationToken cancellationToken = default) =>
        FinalCheckpointAsync(runId, [JobKind.FirstStage], cancellationToken);

    private async Task<CheckpointFile?> FinalCheckpointAsync(long runId, JobKind[] kinds, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var final = db.Artifacts.Where(a =>
            a.IsFinal && a.Job!.RunId == runId && a.Job.State == JobState.Succeeded && kinds.Contains(a.Job.Kind));
        var found = await CheckpointsAsync(db, final, cancellationToken);
        return found.MaxBy(c => (c.JobId, c.Attempt));
    }

    private static async Task<IReadOnlyList<CheckpointFile>> CheckpointsAsync(
        ExperimentsContext db, IQueryable<Artifact> artifacts, CancellationToken cancellationToken)
    {
        var found = await (
            from artifact in artifacts
            where artifact.Kind == Artifact.Checkpoint
            join attempt in db.Attempts on new { artifact.JobId, Number = artifact.AttemptNumber } equals new { attempt.JobId, attempt.Number }
            orderby artifact.Iteration descending, artifact.AttemptNumber descending, artifact.Id descending
            select new { artifact, attempt.Folder, artifact.Job!.RunId }).ToListAsync(cancellationToken);
        return
        [
            .. found.Select(f => new CheckpointFile(
                f.RunId, f.artifact.JobId, f.artifact.AttemptNumber, $"{f.Folder}/{f.artifact.Path}", f.artifact.Iteration ?? 0, f.artifact.Sha256, f.artifact.IsFinal)),
        ];
    }

    private static IQueryable<Job> Running(ExperimentsContext db) => db.Jobs.Where(j => JobRows.Held.Contains(j.State)).OrderBy(j => j.Id);

    private static IQueryable<Job> Queued(ExperimentsContext db) => db.Jobs.Where(j => j.State == JobState.Queued).OrderByDescending(j => j.Priority).ThenBy(j => j.Id);

    private static IQueryable<Job> Ended(ExperimentsContext db, int most) =>
        db.Jobs.Where(j => j.EndedMs != null && j.Run!.BinnedMs == null).OrderByDescending(j => j.EndedMs).ThenByDescending(j => j.Id).Take(most);

    private static async Task<IReadOnlyDictionary<JobState, int>> CountsAsync(ExperimentsContext db, CancellationToken cancellationToken) =>
        await db.Jobs.Where(j => OpenStates.Contains(j.State)).GroupBy(j => j.State).Select(g => new { State = g.Key, Count = g.Count() })
            .ToDictionaryAsync(c => c.State, c => c.Count, cancellationToken);

    private static IQueryable<JobRow> Rows(IQueryable<Job> jobs) => jobs.Select(j => new JobRow
    {
        JobId = j.Id,
        RunId = j.RunId,
        RunName = j.Run!.Name,
        Kind = j.Kind,
        State = j.State,
        ProtocolName = j.ProtocolName,
        Attempt = j.Attempt,
        Worker = j.Worker,
        Device = j.Device,
        Threads = j.Threads,
        WaitsForJobId = j.WaitsForJobId,
        CancelRequested = j.CancelRequested,
        PauseRequested = j.PauseRequested,
        Priority = j.Priority,
        Queue = j.Queue,
        Done = j.Done,
        Total = j.Total,
        Rate = j.Rate,
        FailureClass = j.FailureClass,
        FailureMessage = j.FailureMessage,
        CreatedMs = j.CreatedMs,
        StartedMs = j.StartedMs,
        EndedMs = j.EndedMs,
    });
}
