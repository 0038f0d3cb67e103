using System.Globalization;
using Experiments.Data.Jobs;
using Experiments.Engine.Schema;

namespace Experiments.Web.Hosting;

/// <summary>
/// Holds a SQLite database for this process alone, as long as it lives, by a lock on a file beside it that the
/// operating system drops when the process ends, however it ends.
/// </summary>
public sealed class SingleServer(ExperimentsSettings settings, JobStore jobs, JobQueries queries, ILogger<SingleServer> logger) : IDisposable
{
    private FileStream? _lock;

    /// <summary>Takes the lock; does nothing where the database is a server.</summary>
    /// <exception cref="UsageException">Another process has it.</exception>
    public void Acquire()
    {
        if (settings.DatabaseFile is not { } file) return;
        try
        {
            _lock = new FileStream($"{file}.server", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            // In a file of its own: what is locked cannot be read by others.
            File.WriteAllText(Holder(file), string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}"));
        }
        catch (IOException)
        {
            throw new UsageException($"The database \"{file}\" is in use by another process of this program{HolderOf(file)}: stop that one, or set {ExperimentsSettings.Section}:Database (--database) to another file.");
        }
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

    private static string Holder(string file) => $"{file}.serving";

    /// <summary>Who has the lock, as it wrote; empty where that cannot be read.</summary>
    private static string HolderOf(string file)
    {
        try
        {
            return File.ReadAllText(Holder(file)) is { Length: > 0 } holder ? $" ({holder})" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();
}
