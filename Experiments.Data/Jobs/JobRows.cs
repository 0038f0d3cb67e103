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

    /// <summary>Ends the newest attempt of a job, if it has one that is open.</summary>
    public static async Task EndAttemptAsync(
        ExperimentsContext db, Job job, AttemptOutcome outcome, AttemptEnd end, long nowMs, CancellationToken cancellationToken) =>
        await db.Attempts
            .Where(a => a.JobId == job.Id && a.Number == job.Attempt && a.Outcome == AttemptOutcome.Open)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(a => a.Outcome, outcome)
                    .SetProperty(a => a.EndedMs, nowMs)
                    .SetProperty(a => a.ExitCode, end.ExitCode)
                    .SetProperty(a => a.LogTail, Printable(end.LogTail)),
                cancellationToken);

    /// <summary>Queues the jobs that waited for a job that has succeeded.</summary>
    /// <returns>Their ids.</returns>
    public static async Task<IReadOnlyList<long>> PromoteAsync(ExperimentsContext db, long jobId, long nowMs, CancellationToken cancellationToken)
    {
        var waiting = db.Jobs.Where(j => j.WaitsForJobId == jobId && j.State == JobState.Waiting);
        var ids = await waiting.OrderBy(j => j.Id).Select(j => j.Id).ToListAsync(cancellationToken);
        if (ids.Count > 0)
        {
            await waiting.ExecuteUpdateAsync(
                set => set.SetProperty(j => j.State, JobState.Queued).SetProperty(j => j.QueuedMs, nowMs), cancellationToken);
        }

        return ids;
    }

    /// <summary>Cancels the jobs that wait for one that will not succeed, and those that wait for them, saying why.</summary>
    public static async Task CancelDependentsAsync(ExperimentsContext db, Job ended, long nowMs, CancellationToken cancellationToken)
    {
        var happened = ended.State == JobState.Failed ? "failed" : "was cancelled";
        var reason = $"It waited for {Describe(ended)}, which {happened}; retry that job first.";
        List<long> frontier = [ended.Id];
        while (frontier.Count > 0)
        {
            var parents = frontier;
            var dependents = db.Jobs.Where(j => j.State == JobState.Waiting && j.WaitsForJobId != null && parents.Contains(j.WaitsForJobId.Value));
            frontier = await dependents.Select(j => j.Id).ToListAsync(cancellationToken);
            await dependents.ExecuteUpdateAsync(
                set => set
                    .SetProperty(j => j.State, JobState.Cancelled)
                    .SetProperty(j => j.FailureClass, Job.DependencyFailure)
                    .SetProperty(j => j.FailureMessage, reason)
                    .SetProperty(j => j.EndedMs, nowMs),
                cancellationToken);
        }
    }

    /// <summary>Lets the jobs that were cancelled because of a job wait for it again, and those that wait for them.</summary>
    public static async Task ReviveDependentsAsync(ExperimentsContext db, long jobId, CancellationToken cancellationToken)
    {
        List<long> frontier = [jobId];
        while (frontier.Count > 0)
        {
            var parents = frontier;
            var dependents = db.Jobs.Where(j =>
                j.State == JobState.Cancelled && j.FailureClass == Job.DependencyFailure
                && j.WaitsForJobId != null && parents.Contains(j.WaitsForJobId.Value));
            frontier = await dependents.Select(j => j.Id).ToListAsync(cancellationToken);
            await dependents.ExecuteUpdateAsync(
                set => set
                    .SetProperty(j => j.State, JobState.Waiting)
                    .SetProperty(j => j.FailureClass, (string?)null)
                    .SetProperty(j => j.FailureMessage, (string?)null)
                    .SetProperty(j => j.EndedMs, (long?)null),
                cancellationToken);
        }
    }

    /// <summary>The refusal of a change that the job's state does not allow.</summary>
    public static JobTransitionException Refused(Job job, string verb, JobState[] states)
    {
        var description = Describe(job);
        return new JobTransitionException($"{char.ToUpperInvariant(description[0])}{description[1..]} is {job.State}; only a {OneOf(states)} job can {verb}.");
    }

    /// <summary>There is no such job.</summary>
    public static KeyNotFoundException Unknown(long jobId) => new($"There is no job {jobId}.");

    /// <summary>Without NUL, which a crash can leave in a log and PostgreSQL cannot hold in a text.</summary>
    public static string Printable(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private static string Describe(Job job) => $"job {job.Id} ({job.Kind} of run {job.RunId})";

    private static string OneOf(JobState[] states) => string.Join(" or ", states);
}
