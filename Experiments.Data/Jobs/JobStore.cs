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
    /// <summary>A sweep sets its queued jobs aside when so many of its jobs have failed in a row; 0 for never. Default 5.</summary>
    public int MostFailuresInARow { get; set; } = 5;

    /// <summary>How often a job is tried again by itself after a crash of its engine process, or after its worker was lost, without having got any further in between. Default 3.</summary>
    public int Retries { get; set; } = RetryPolicy.DefaultRetries;

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
                JobRows.Record(db, jobId, claim.Attempt, JobState.Queued, JobState.Claimed, worker, $"Claimed for {device}.", nowMs);
                await db.SaveChangesAsync(cancellationToken);
                return claim;
            },
            cancellationToken);
    }

    /// <summary>Claimed → Running.</summary>
    /// <param name="jobId">Job.</param>
    /// <param name="attempt">Attempt.</param>
    /// <param name="folder">The attempt's folder, relative to the runs folder.</param>
    /// <param name="environmentJson">Where and with what it runs, JSON; empty for nothing on record.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    /// <exception cref="JobTransitionException">The job is not Claimed.</exception>
    public Task StartAsync(long jobId, int attempt, string folder, string environmentJson = "", CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            async db =>
            {
                var job = await JobRows.HoldAsync(db, jobId, attempt, [JobState.Claimed], "start", cancellationToken);
                JobRows.Move(db, job, JobState.Running, "Its engine process starts.", NowMs());
                await db.SaveChangesAsync(cancellationToken);
                return await db.Attempts.Where(a => a.JobId == jobId && a.Number == attempt)
                    .ExecuteUpdateAsync(set => set.SetProperty(a => a.Folder, folder).SetProperty(a => a.EnvironmentJson, environmentJson), cancellationToken);
            },
            cancellationToken);

    /// <summary>Raises the heartbeat counter if the attempt still holds the job. Never throws for a lost job.</summary>
    public Task<HeartbeatAnswer> HeartbeatAsync(long jobId, int attempt, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            async db =>
            {
                var held = db.Jobs.Where(j => j.Id == jobId && j.Attempt == attempt && JobRows.Held.Contains(j.State));
                await held.ExecuteUpdateAsync(set => set.SetProperty(j => j.HeartbeatCounter, j => j.HeartbeatCounter + 1), cancellationToken);
                return await AnswerAsync(held, cancellationToken);
            },
            cancellationToken);

    /// <summary>What a heartbeat would answer, without being one: looks only.</summary>
    public async Task<HeartbeatAnswer> LookAsync(long jobId, int attempt, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await AnswerAsync(db.Jobs.Where(j => j.Id == jobId && j.Attempt == attempt && JobRows.Held.Contains(j.State)), cancellationToken);
    }

    private static async Task<HeartbeatAnswer> AnswerAsync(IQueryable<Job> held, CancellationToken cancellationToken) =>
        await held.Select(j => new { j.CancelRequested, j.PauseRequested }).SingleOrDefaultAsync(cancellationToken) is { } asked
            ? new HeartbeatAnswer(StillOurs: true, asked.CancelRequested, asked.PauseRequested)
            : new HeartbeatAnswer(StillOurs: false, CancelRequested: false);

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
                JobRows.Move(db, job, JobState.Succeeded, "Done.", nowMs);
                (job.CancelRequested, job.PauseRequested) = (false, false); // they came too late
                if (job.Total > 0) job.Done = job.Total;
                await JobEnds.EndAsync(db, job, AttemptOutcome.Succeeded, end, null, nowMs, cancellationToken);
                return await JobRows.PromoteAsync(db, job, nowMs, cancellationToken);
            },
            cancellationToken);

    /// <summary>
    /// Claimed or Running → Failed; jobs that waited for it are cancelled, saying why. What it had recorded stays. A failure that chance may
    /// have caused (<see cref="RetryPolicy"/>) puts it back into the queue instead, a few times.
    /// </summary>
    /// <returns>The state it has now.</returns>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    public Task<JobState> FailAsync(long jobId, int attempt, JobFailure failure, AttemptEnd end, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return contexts.InTransactionAsync(
            async db =>
            {
                var job = await JobRows.HoldAsync(db, jobId, attempt, JobRows.Held, "fail", cancellationToken);
                var tries = RetryPolicy.TriesAfter(failure.FailureClass, Retries);
                var since = failure.FailureClass == RetryPolicy.Crash ? Math.Max(job.RetriedAtAttempt + 1, await JobRows.LastProgressAsync(db, jobId, cancellationToken)) : job.RetriedAtAttempt + 1;
                var before = tries == 0 ? 0 : await db.Attempts.CountAsync(
                    a => a.JobId == jobId && a.Number >= since && a.Number < attempt && a.FailureClass == failure.FailureClass, cancellationToken);
                if (before < tries && !job.CancelRequested)
                {
                    await JobEnds.ReturnAsync(db, job, $"Failed ({failure.FailureClass}) and is tried again by itself, {before + 1} of {tries}: {failure.Message}", AttemptOutcome.Failed, end, failure, NowMs(), cancellationToken);
                }
                else
                {
                    await JobEnds.FailAsync(db, job, failure with { Message = failure.Message + RetryPolicy.Remedy(failure.FailureClass, before + 1) }, AttemptOutcome.Failed, end, MostFailuresInARow, NowMs(), cancellationToken);
                }

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
                await JobEnds.CancelAsync(db, job, "Ended by its worker, as a person had asked.", AttemptOutcome.Cancelled, end, NowMs(), cancellationToken);
                return job.State;
            },
            cancellationToken);

    /// <summary>Claimed or Running → Paused, once its process has ended: a person had asked for it. What waits for it goes on waiting.</summary>
    /// <returns>The state it has now: Queued where the wish was taken back meanwhile.</returns>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    public Task<JobState> PausedAsync(long jobId, int attempt, AttemptEnd end, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            async db =>
            {
                var job = await JobRows.HoldAsync(db, jobId, attempt, JobRows.Held, "be paused by its worker", cancellationToken);
                await JobEnds.ReturnAsync(db, job, "Set aside while it ran; a person has resumed it meanwhile.", AttemptOutcome.Paused, end, null, NowMs(), cancellationToken);
                return job.State;
            },
            cancellationToken);

    /// <summary>Claimed or Running → Queued: a worker that shuts down gives its job back. Cancelled or paused instead when a person asked for that.</summary>
    /// <param name="jobId">Job.</param>
    /// <param name="attempt">Attempt.</param>
    /// <param name="end">How its process ended.</param>
    /// <param name="reason">Why, for the record.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    public Task ReleaseAsync(long jobId, int attempt, AttemptEnd end, string reason, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            async db =>
            {
                var job = await JobRows.HoldAsync(db, jobId, attempt, JobRows.Held, "be released", cancellationToken);
                await JobEnds.ReturnAsync(db, job, reason, AttemptOutcome.Released, end, null, NowMs(), cancellationToken);
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
                    await JobEnds.CancelAsync(db, job, "A person cancelled it.", AttemptOutcome.Cancelled, new AttemptEnd(), NowMs(), cancellationToken);
                }

                return job.State;
            },
            cancellationToken);

    /// <summary>Asks to set a job aside: one that no worker holds is at once; one that a worker holds is by that worker, which writes a checkpoint first. Nothing happens to one that has ended or is paused.</summary>
    /// <returns>The state it has now.</returns>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public Task<JobState> RequestPauseAsync(long jobId, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            async db =>
            {
                var job = await JobRows.LockAsync(db, jobId, cancellationToken);
                if (JobRows.Held.Contains(job.State)) job.PauseRequested = !job.CancelRequested;
                else if (job.State is JobState.Waiting or JobState.Queued) JobRows.Move(db, job, JobState.Paused, "A person set it aside.", NowMs());
                await db.SaveChangesAsync(cancellationToken);
                return job.State;
            },
            cancellationToken);

    /// <summary>Paused → Queued, or Waiting while what it waits for has not succeeded; takes back a wish to pause that its worker has not followed yet.</summary>
    /// <returns>The state it has now.</returns>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public Task<JobState> ResumeAsync(long jobId, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            async db =>
            {
                var job = await JobRows.ResumeAsync(db, jobId, "A person resumed it.", anew: true, NowMs(), cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
                return job.State;
            },
            cancellationToken);

    /// <summary>Asks to set aside every job of a run, see <see cref="RequestPauseAsync"/>; last first, so that none is queued by the end of another.</summary>
    public Task RequestPauseRunAsync(long runId, CancellationToken cancellationToken = default) => EachOfRunAsync(runId, id => RequestPauseAsync(id, cancellationToken), lastFirst: true, cancellationToken);

    /// <summary>Resumes every job of a run, see <see cref="ResumeAsync"/>.</summary>
    public Task ResumeRunAsync(long runId, CancellationToken cancellationToken = default) => EachOfRunAsync(runId, id => ResumeAsync(id, cancellationToken), lastFirst: false, cancellationToken);

    /// <summary>Moves a run's jobs before or behind all others that have not ended.</summary>
    public Task MoveRunAsync(long runId, bool first, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            async db =>
            {
                var others = db.Jobs.Where(j => j.RunId != runId && (j.State == JobState.Waiting || j.State == JobState.Queued || j.State == JobState.Paused));
                var priority = first
                    ? (await others.MaxAsync(j => (int?)j.Priority, cancellationToken) ?? 0) + 1
                    : (await others.MinAsync(j => (int?)j.Priority, cancellationToken) ?? 0) - 1;
                return await db.Jobs.Where(j => j.RunId == runId).ExecuteUpdateAsync(set => set.SetProperty(j => j.Priority, priority), cancellationToken);
            },
            cancellationToken);

    /// <summary>Asks for the end of every job of a run, see <see cref="RequestCancelAsync"/>.</summary>
    /// <remarks>Last first: a waiting evaluation is cancelled in its own name, not as a consequence.</remarks>
    public Task RequestCancelRunAsync(long runId, CancellationToken cancellationToken = default) => EachOfRunAsync(runId, id => RequestCancelAsync(id, cancellationToken), lastFirst: true, cancellationToken);

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
                var (job, first) = await JobRows.LockWithFirstAsync(db, jobId, cancellationToken);
                if (job.State is not (JobState.Failed or JobState.Cancelled))
                    throw JobRows.Refused(job, "be retried", [JobState.Failed, JobState.Cancelled]);
                if (!await db.Runs.AnyAsync(r => r.Id == job.RunId, cancellationToken))
                    throw new JobTransitionException($"Job {jobId} belongs to run {job.RunId}, which is in the bin: restore the run first.");
                if (first is not null && first.State.HasNotSucceeded())
                    throw new JobTransitionException($"Job {jobId} waits for job {first.Id}, which is {first.State}; retry job {first.Id} first.");
                var to = first is null or { State: JobState.Succeeded } ? JobState.Queued : JobState.Waiting;
                var nowMs = NowMs();
                JobRows.Move(db, job, to, "A person retried it.", nowMs);
                job.QueuedMs = to == JobState.Queued ? nowMs : null;
                (job.CancelRequested, job.PauseRequested) = (false, false);
                (job.LostAttempts, job.RetriedAtAttempt) = (0, job.Attempt);
                job.FailureClass = null;
                job.FailureMessage = null;
                job.EndedMs = null;
                await db.SaveChangesAsync(cancellationToken);
                await JobRows.ReviveDependentsAsync(db, job, nowMs, cancellationToken);
                return job.State;
            },
            cancellationToken);

    /// <summary>Every job that can be claimed, in the order to take them (priority, then age): what a reconciler compares a queue with.</summary>
    /// <param name="queues">Only those of these queues; null for all.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<long>> QueuedIdsAsync(IReadOnlyCollection<string>? queues = null, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(j => j.State == JobState.Queued && (queues == null || queues.Contains(j.Queue))).OrderByDescending(j => j.Priority).ThenBy(j => j.Id).Select(j => j.Id).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Takes a job from a worker whose heartbeat counter stood still, unless it has moved since: → Queued, Cancelled or
    /// Paused when a person had asked for that, or Failed when it happened too often.
    /// </summary>
    /// <returns>The state it has now; null when the counter has moved or the job was held no more.</returns>
    internal Task<JobState?> TakeBackAsync(
        long jobId, int attempt, long heartbeatCounter, CancellationToken cancellationToken) =>
        contexts.InTransactionAsync<JobState?>(
            async db =>
            {
                var lost = await db.Jobs
                    .Where(j => j.Id == jobId && j.Attempt == attempt && j.HeartbeatCounter == heartbeatCounter && JobRows.Held.Contains(j.State))
                    .ExecuteUpdateAsync(set => set.SetProperty(j => j.LostAttempts, j => j.LostAttempts + 1), cancellationToken);
                if (lost == 0) return null;
                var job = await db.Jobs.AsTracking().SingleAsync(j => j.Id == jobId, cancellationToken);
                if (await JobRows.LastProgressAsync(db, jobId, cancellationToken) == attempt) job.LostAttempts = 1;
                var end = new AttemptEnd();
                if (job.LostAttempts > Retries && !job.CancelRequested)
                {
                    var failure = new JobFailure(
                        Job.WorkerLostFailure,
                        $"Its worker was lost {job.LostAttempts} times, the last one \"{job.Worker}\"; look at that machine's memory and log, then retry it.");
                    await JobEnds.FailAsync(db, job, failure, AttemptOutcome.Lost, end, MostFailuresInARow, NowMs(), cancellationToken);
                }
                else
                {
                    await JobEnds.ReturnAsync(db, job, $"Its worker \"{job.Worker}\" fell silent for a whole lease.", AttemptOutcome.Lost, end, null, NowMs(), cancellationToken);
                }

                return job.State;
            },
            cancellationToken);

    private async Task EachOfRunAsync(long runId, Func<long, Task> change, bool lastFirst, CancellationToken cancellationToken)
    {
        List<long> ids;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            ids = await db.Jobs.Where(j => j.RunId == runId).OrderBy(j => j.Id).Select(j => j.Id).ToListAsync(cancellationToken);
        }

        if (lastFirst) ids.Reverse();
        foreach (var id in ids) await change(id);
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
