using Experiments.Data.Jobs;
using Experiments.Engine.Schema;

namespace Experiments.Web.Hosting;

/// <summary>Holds a SQLite database for this process alone, as long as it lives, and gives back what a dead one held.</summary>
public sealed class SingleServer(ExperimentsSettings settings, JobStore jobs, JobQueries queries, ILogger<SingleServer> logger) : IDisposable
{
    private ServerLock? _lock;

    /// <summary>Takes the lock; does nothing where the database is a server.</summary>
    /// <exception cref="UsageException">Another process has it: names that one.</exception>
    public void Acquire()
    {
        if (settings.DatabaseFile is { } file) _lock = ServerLock.Take(file);
    }

    /// <summary>
    /// Returns jobs that a dead process held to the queue, at once. This is safe without waiting for a lease: whoever
    /// has the lock is the only worker of this database, so no other process can be supervising them; an engine process
    /// that has not yet noticed its worker's death can only write into the folder of its old attempt.
    /// </summary>
    public async Task ReleaseOrphansAsync(CancellationToken cancellationToken = default)
    {
        if (_lock is null) return;
        var view = await queries.QueueAsync(recent: 0, cancellationToken);
        foreach (var job in view.Running)
        {
            await jobs.ReleaseAsync(job.JobId, job.Attempt, new AttemptEnd(), $"Its worker \"{job.Worker}\" is gone: another process serves its database now.", cancellationToken);
            logger.LogInformation("Job {JobId} was left by a process that is gone; it goes on from its newest checkpoint.", job.JobId);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();
}
