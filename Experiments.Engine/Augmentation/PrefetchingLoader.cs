namespace Experiments.Engine.Augmentation;

/// <summary>
/// Gives the batches of iterations start, start + 1, ... in order, made ahead on background threads. A batch is a
/// function of its iteration alone, so neither the number of threads nor their luck changes what is given.
/// </summary>
/// <remarks>
/// Contract for the deriving class: <see cref="Make"/> is called from several threads at once, and <see cref="Start"/>
/// once, at the end of its constructor. An exception of <see cref="Make"/> reaches the consumer when it asks for that
/// batch. One consumer at a time.
/// </remarks>
public abstract class PrefetchingLoader : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, TaskCompletionSource<TrainingBatch>> _slots = [];
    private readonly SemaphoreSlim _room;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Thread> _threads = [];
    private int _nextToMake;
    private int _nextToGive;
    private bool _disposed;

    /// <summary>Prepares the loader.</summary>
    /// <param name="startIteration">First iteration to give.</param>
    /// <param name="ahead">Batches that may wait or be in the making at one time, at least 1.</param>
    protected PrefetchingLoader(int startIteration, int ahead)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startIteration);
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        _nextToMake = startIteration;
        _nextToGive = startIteration;
        _room = new SemaphoreSlim(ahead, ahead);
    }

    /// <summary>The next batch; blocks until it is there.</summary>
    /// <exception cref="Schema.DataException">A file of the batch cannot be used.</exception>
    public TrainingBatch Next() => NextAsync().GetAwaiter().GetResult();

    /// <summary>The next batch.</summary>
    /// <param name="cancellationToken">Ends the wait; the batch is then given by the next call.</param>
    /// <exception cref="Schema.DataException">A file of the batch cannot be used.</exception>
    public async Task<TrainingBatch> NextAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var iteration = _nextToGive;
        var batch = await Slot(iteration).Task.WaitAsync(cancellationToken);
        lock (_gate) _slots.Remove(iteration);
        _nextToGive = iteration + 1;
        _room.Release();
        return batch;
    }

    /// <summary>Stops the threads and waits for the batches in the making.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>See <see cref="Dispose()"/>.</summary>
    /// <param name="disposing">Whether managed resources are released.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (_disposed || !disposing) return;
        _disposed = true;
        _stop.Cancel();
        foreach (var thread in _threads) thread.Join();
        _stop.Dispose();
        _room.Dispose();
    }

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">Number of threads, at least 1.</param>
    protected void Start(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        for (var i = 0; i < threads; i++)
        {
            var thread = new Thread(Work) { IsBackground = true, Name = $"batch loader {i}" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>Makes the batch of one iteration.</summary>
    /// <param name="iteration">Iteration, from 0.</param>
    protected abstract TrainingBatch Make(int iteration);

    private void Work()
    {
        try
        {
            while (true)
            {
                _room.Wait(_stop.Token);
                int iteration;
                lock (_gate) iteration = _nextToMake++;
                var slot = Slot(iteration);
                try
                {
                    slot.SetResult(Make(iteration));
                }
                catch (Exception e)
                {
                    // Whatever went wrong belongs to the consumer, who asks for this batch.
                    slot.SetException(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private TaskCompletionSource<TrainingBatch> Slot(int iteration)
    {
        lock (_gate)
        {
            if (!_slots.TryGetValue(iteration, out var slot))
            {
                slot = new TaskCompletionSource<TrainingBatch>(TaskCreationOptions.RunContinuationsAsynchronously);
                _slots[iteration] = slot;
            }

            return slot;
        }
    }
}
