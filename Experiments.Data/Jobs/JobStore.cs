using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Jobs;

/// <summary>
/// The only place that changes the state of a job. Safe for concurrent use by any number of threads, processes and
/// (on PostgreSQL) machines: a claim is one conditional UPDATE, and every write of an attempt begins with an UPDATE
/// whose condition names the attempt (fencing), so a process that wakes up after its job was given away writes nothing.
/// </summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class JobStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    /// <summary>Creates jobs for an existing run (a further evaluation, for example) in one transaction.</summary>
    /// <returns>Their ids in the order given; read the queue for those that can be claimed at once.</returns>
    /// <exception cref="KeyNotFoundException">There is no such run, or no such job to wait for.</exception>
    /// <exception cref="ArgumentException">A job waits for one that comes later or did not succeed.</exception>
    public Task<IReadOnlyList<long>> CreateAsync(long runId, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync<IReadOnlyList<long>>(
            async db =>
            {
                var run = await db.Runs.AsTracking().SingleOrDefaultAsync(r => r.Id == runId, cancellationToken)
                    ?? throw new KeyNotFoundException($"There is no run {runId}.");
                var created = await JobFactory.AddAsync(db, run, jobs, [], NowMs(), cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
                return [.. created.Select(j => j.Id)];
            },
            cancellationToken);

    /// <summary>Claims a queued job: raises its attempt number, opens the attempt. Exactly one of several concurrent claims wins.</summary>
    /// <param name="jobId">Job.</param>
    /// <param name="worker">Name of the worker.</param>
    /// <param name="device">Device it offers.</param>
    /// <param name="threads">CPU threads it offers; used at the first attempt; later ones keep the first's, and a training those of its first stage.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>The claim, or null when the job is not queued (any more).</returns>
    public Task<ClaimedJob?> ClaimAsync(long jobId, string worker, string device, int threads, CancellationToken cancellationToken = default)
    {
        var nowMs = NowMs();
        return contexts.InTransactionAsync(
            async db =>
            {
                // A run has one number of threads, in whichever order machines of other sizes take its stages.
                var ofFirstStage = await db.Jobs.Where(j => j.Id == jobId && j.WaitsFor!.Kind == JobKind.FirstStage)
                    .Select(j => j.WaitsFor!.Threads).FirstOrDefaultAsync(cancellationToken);
                var offered = ofFirstStage > 0 ? ofFirstStage : threads;
                var won = await db.Jobs
                    .Where(j => j.Id == jobId && j.State == JobState.Queued)
                    .ExecuteUpdateAsync(
                        set => set
                            .SetProperty(j => j.State, JobState.Claimed)
                            .SetProperty(j => j.Attempt, j => j.Attempt + 1)
                            .SetProperty(j => j.HeartbeatCounter, j => j.HeartbeatCounter + 1)
                            .SetProperty(j => j.Worker, worker)
                            .SetProperty(j => j.Device, device)
                            .SetProperty(j => j.Threads, j => j.Threads == 0 ? offered : j.Threads)
                            .SetProperty(j => j.Rate, 0.0)
                            .SetProperty(j => j.StartedMs, j => j.StartedMs ?? nowMs),
                        cancellationToken);
                if (won == 0) return null;
                var claim = await db.Jobs.Where(j => j.Id == jobId)
                    .Select(j => new ClaimedJob(
                        j.Id, j.RunId, j.Attempt, j.Kind, j.Device, j.Threads, j.Run!.ConfigurationJson, j.RequestJson, j.WaitsForJobId, j.TimeLimitSeconds))
                    .SingleAsync(cancellationToken);
                db.Attempts.Add(new Attempt { JobId = jobId, Number = claim.Attempt, Worker = worker, StartedMs = nowMs });
                await db.SaveChangesAsync(cancellationToken);
                return claim;
            },
            cancellationToken);
    }

    /// <summary>Claimed → Running, with the attempt's folder (relative to the runs folder).</summary>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    /// <exception cref="JobTransitionException">The job is not Claimed.</exception>
    public Task StartAsync(long jobId, int attempt, string folder, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            async db =>
            {
                var job = await JobRows.HoldAsync(db, jobId, attempt, [JobState.Claimed], "start", cancellationToken);
                job.State = JobState.Running;
                await db.SaveChangesAsync(cancellationToken);
                return await db.Attempts.Where(a => a.JobId == jobId && a.Number == attempt)
                    .ExecuteUpdateAsync(set => set.SetProperty(a => a.Folder, folder), cancellationToken);
            },
            cancellationToken);

    /// <summary>Raises the heartbeat counter if the attempt still holds the job. Never throws for a lost job.</summary>
    public async Task<HeartbeatAnswer> HeartbeatAsync(long jobId, int attempt, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var held = db.Jobs.Where(j => j.Id == jobId && j.Attempt == attempt && JobRows.Held.Contains(j.State));
        var ours = await held.ExecuteUpdateAsync(set => set.SetProperty(j => j.HeartbeatCounter, j => j.HeartbeatCounter + 1), cancellationToken);
        return ours == 0
            ? new HeartbeatAnswer(StillOurs: false, CancelRequested: false)
            : new HeartbeatAnswer(StillOurs: true, await held.AnyAsync(j => j.CancelRequested, cancellationToken));
    }

    /// <summary>Running → Succeeded; jobs that waited for it become Queued.</summary>
    /// <returns>Jobs that became queued: hints for the queue.</returns>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    /// <exception cref="JobTransitionException">The job is not Running.</exception>
    public Task<IReadOnlyList<long>> SucceedAsync(long jobId, int attempt, AttemptEnd end, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            async db =>
            {
                var nowMs = NowMs();
                var job = await JobRows.HoldAsync(db, jobId, attempt, [JobState.Running], "succeed", cancellationToken);
                job.State = JobState.Succeeded;
                job.CancelRequested = false; // it came too late
                if (job.Total > 0) job.Done = job.Total;
                await EndAsync(db, job, AttemptOutcome.Succeeded, end, nowMs, cancellationToken);
                return await JobRows.PromoteAsync(db, jobId, nowMs, cancellationToken);
            },
            cancellationToken);

    /// <summary>Claimed or Running → Failed; jobs that waited for it are cancelled, saying why. What it had recorded stays.</summary>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    public Task FailAsync(long jobId, int attempt, JobFailure failure, AttemptEnd end, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return contexts.InTransactionAsync(
            async db =>
            {
                var job = await JobRows.HoldAsync(db, jobId, attempt, JobRows.Held, "fail", cancellationToken);
                await FailAsync(db, job, failure, AttemptOutcome.Failed, end, cancellationToken);
                return job.State;
            },
            cancellationToken);
    }

    /// <summary>Claimed or Running → Cancelled, once its process has ended; jobs that waited for it are cancelled, saying why.</summary>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    public Task CancelledAsync(long jobId, int attempt, AttemptEnd end, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            async db =>
            {
                var job = await JobRows.HoldAsync(db, jobId, attempt, JobRows.Held, "be cancelled by its worker", cancellationToken);
                await CancelAsync(db, job, AttemptOutcome.Cancelled, end, cancellationToken);
                return job.State;
            },
            cancellationToken);

    /// <summary>Claimed or Running → Queued: a worker that shuts down gives its job back. Cancelled instead when a person asked for that.</summary>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    public Task ReleaseAsync(long jobId, int attempt, AttemptEnd end, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            async db =>
            {
                var job = await JobRows.HoldAsync(db, jobId, attempt, JobRows.Held, "be released", cancellationToken);
                if (job.CancelRequested) await CancelAsync(db, job, AttemptOutcome.Cancelled, end, cancellationToken);
                else await RequeueAsync(db, job, AttemptOutcome.Released, end, cancellationToken);
                return job.State;
            },
            cancellationToken);

    /// <summary>
    /// Asks for the end of a job: one that no worker holds is cancelled at once, with those that wait for it; one
    /// that a worker holds is ended by that worker. Nothing happens to one that has ended.
    /// </summary>
    /// <returns>The state it has now.</returns>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public Task<JobState> RequestCancelAsync(long jobId, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            async db =>
            {
                var job = await JobRows.LockAsync(db, jobId, cancellationToken);
                if (JobRows.Held.Contains(job.State))
                {
                    job.CancelRequested = true;
                    await db.SaveChangesAsync(cancellationToken);
                }
                else if (job.State is JobState.Waiting or JobState.Queued or JobState.Paused)
                {
                    await CancelAsync(db, job, AttemptOutcome.Cancelled, new AttemptEnd(), cancellationToken);
                }

                return job.State;
            },
            cancellationToken);

    /// <summary>Asks for the end of every job of a run, see <see cref="RequestCancelAsync"/>.</summary>
    public async Task RequestCancelRunAsync(long runId, CancellationToken cancellationToken = default)
    {
        List<long> ids;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            // Last first: a waiting evaluation is cancelled in its own name, not as a consequence.
            ids = await db.Jobs.Where(j => j.RunId == runId).OrderByDescending(j => j.Id).Select(j => j.Id).ToListAsync(cancellationToken);
        }

        foreach (var id in ids) await RequestCancelAsync(id, cancellationToken);
    }

    /// <summary>
    /// Failed or Cancelled → Queued (or Waiting while what it waits for has not succeeded): its next attempt goes on
    /// from its newest checkpoint. Jobs that were cancelled because of it wait again.
    /// </summary>
    /// <returns>The state it has now.</returns>
    /// <exception cref="JobTransitionException">It has not failed and is not cancelled, or the job it waits for did not succeed.</exception>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public Task<JobState> RetryAsync(long jobId, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            async db =>
            {
                var job = await JobRows.LockAsync(db, jobId, cancellationToken);
                if (job.State is not (JobState.Failed or JobState.Cancelled))
                    throw JobRows.Refused(job, "be retried", [JobState.Failed, JobState.Cancelled]);
                job.State = JobState.Queued;
                if (job.WaitsForJobId is { } firstId)
                {
                    var first = await JobRows.LockAsync(db, firstId, cancellationToken);
                    if (first.State.HasNotSucceeded())
                        throw new JobTransitionException($"Job {jobId} waits for job {firstId}, which is {first.State}; retry job {firstId} first.");
                    if (first.State != JobState.Succeeded) job.State = JobState.Waiting;
                }

                job.QueuedMs = job.State == JobState.Queued ? NowMs() : null;
                job.CancelRequested = false;
                job.LostAttempts = 0;
                job.FailureClass = null;
                job.FailureMessage = null;
                job.EndedMs = null;
                await db.SaveChangesAsync(cancellationToken);
                await JobRows.ReviveDependentsAsync(db, jobId, cancellationToken);
                return job.State;
            },
            cancellationToken);

    /// <summary>Every job that can be claimed, oldest first: what a reconciler compares a queue with.</summary>
    public async Task<IReadOnlyList<long>> QueuedIdsAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(j => j.State == JobState.Queued).OrderBy(j => j.Id).Select(j => j.Id).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Takes a job from a worker whose heartbeat counter stood still, unless it has moved since: → Queued, Cancelled
    /// when a person had asked for that, or Failed when it happened too often.
    /// </summary>
    /// <returns>The state it has now; null when the counter has moved or the job was held no more.</returns>
    internal Task<JobState?> TakeBackAsync(
        long jobId, int attempt, long heartbeatCounter, int maxLostAttempts, CancellationToken cancellationToken) =>
        contexts.InTransactionAsync<JobState?>(
            async db =>
            {
                var lost = await db.Jobs
                    .Where(j => j.Id == jobId && j.Attempt == attempt && j.HeartbeatCounter == heartbeatCounter && JobRows.Held.Contains(j.State))
                    .ExecuteUpdateAsync(set => set.SetProperty(j => j.LostAttempts, j => j.LostAttempts + 1), cancellationToken);
                if (lost == 0) return null;
                var job = await db.Jobs.AsTracking().SingleAsync(j => j.Id == jobId, cancellationToken);
                var end = new AttemptEnd();
                if (job.CancelRequested)
                {
                    await CancelAsync(db, job, AttemptOutcome.Lost, end, cancellationToken);
                }
                else if (job.LostAttempts >= maxLostAttempts)
                {
                    var failure = new JobFailure(
                        Job.WorkerLostFailure,
                        $"Its worker was lost {job.LostAttempts} times, the last one \"{job.Worker}\"; look at that machine's memory and log, then retry it.");
                    await FailAsync(db, job, failure, AttemptOutcome.Lost, end, cancellationToken);
                }
                else
                {
                    await RequeueAsync(db, job, AttemptOutcome.Lost, end, cancellationToken);
                }

                return job.State;
            },
            cancellationToken);

    private async Task FailAsync(
        ExperimentsContext db, Job job, JobFailure failure, AttemptOutcome outcome, AttemptEnd end, CancellationToken cancellationToken)
    {
        var nowMs = NowMs();
        job.State = JobState.Failed;
        job.FailureClass = failure.FailureClass;
        job.FailureMessage = JobRows.Printable(failure.Message);
        await EndAsync(db, job, outcome, end, nowMs, cancellationToken);
        await JobRows.CancelDependentsAsync(db, job, nowMs, cancellationToken);
    }

    private async Task CancelAsync(ExperimentsContext db, Job job, AttemptOutcome outcome, AttemptEnd end, CancellationToken cancellationToken)
    {
        var nowMs = NowMs();
        job.State = JobState.Cancelled;
        await EndAsync(db, job, outcome, end, nowMs, cancellationToken);
        await JobRows.CancelDependentsAsync(db, job, nowMs, cancellationToken);
    }

    private async Task RequeueAsync(ExperimentsContext db, Job job, AttemptOutcome outcome, AttemptEnd end, CancellationToken cancellationToken)
    {
        var nowMs = NowMs();
        job.State = JobState.Queued;
        job.QueuedMs = nowMs;
        await db.SaveChangesAsync(cancellationToken);
        await JobRows.EndAttemptAsync(db, job, outcome, end, nowMs, cancellationToken);
    }

    private static async Task EndAsync(
        ExperimentsContext db, Job job, AttemptOutcome outcome, AttemptEnd end, long nowMs, CancellationToken cancellationToken)
    {
        job.EndedMs = nowMs;
        await db.SaveChangesAsync(cancellationToken);
        await JobRows.EndAttemptAsync(db, job, outcome, end, nowMs, cancellationToken);
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
