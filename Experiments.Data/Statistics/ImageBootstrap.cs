using System.Numerics;
using MathNet.Numerics.Random;

namespace Experiments.Data.Statistics;

/// <summary>
/// Bootstrap over test images of the data-set mIoU and of differences of it, from per-image counts. Images are drawn with
/// replacement, the same for both methods, and the mIoU is computed anew from the sums of each draw: it is not a mean over
/// images, so no formula has its spread. It takes the images to be independent: frames of one drive are not, and the interval is then too narrow.
/// </summary>
public static class ImageBootstrap
{
    /// <summary>Resamples unless said otherwise.</summary>
    public const int DefaultResamples = 10_000;

    /// <summary>Fewer images give no interval.</summary>
    public const int FewestImages = 10;

    /// <summary>Fewer seeds are not resampled: eight have 6,435 different resamples, three only ten.</summary>
    public const int FewestSeeds = 8;

    /// <summary>BCa interval over images of the mIoU of one network. Null for fewer than <see cref="FewestImages"/> images.</summary>
    /// <param name="counts">Its counts.</param>
    /// <param name="options">Number of resamples, level, seed, absent classes.</param>
    public static Interval? OfMeanIoU(ClassSums counts, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return Bootstrap([counts], [], options ?? new BootstrapOptions());
    }

    /// <summary>
    /// BCa interval over images of mean mIoU(A) − mean mIoU(B), the networks as they are: one or more of each method (its
    /// seeds). Null for fewer than <see cref="FewestImages"/> images.
    /// </summary>
    /// <param name="a">Counts of each of A's networks, over the same images in the same order.</param>
    /// <param name="b">Counts of each of B's.</param>
    /// <param name="options">Number of resamples, level, seed, absent classes.</param>
    /// <exception cref="ArgumentException">The networks were not scored on the same images and classes, or there are none.</exception>
    public static Interval? OfDifference(IReadOnlyList<ClassSums> a, IReadOnlyList<ClassSums> b, BootstrapOptions? options = null)
    {
        CheckAlike([.. a, .. b]);
        return Bootstrap(a, b, options ?? new BootstrapOptions());
    }

    /// <summary>
    /// Percentile interval over seeds and images of mean mIoU(A) − mean mIoU(B), paired by seed: each resample draws pairs of networks
    /// and images, both with replacement (two levels). Null for fewer than <see cref="FewestSeeds"/> pairs or <see cref="FewestImages"/> images.
    /// </summary>
    /// <param name="a">Counts of A's networks, one a seed.</param>
    /// <param name="b">Counts of B's networks of the same seeds in the same order.</param>
    /// <param name="options">Number of resamples, level, seed, absent classes.</param>
    /// <exception cref="ArgumentException">There are not as many of B as of A, or the networks were not scored on the same images and classes.</exception>
    public static Interval? OverSeedsAndImages(IReadOnlyList<ClassSums> a, IReadOnlyList<ClassSums> b, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Count != b.Count) throw new ArgumentException($"{a.Count} networks of one method and {b.Count} of the other are no pairs.", nameof(b));
        CheckAlike([.. a, .. b]);
        options ??= new BootstrapOptions();
        if (a.Count < FewestSeeds || a[0].Images < FewestImages) return null;
        var (images, pairs) = (a[0].Images, a.Count);
        var resampled = new double[options.Resamples];
        Parallel.For(0, options.Resamples, r =>
        {
            var random = Generator(options, r);
            var seeds = new int[pairs];
            for (var s = 0; s < pairs; s++) seeds[random.Next(pairs)]++;
            var weights = Draw(random, images);
            var sums = new double[a[0].Classes * 2];
            for (var s = 0; s < pairs; s++)
            {
                if (seeds[s] == 0) continue;
                resampled[r] += seeds[s] * (MeanIoU(a[s], weights, sums, options) - MeanIoU(b[s], weights, sums, options)) / pairs;
            }
        });
        Array.Sort(resampled);
        return new Interval(Bca.At(resampled, (1 - options.Level) / 2), Bca.At(resampled, (1 + options.Level) / 2), options.Level, IntervalCoverage.SeedsAndImages);
    }

    private static Interval? Bootstrap(IReadOnlyList<ClassSums> a, IReadOnlyList<ClassSums> b, BootstrapOptions options)
    {
        var images = a[0].Images;
        if (images < FewestImages) return null;
        var ones = Enumerable.Repeat(1, images).ToArray();
        double Statistic(int[] weights, double[] sums)
        {
            var value = a.Sum(n => MeanIoU(n, weights, sums, options)) / a.Count;
            return b.Count == 0 ? value : value - (b.Sum(n => MeanIoU(n, weights, sums, options)) / b.Count);
        }

        double[] Room() => new double[a[0].Classes * 2];
        var resampled = new double[options.Resamples];
        Parallel.For(0, options.Resamples, Room, (r, _, room) =>
        {
            resampled[r] = Statistic(Draw(Generator(options, r), images), room);
            return room;
        }, _ => { });
        var leftOut = new double[images];
        Parallel.For(0, images, Room, (i, _, room) =>
        {
            var weights = ones.ToArray();
            weights[i] = 0;
            leftOut[i] = Statistic(weights, room);
            return room;
        }, _ => { });
        var (low, high) = Bca.Interval(Statistic(ones, Room()), resampled, leftOut, options.Level);
        return new Interval(low, high, options.Level, IntervalCoverage.Images);
    }

    /// <summary>How often each image was drawn.</summary>
    private static int[] Draw(RandomSource random, int images)
    {
        var weights = new int[images];
        for (var i = 0; i < images; i++) weights[random.Next(images)]++;
        return weights;
    }

    // A generator a resample, so that the interval does not depend on how many cores draw.
    private static Xoshiro256StarStar Generator(BootstrapOptions options, int resample) => new(unchecked((options.Seed * 1_000_003) + resample));

    private static double MeanIoU(ClassSums counts, int[] weights, double[] sums, BootstrapOptions options)
    {
        Array.Clear(sums);
        var width = sums.Length;
        var lanes = Vector<double>.Count;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0) continue;
            double weight = weights[i];
            var row = counts.Values.AsSpan(i * width, width);
            var c = 0;
            for (; c <= width - lanes; c += lanes)
            {
                var sum = new Vector<double>(sums, c) + (weight * new Vector<double>(row[c..]));
                sum.CopyTo(sums, c);
            }

            for (; c < width; c++) sums[c] += weight * row[c];
        }

        return ClassSums.MeanIoU(sums, options.AbsentAsZero);
    }

    private static void CheckAlike(IReadOnlyList<ClassSums> all)
    {
        if (all.Count == 0) throw new ArgumentException("There is no network to compare.", nameof(all));
        if (all.FirstOrDefault(n => n.Images != all[0].Images || n.Classes != all[0].Classes) is { } other)
            throw new ArgumentException($"One network was scored on {all[0].Images} images of {all[0].Classes} classes and another on {other.Images} of {other.Classes}: compare what was scored on the same images.", nameof(all));
    }
}

/// <summary>How a bootstrap is drawn.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Number of resamples.</summary>
    public int Resamples { get; init; } = ImageBootstrap.DefaultResamples;

    /// <summary>Nominal coverage.</summary>
    public double Level { get; init; } = Interval.DefaultLevel;

    /// <summary>Seed of the draws: the same data and seed give the same interval.</summary>
    public int Seed { get; init; }

    /// <summary>Whether a class without any pixel in a draw counts as 0; else it is left out of that draw's mean.</summary>
    public bool AbsentAsZero { get; init; }
}
