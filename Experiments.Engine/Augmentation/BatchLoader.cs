using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Augmentation;

/// <summary>
/// The training batches of a segmentation run. A batch is a function of (seed, iteration) and of the settings that
/// touch images; the regulariser, the network and the number of loader threads do not move it, and a run that resumes
/// at iteration k sees what it would have seen.
/// </summary>
public sealed class BatchLoader : PrefetchingLoader
{
    private readonly CachedSubset _images;
    private readonly AugmentationChain _chain;
    private readonly Sampler _sampler;
    private readonly int _seed;
    private readonly int _batchSize;

    /// <summary>Starts to make batches.</summary>
    /// <param name="dataset">Data set; its training subset is used.</param>
    /// <param name="configuration">Batch size, crop, augmentation, mean, std, seed.</param>
    /// <param name="startIteration">First iteration to give.</param>
    /// <param name="threads">Background threads.</param>
    /// <param name="ahead">Batches that may wait or be in the making.</param>
    /// <param name="cacheBytes">Bound on the memory for decoded images.</param>
    public BatchLoader(
        IDataset dataset, RunConfiguration configuration, int startIteration, int threads = 1, int ahead = 3, long cacheBytes = CachedSubset.DefaultBytes)
        : base(startIteration, Math.Max(ahead, threads))
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(configuration);
        _images = new CachedSubset(dataset, Subset.Train, cacheBytes);
        _chain = new AugmentationChain(configuration.Augmentation, configuration.Data, configuration.Training.Crop);
        _seed = configuration.Seed;
        _batchSize = configuration.Training.BatchSize;
        _sampler = new Sampler(_seed, _images.Count, _batchSize);
        Start(threads);
    }

    /// <inheritdoc />
    protected override TrainingBatch Make(int iteration)
    {
        var crop = _chain.Crop;
        var images = new float[_batchSize * 3 * crop * crop];
        var labels = new long[_batchSize * crop * crop];
        var stems = new string[_batchSize];
        for (var position = 0; position < _batchSize; position++)
        {
            var sample = _images.Load(_sampler.ImageAt(iteration, position));
            stems[position] = sample.Stem;
            _chain.Apply(
                sample,
                AugmentationDraw.For(_seed, iteration, position),
                images.AsSpan(position * 3 * crop * crop, 3 * crop * crop),
                labels.AsSpan(position * crop * crop, crop * crop));
        }

        return new TrainingBatch(images, labels, stems);
    }
}
