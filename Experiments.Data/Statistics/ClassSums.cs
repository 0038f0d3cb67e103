using Experiments.Data.Results;

namespace Experiments.Data.Statistics;

/// <summary>
/// Intersection and union of each class in each image: both add up over images, so that the data-set IoU of any selection of
/// images is Σ intersection / Σ union.
/// </summary>
public sealed class ClassSums
{
    /// <summary>Reads per-image confusion counts.</summary>
    /// <param name="classes">Number of classes K, at least 1.</param>
    /// <param name="images">Non-zero cells of each image's confusion matrix, in the order of the images.</param>
    /// <exception cref="ArgumentException">A cell names a class that there is not.</exception>
    public ClassSums(int classes, IReadOnlyList<IReadOnlyList<ConfusionCell>> images)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentNullException.ThrowIfNull(images);
        (Classes, Images) = (classes, images.Count);
        Values = new double[images.Count * 2 * classes];
        for (var i = 0; i < images.Count; i++)
        {
            var row = Values.AsSpan(i * 2 * classes, 2 * classes);
            foreach (var (truth, prediction, count) in images[i])
            {
                if ((uint)truth >= (uint)classes || (uint)prediction >= (uint)classes)
                    throw new ArgumentException($"Image {i} has a cell ({truth}, {prediction}), and there are {classes} classes.", nameof(images));
                row[classes + truth] += count;
                if (truth == prediction) row[truth] += count;
                else row[classes + prediction] += count;
            }
        }
    }

    private ClassSums(int classes, int images, double[] values) => (Classes, Images, Values) = (classes, images, values);

    /// <summary>Number of classes K.</summary>
    public int Classes { get; }

    /// <summary>Number of images N.</summary>
    public int Images { get; }

    /// <summary>N × 2K: intersections, then unions, of each image. Whole numbers; exact up to 2⁵³.</summary>
    internal double[] Values { get; }

    /// <summary>The sums of one class alone: their mIoU is that class's IoU.</summary>
    /// <param name="index">Class.</param>
    public ClassSums Only(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Classes);
        var values = new double[Images * 2];
        for (var i = 0; i < Images; i++)
        {
            var row = Values.AsSpan(i * 2 * Classes, 2 * Classes);
            (values[2 * i], values[(2 * i) + 1]) = (row[index], row[Classes + index]);
        }

        return new ClassSums(1, Images, values);
    }

    /// <summary>mIoU of sums over images.</summary>
    /// <param name="sums">K intersections, then K unions.</param>
    /// <param name="absentAsZero">Whether a class without any pixel counts as 0; else it is left out of the mean.</param>
    internal static double MeanIoU(ReadOnlySpan<double> sums, bool absentAsZero)
    {
        var classes = sums.Length / 2;
        var (total, counted) = (0.0, 0);
        for (var c = 0; c < classes; c++)
        {
            var union = sums[classes + c];
            if (union > 0) total += sums[c] / union;
            if (union > 0 || absentAsZero) counted++;
        }

        return counted == 0 ? double.NaN : total / counted;
    }
}
