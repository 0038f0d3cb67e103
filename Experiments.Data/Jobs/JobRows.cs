using System.Linq.Expressions;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Jobs;

/// <summary>Locking, fencing and the chains of waiting jobs; every method expects an open transaction.</summary>
internal static class JobRows
{
    /// <summary>States in which a worker holds a job.</summary>
    public static readonly JobState[] Held = [JobState.Claimed, JobState.Running];

    /// <summary>
    /// Locks a job's row for its attempt until the transaction ends and reads it. The UPDATE raises the heartbeat
    /// counter: any write of an attempt is a sign of life.
    /// </summary>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    /// <exception cref="JobTransitionException">The attempt holds it, but in another state.</exception>
    public static async Task<Job> HoldAsync(
        ExperimentsContext db, long jobId, int attempt, JobState[] states, string verb, CancellationToken cancellationToken)
    {
        var held = await db.Jobs
            .Where(j => j.Id == jobId && j.Attempt == attempt && states.Contains(j.State))
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.HeartbeatCounter, j => j.HeartbeatCounter + 1), cancellationToken);
        var job = await db.Jobs.AsTracking().SingleOrDefaultAsync(j => j.Id == jobId, cancellationToken) ?? throw Unknown(jobId);
        if (held == 1) return job;
        if (job.Attempt != attempt)
            throw new StaleAttemptException($"Attempt {attempt} no longer holds {Describe(job)}: attempt {job.Attempt} is the newest. Nothing was written.");
        if (Held.Contains(job.State)) throw Refused(job, verb, states);
        throw new StaleAttemptException(
            $"Attempt {attempt} no longer holds {Describe(job)}, which is {job.State}; only a {OneOf(states)} job can {verb}. Nothing was written.");
    }

    /// <summary>Locks a job's row whatever its state until the transaction ends and reads it.</summary>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public static async Task<Job> LockAsync(ExperimentsContext db, long jobId, CancellationToken cancellationToken)
    {
        await db.Jobs.Where(j => j.Id == jobId)
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.Attempt, j => j.Attempt), cancellationToken);
        return await db.Jobs.AsTracking().SingleOrDefaultAsync(j => j.Id == jobId, cancellationToken) ?? throw Unknown(jobId);
    }

    /// <summary>Locks a job and the one that it waits for, that one first, as an attempt that ends it does: two transactions never wait for each other.</summary>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public static async Task<(Job Job, Job? First)> LockWithFirstAsync(ExperimentsContext db, long jobId, CancellationToken cancellationToken)
    {
        // What a job waits for never changes.
        var firstId = await db.Jobs.Where(j => j.Id == jobId).Select(j => j.WaitsForJobId).FirstOrDefaultAsync(cancellationToken);
        var first = firstId is { } id ? await LockAsync(db, id, cancellationToken) : null;
        return (await LockAsync(db, jobId, cancellationToken), first);
    }

    /// <summary>Locks some jobs until the transaction ends and reads them, oldest first.</summary>
    public static async Task<List<Job>> LockAllAsync(IQueryable<Job> jobs, CancellationToken cancellationToken)
    {
        await jobs.ExecuteUpdateAsync(set => set.SetProperty(j => j.Attempt, j => j.Attempt), cancellationToken);
        return await jobs.AsTracking().OrderBy(j => j.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Moves a locked, tracked job to another state and puts that on record; the caller saves.</summary>
    /// <exception cref="JobTransitionException">It may not become that.</exception>
    public static void Move(ExperimentsContext db, Job job, JobState to, string reason, long nowMs)
    {
        if (!job.State.CanBecome(to)) throw new JobTransitionException($"{Describe(job, capital: true)} is {job.State} and cannot become {to}.");
        // A job that nobody holds still names its last worker.
        Record(db, job.Id, job.Attempt, job.State, to, Held.Contains(job.State) || Held.Contains(to) ? job.Worker : "", reason, nowMs);
        job.State = to;
    }

    /// <summary>Puts a change of a job's state on record; the caller saves.</summary>
    public static void Record(ExperimentsContext db, long jobId, int attempt, JobState from, JobState to, string worker, string reason, long nowMs) =>
        db.JobEvents.Add(new JobEvent { JobId = jobId, AttemptNumber = attempt, FromState = from, ToState = to, Worker = worker, Reason = Printable(reason), TimeMs = nowMs });

    /// <summary>The newest attempt of a job that got further than the ones before: it left a checkpoint or scored images. 0 for none.</summary>
    public static async Task<int> LastProgressAsync(ExperimentsContext db, long jobId, CancellationToken cancellationToken)
    {
        var wrote = await db.Artifacts.Where(a => a.JobId == jobId && a.Kind == Artifact.Checkpoint).MaxAsync(a => (int?)a.AttemptNumber, cancellationToken);
        var scored = await db.EvaluationImages.Where(i => i.JobId == jobId).MaxAsync(i => (int?)i.AttemptNumber, cancellationToken);
        return Math.Max(wrote ?? 0, scored ?? 0);
    }

    /// <summary>Ends the newest attempt of a job, if it has one that is open.</summary>
    public static async Task EndAttemptAsync(
        ExperimentsContext db, Job job, AttemptOutcome outcome, AttemptEnd end, JobFailure? failure, long nowMs, CancellationToken cancellationToken) =>
        await db.Attempts
            .Where(a => a.JobId == job.Id && a.Number == job.Attempt && a.Outcome == AttemptOutcome.Open)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(a => a.Outcome, outcome)
                    .SetProperty(a => a.EndedMs, nowMs)
                    .SetProperty(a => a.FailureClass, failure == null ? null : failure.FailureClass)
                    .SetProperty(a => a.FailureMessage, failure == null ? null : Printable(failure.Message))
                    .SetProperty(a => a.ExitCode, end.ExitCode)
                    .SetProperty(a => a.LogTail, Printable(end.LogTail)),
                cancellationToken);

    /// <summary>Paused → Queued, or Waiting while what it waits for has not succeeded; takes back a wish to pause. The caller saves.</summary>
    /// <param name="db">Context.</param>
    /// <param name="jobId">Job.</param>
    /// <param name="reason">Why, for the record.</param>
    /// <param name="anew">Whether a full disk counts against it from now on only: a person has made room.</param>
    /// <param name="nowMs">Now.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public static async Task<Job> ResumeAsync(ExperimentsContext db, long jobId, string reason, bool anew, long nowMs, CancellationToken cancellationToken)
    {
        // The first is locked: it cannot succeed between this look and the commit, which would leave this one waiting for ever.
        var (job, first) = await LockWithFirstAsync(db, jobId, cancellationToken);
        job.PauseRequested = false;
        if (job.State != JobState.Paused) return job;
        var to = first is null or { State: JobState.Succeeded } ? JobState.Queued : JobState.Waiting;
        Move(db, job, to, reason, nowMs);
        job.QueuedMs = to == JobState.Queued ? nowMs : null;
        if (anew && job.FailureClass is Job.DiskFullFailure or Job.DiskReadOnlyFailure) job.RetriedAtAttempt = job.Attempt;
        (job.FailureClass, job.FailureMessage) = (null, null);
        return job;
    }

    /// <summary>Queues the jobs that waited for a job that has succeeded.</summary>
    /// <returns>Their ids.</returns>
    public static async Task<IReadOnlyList<long>> PromoteAsync(ExperimentsContext db, Job done, long nowMs, CancellationToken cancellationToken)
    {
        var waiting = await LockAllAsync(db.Jobs.Where(j => j.WaitsForJobId == done.Id && j.State == JobState.Waiting), cancellationToken);
        foreach (var job in waiting)
        {
            Move(db, job, JobState.Queued, $"{Describe(done, capital: true)} has succeeded.", nowMs);
            job.QueuedMs = nowMs;
        }

        await db.SaveChangesAsync(cancellationToken);
        return [.. waiting.Select(j => j.Id)];
    }

    /// <summary>Cancels the jobs that wait for one that will not succeed, and those that wait for them, saying why.</summary>
    public static async Task CancelDependentsAsync(ExperimentsContext db, Job ended, long nowMs, CancellationToken cancellationToken)
    {
        var happened = ended.State == JobState.Failed ? "failed" : "was cancelled";
        var reason = $"It waited for {Describe(ended)}, which {happened}; retry that job first.";
        await AlongAsync(db, ended.Id, j => j.State == JobState.Waiting || j.State == JobState.Paused, job =>
        {
            Move(db, job, JobState.Cancelled, reason, nowMs);
            (job.FailureClass, job.FailureMessage, job.EndedMs) = (Job.DependencyFailure, reason, nowMs);
        }, cancellationToken);
    }

    /// <summary>Lets the jobs that were cancelled because of a job wait for it again, and those that wait for them.</summary>
    public static Task ReviveDependentsAsync(ExperimentsContext db, Job first, long nowMs, CancellationToken cancellationToken) =>
        AlongAsync(db, first.Id, j => j.State == JobState.Cancelled && j.FailureClass == Job.DependencyFailure && db.Runs.Any(r => r.Id == j.RunId), job =>
        {
            Move(db, job, JobState.Waiting, $"{Describe(first, capital: true)} is tried again.", nowMs);
            (job.FailureClass, job.FailureMessage, job.EndedMs) = (null, null, null);
        }, cancellationToken);

    /// <summary>Does something to the jobs that wait for a job and meet a condition, to those that wait for these, and so on.</summary>
    private static async Task AlongAsync(ExperimentsContext db, long jobId, Expression<Func<Job, bool>> condition, Action<Job> change, CancellationToken cancellationToken)
    {
        List<long> frontier = [jobId];
        while (frontier.Count > 0)
        {
            var parents = frontier;
            var dependents = await LockAllAsync(db.Jobs.Where(j => j.WaitsForJobId != null && parents.Contains(j.WaitsForJobId.Value)).Where(condition), cancellationToken);
            foreach (var job in dependents) change(job);
            await db.SaveChangesAsync(cancellationToken);
            frontier = [.. dependents.Select(j => j.Id)];
        }
    }

    /// <summary>The refusal of a change that the job's state does not allow.</summary>
    public static JobTransitionException Refused(Job job, string verb, JobState[] states) =>
        new($"{Describe(job, capital: true)} is {job.State}; only a {OneOf(states)} job can {verb}.");

    /// <summary>There is no such job.</summary>
    public static KeyNotFoundException Unknown(long jobId) => new($"There is no job {jobId}.");

    /// <summary>Without NUL, which a crash can leave in a log and PostgreSQL cannot hold in a text.</summary>
    public static string Printable(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private static string Describe(Job job, bool capital = false) => $"{(capital ? "Job" : "job")} {job.Id} ({job.Kind} of run {job.RunId})";

    private static string OneOf(JobState[] states) => string.Join(" or ", states);
}
