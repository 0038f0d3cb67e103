using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>
/// The decoded images of one subset, kept in memory up to a bound (<see cref="BoundedCache{T}"/>); what does not fit is
/// decoded each time.
/// </summary>
/// <param name="dataset">Data set.</param>
/// <param name="subset">Subset.</param>
/// <param name="maximumBytes">Bound in bytes.</param>
public sealed class CachedSubset(IDataset dataset, Subset subset, long maximumBytes = CachedSubset.DefaultBytes)
{
    /// <summary>Default bound: 512 MiB.</summary>
    public const long DefaultBytes = 512L << 20;

    private readonly BoundedCache<Sample> _kept = new(maximumBytes);

    /// <summary>Number of images.</summary>
    public int Count { get; } = dataset.Stems(subset).Count;

    /// <summary>One image with its labels; shared, so it must not be changed.</summary>
    /// <param name="index">Position in the subset.</param>
    public Sample Load(int index)
    {
        if (_kept.Find(index) is { } kept) return kept;
        var sample = dataset.Load(subset, index);
        _kept.Keep(index, sample, sample.Image.Pixels.Length + sample.Labels.Values.Length);
        return sample;
    }

    /// <summary>The labels of one image alone; shared, so they must not be changed.</summary>
    /// <param name="index">Position in the subset.</param>
    public LabelMap LoadLabels(int index) =>
        _kept.Find(index)?.Labels ?? dataset.LoadLabels(subset, index);
}
