using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Augmentation;

/// <summary>
/// The training batches of a classifier on class folders: shorter side resized to <c>data.shortSide</c>, then the
/// augmentation settings' jitter, mirror, scale, rotation and random crop, mean and std. Images come in a fresh
/// permutation each epoch. A batch is a function of (seed, iteration): the same sampler and the same draws as in
/// segmentation.
/// </summary>
public sealed class ClassFolderLoader : PrefetchingLoader
{
    private readonly ShortSideImages _images;
    private readonly AugmentationChain _chain;
    private readonly Sampler _sampler;
    private readonly int _seed;
    private readonly int _batchSize;

    /// <summary>Starts to make batches.</summary>
    /// <param name="dataset">Data set; its training subset is used.</param>
    /// <param name="configuration">Short side, batch size, crop, augmentation, mean, std, seed.</param>
    /// <param name="startIteration">First iteration to give.</param>
    /// <param name="threads">Background threads.</param>
    /// <param name="ahead">Batches that may wait or be in the making.</param>
    /// <param name="cacheBytes">Bound on the memory for resized images.</param>
    public ClassFolderLoader(
        IClassificationDataset dataset, RunConfiguration configuration, int startIteration, int threads = 1, int ahead = 3, long cacheBytes = CachedSubset.DefaultBytes)
        : base(startIteration, Math.Max(ahead, threads))
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(configuration);
        _images = new ShortSideImages(dataset, Subset.Train, configuration.Data.ShortSide, cacheBytes);
        _chain = new AugmentationChain(configuration.Augmentation, configuration.Data, configuration.Training.Crop);
        _seed = configuration.Seed;
        _batchSize = configuration.Training.BatchSize;
        _sampler = new Sampler(_seed, _images.Count, _batchSize);
        Start(threads);
    }

    /// <inheritdoc />
    protected override TrainingBatch Make(int iteration)
    {
        var area = _chain.Crop * _chain.Crop;
        var images = new float[_batchSize * 3 * area];
        var labels = new long[_batchSize];
        var stems = new string[_batchSize];
        for (var position = 0; position < _batchSize; position++)
        {
            var (stem, image, label) = _images.Load(_sampler.ImageAt(iteration, position));
            (labels[position], stems[position]) = (label, stem);
            _chain.Apply(image, AugmentationDraw.For(_seed, iteration, position), images.AsSpan(position * 3 * area, 3 * area));
        }

        return new TrainingBatch(images, labels, stems);
    }
}
