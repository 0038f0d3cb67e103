using System.Collections.Concurrent;

namespace Experiments.Engine.Datasets;

/// <summary>
/// Items of a subset kept in memory up to a bound. What does not fit is made each time: every image is wanted once an
/// epoch, so throwing an old one out for a new one would gain nothing. Safe for concurrent use.
/// </summary>
/// <param name="maximumBytes">Bound in bytes.</param>
internal sealed class BoundedCache<T>(long maximumBytes)
    where T : class
{
    private readonly ConcurrentDictionary<int, T> _kept = new();
    private long _bytes;

    /// <summary>The item of an index, or null when it is not kept.</summary>
    public T? Find(int index) => _kept.GetValueOrDefault(index);

    /// <summary>Keeps an item if it fits.</summary>
    public void Keep(int index, T item, long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) > maximumBytes || !_kept.TryAdd(index, item))
            Interlocked.Add(ref _bytes, -bytes);
    }
}
