using System.Collections.Concurrent;

namespace Experiments.Web.Queue;

/// <summary>
/// Wakes the reconciler when jobs became claimable: after a sweep was created, a job ended, or a person retried one.
/// Only for speed: the reconciler finds everything in the database anyway. Safe for concurrent use.
/// </summary>
public sealed class QueueSignal : IDisposable
{
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly ConcurrentDictionary<long, byte> _hinted = new();

    /// <summary>Number of jobs that this process has put into the queue and is not done with.</summary>
    public int Hinted => _hinted.Count;

    /// <summary>Asks the reconciler to look now.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been asked already and will look once for both.
        }
    }

    /// <summary>Waits until somebody calls <see cref="Wake"/> or the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => await _wake.WaitAsync(atMost, cancellationToken);

    /// <summary>Notes that a job was put into the queue; false when it is there already.</summary>
    public bool TryHint(long jobId) => _hinted.TryAdd(jobId, 0);

    /// <summary>Notes that this process is done with the job, whatever came of it.</summary>
    public void Forget(long jobId)
    {
        _hinted.TryRemove(jobId, out _);
        Wake();
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();
}
