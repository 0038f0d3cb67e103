using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Jobs;

/// <summary>
/// The only place that changes the state of a job. Safe for concurrent use by any number of threads, processes and
/// (on PostgreSQL) machines: a claim is one conditional UPDATE, and every write of an attempt carries its number into
/// the UPDATE's condition (fencing), so a process that wakes up after its job was given away writes nothing.
/// </summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class JobStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    /// <summary>Creates jobs for an existing run (a further evaluation, for example) in one transaction.</summary>
    /// <returns>Their ids in the order given.</returns>
    /// <exception cref="KeyNotFoundException">There is no such run, or no such job to wait for.</exception>
    public Task<IReadOnlyList<long>> CreateAsync(long runId, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>Claims a queued job: raises its attempt number, opens the attempt. Exactly one of several concurrent claims wins.</summary>
    /// <param name="jobId">Job.</param>
    /// <param name="worker">Name of the worker.</param>
    /// <param name="device">Device it offers.</param>
    /// <param name="threads">CPU threads it offers; used at the first attempt, later ones keep the first's.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>The claim, or null when the job is not queued (any more).</returns>
    public Task<ClaimedJob?> ClaimAsync(long jobId, string worker, string device, int threads, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>Claimed → Running, with the attempt's folder (relative to the runs folder).</summary>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    /// <exception cref="JobTransitionException">The job is not Claimed.</exception>
    public Task StartAsync(long jobId, int attempt, string folder, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>Raises the heartbeat counter if the attempt still holds the job. Never throws for a lost job.</summary>
    public Task<HeartbeatAnswer> HeartbeatAsync(long jobId, int attempt, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>Running → Succeeded; jobs that waited for it become Queued.</summary>
    /// <returns>Jobs that became queued: hints for the queue.</returns>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    /// <exception cref="JobTransitionException">The job is not Running.</exception>
    public Task<IReadOnlyList<long>> SucceedAsync(long jobId, int attempt, AttemptEnd end, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>Claimed or Running → Failed; jobs that waited for it are cancelled, saying why.</summary>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    public Task FailAsync(long jobId, int attempt, JobFailure failure, AttemptEnd end, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>Claimed or Running → Cancelled, once its process has ended; jobs that waited for it are cancelled, saying why.</summary>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    public Task CancelledAsync(long jobId, int attempt, AttemptEnd end, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>Claimed or Running → Queued: a worker that shuts down gives its job back. Cancelled instead when a person asked for that.</summary>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    public Task ReleaseAsync(long jobId, int attempt, AttemptEnd end, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>
    /// Asks for the end of a job: one that no worker holds is cancelled at once, with those that wait for it; one
    /// that a worker holds is ended by that worker. Nothing happens to one that has ended.
    /// </summary>
    /// <returns>The state it has now.</returns>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public Task<JobState> RequestCancelAsync(long jobId, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>Asks for the end of every job of a run, see <see cref="RequestCancelAsync"/>.</summary>
    public Task RequestCancelRunAsync(long runId, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>
    /// Failed or Cancelled → Queued (or Waiting while what it waits for has not succeeded): its next attempt goes on
    /// from its newest checkpoint. Jobs that were cancelled because of it wait again.
    /// </summary>
    /// <returns>The state it has now.</returns>
    /// <exception cref="JobTransitionException">The job has not failed and is not cancelled.</exception>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public Task<JobState> RetryAsync(long jobId, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>Every job that can be claimed, oldest first: what a reconciler compares a queue with.</summary>
    public Task<IReadOnlyList<long>> QueuedIdsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");
}
