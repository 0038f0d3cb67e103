using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Augmentation;

/// <summary>
/// The batches of a classification run (pre-training on patches): crop × crop patches whose label is the class of
/// their centre pixel, (crop/2, crop/2). The class is drawn uniformly among those present in the training subset, then
/// an image that has it, then one of its pixels; scale, mirror and jitter follow the augmentation settings. What lies
/// outside the image is the mean. A batch is a function of (seed, iteration).
/// </summary>
public sealed class PatchLoader : PrefetchingLoader
{
    private readonly CachedSubset _images;
    private readonly AugmentationSettings _augmentation;
    private readonly ClassOccurrences _occurrences;
    private readonly float[] _mean;
    private readonly float[] _scale;
    private readonly int _seed;
    private readonly int _batchSize;
    private readonly int _crop;

    /// <summary>Counts the classes of the training subset and starts to make batches.</summary>
    /// <param name="dataset">Data set; its training subset is used.</param>
    /// <param name="configuration">Batch size, crop, augmentation, mean, std, seed.</param>
    /// <param name="startIteration">First iteration to give.</param>
    /// <param name="threads">Background threads.</param>
    /// <param name="ahead">Batches that may wait or be in the making.</param>
    /// <param name="cacheBytes">Bound on the memory for decoded images.</param>
    public PatchLoader(
        IDataset dataset, RunConfiguration configuration, int startIteration, int threads = 1, int ahead = 3, long cacheBytes = CachedSubset.DefaultBytes)
        : base(startIteration, Math.Max(ahead, threads))
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(configuration);
        _images = new CachedSubset(dataset, Subset.Train, cacheBytes);
        _occurrences = new ClassOccurrences(_images, dataset.Classes.Count);
        _augmentation = configuration.Augmentation;
        _mean = [.. configuration.Data.Mean.Select(m => (float)m)];
        _scale = [.. configuration.Data.Std.Select(s => (float)(1 / s))];
        _seed = configuration.Seed;
        _batchSize = configuration.Training.BatchSize;
        _crop = configuration.Training.Crop;
        Start(threads);
    }

    /// <inheritdoc />
    protected override TrainingBatch Make(int iteration)
    {
        var images = new float[_batchSize * 3 * _crop * _crop];
        var labels = new long[_batchSize];
        var stems = new string[_batchSize];
        for (var position = 0; position < _batchSize; position++)
        {
            var chance = Chance.For(_seed, ChancePurpose.Augmentation, iteration, position);
            var place = _occurrences.Draw(chance);
            // The same draws as in segmentation; rotation, blur and crop position are not used here.
            var draw = AugmentationDraw.From(chance);
            var sample = _images.Load(place.Image);
            labels[position] = place.Class;
            stems[position] = sample.Stem;
            var pixel = ClassOccurrences.Find(sample.Labels, place);
            Cut(sample.Image, pixel, draw, images.AsSpan(position * 3 * _crop * _crop, 3 * _crop * _crop));
        }

        return new TrainingBatch(images, labels, stems);
    }

    private void Cut(RgbImage image, int centre, AugmentationDraw draw, Span<float> target)
    {
        var (centreY, centreX) = Math.DivRem(centre, image.Width);
        var step = 1 / draw.ScaleOf(_augmentation);
        var stepX = draw.IsMirrored(_augmentation) ? -step : step;
        var transform = new PixelTransform(image, _augmentation.Jitter, draw.Brightness, draw.Contrast, draw.Saturation, _mean);
        var plane = _crop * _crop;
        Span<float> pixel = stackalloc float[3];
        Span<float> sum = stackalloc float[3];
        for (var i = 0; i < _crop; i++)
        {
            var y = centreY + ((i - (_crop / 2)) * step);
            var top = (int)Math.Floor(y);
            for (var j = 0; j < _crop; j++)
            {
                var x = centreX + ((j - (_crop / 2)) * stepX);
                var left = (int)Math.Floor(x);
                sum.Clear();
                for (var corner = 0; corner < 4; corner++)
                {
                    var (row, column) = (top + (corner >> 1), left + (corner & 1));
                    if ((uint)row >= (uint)image.Height || (uint)column >= (uint)image.Width) continue;
                    var weight = (float)((1 - Math.Abs(y - row)) * (1 - Math.Abs(x - column)));
                    transform.Apply(image.Pixels.AsSpan(((row * image.Width) + column) * 3, 3), pixel);
                    for (var channel = 0; channel < 3; channel++) sum[channel] += weight * pixel[channel];
                }

                for (var channel = 0; channel < 3; channel++) target[(channel * plane) + (i * _crop) + j] = sum[channel] * _scale[channel];
            }
        }
    }
}
