using System.Collections.Concurrent;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>
/// The decoded images of one subset, kept in memory up to a bound. What does not fit is decoded each time: every image
/// is wanted once an epoch, so throwing an old one out for a new one would gain nothing.
/// </summary>
/// <param name="dataset">Data set.</param>
/// <param name="subset">Subset.</param>
/// <param name="maximumBytes">Bound in bytes.</param>
public sealed class CachedSubset(IDataset dataset, Subset subset, long maximumBytes = CachedSubset.DefaultBytes)
{
    /// <summary>Default bound: 512 MiB.</summary>
    public const long DefaultBytes = 512L << 20;

    private readonly ConcurrentDictionary<int, Sample> _kept = new();
    private long _bytes;

    /// <summary>Number of images.</summary>
    public int Count { get; } = dataset.Stems(subset).Count;

    /// <summary>One image with its labels; shared, so it must not be changed.</summary>
    /// <param name="index">Position in the subset.</param>
    public Sample Load(int index)
    {
        if (_kept.TryGetValue(index, out var kept)) return kept;
        var sample = dataset.Load(subset, index);
        var bytes = sample.Image.Pixels.Length + sample.Labels.Values.Length;
        if (Interlocked.Add(ref _bytes, bytes) > maximumBytes || !_kept.TryAdd(index, sample))
            Interlocked.Add(ref _bytes, -bytes);
        return sample;
    }

    /// <summary>The labels of one image alone; shared, so they must not be changed.</summary>
    /// <param name="index">Position in the subset.</param>
    public LabelMap LoadLabels(int index) =>
        _kept.TryGetValue(index, out var kept) ? kept.Labels : dataset.LoadLabels(subset, index);
}
