using Experiments.Data.Results;
using Experiments.Data.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace Experiments.Data.Tests.Statistics.Simulation;

/// <summary>
/// A made population of test images on which two methods are scored: classes of given frequencies and sizes, images and objects that
/// are hard for both methods, and misses that go to two other classes.
/// </summary>
/// <param name="Sizes">Median number of pixels of each class where it is.</param>
/// <param name="Spreads">Standard deviation of its logarithm.</param>
/// <param name="Frequencies">Share of the images that have the class.</param>
internal sealed record SimulatedSet(double[] Sizes, double[] Spreads, double[] Frequencies)
{
    /// <summary>How much better than B method A is, on the scale of log-odds of a pixel.</summary>
    private static readonly double[] Advantages = [0.12, 0];

    /// <summary>Sizes and spreads as counted on 51 labels of CamVid's validation split: every class is in every image.</summary>
    public static SimulatedSet LikeCamVid { get; } = new(
        [15_800, 46_600, 840, 48_800, 16_200, 27_500, 1360, 4540, 1160, 910, 3270],
        [0.08, 0.18, 0.50, 0.10, 0.21, 0.14, 0.54, 0.36, 1.02, 0.95, 0.32],
        [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);

    /// <summary>19 classes, of which some are in one image of eight, and objects whose sizes spread widely.</summary>
    public static SimulatedSet WithRareClasses { get; } = new(
        [.. Enumerable.Range(0, 19).Select(c => 40_000 * Math.Exp(-0.25 * c))],
        [.. Enumerable.Repeat(0.7, 19)],
        [.. Enumerable.Range(0, 19).Select(c => Math.Exp(-0.16 * Math.Max(0, c - 5)))]);

    /// <summary>Number of classes.</summary>
    public int Classes => Sizes.Length;

    /// <summary>Counts of A's and B's networks on images drawn from the population.</summary>
    /// <param name="random">Chance of the images, and of what each network makes of them.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="networks">Networks of each method, one a seed.</param>
    /// <param name="seedDeviation">How much seeds spread, on the scale of log-odds.</param>
    public (ClassSums[] A, ClassSums[] B) Draw(RandomSource random, int images, int networks = 1, double seedDeviation = 0)
    {
        var shifts = Advantages.Select(a => Enumerable.Range(0, networks).Select(_ => a + (seedDeviation * Normal.Sample(random, 0, 1))).ToArray()).ToArray();
        var cells = shifts.Select(m => m.Select(_ => new IReadOnlyList<ConfusionCell>[images]).ToArray()).ToArray();
        for (var i = 0; i < images; i++)
        {
            var objects = Objects(random);
            for (var m = 0; m < shifts.Length; m++)
            {
                for (var n = 0; n < networks; n++) cells[m][n][i] = Scored(random, objects, shifts[m][n]);
            }
        }

        return ([.. cells[0].Select(c => new ClassSums(Classes, c))], [.. cells[1].Select(c => new ClassSums(Classes, c))]);
    }

    /// <summary>mIoU(A) − mIoU(B) of the population, by so many images that what is left of their chance does not matter.</summary>
    /// <param name="seed">Seed of the images.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="seedDeviation">How much seeds spread: each image is scored by a network of its own.</param>
    public double Truth(int seed, int images, double seedDeviation = 0)
    {
        var random = new Xoshiro256StarStar(seed);
        var sums = Advantages.Select(_ => (Hits: new double[Classes], Union: new double[Classes])).ToArray();
        for (var i = 0; i < images; i++)
        {
            var objects = Objects(random);
            for (var m = 0; m < sums.Length; m++)
            {
                var shift = Advantages[m] + (seedDeviation == 0 ? 0 : seedDeviation * Normal.Sample(random, 0, 1));
                foreach (var (truth, prediction, count) in Scored(random, objects, shift))
                {
                    sums[m].Union[truth] += count;
                    if (truth == prediction) sums[m].Hits[truth] += count;
                    else sums[m].Union[prediction] += count;
                }
            }
        }

        double MeanIoU((double[] Hits, double[] Union) s) => s.Hits.Zip(s.Union, (h, u) => h / u).Average();
        return MeanIoU(sums[0]) - MeanIoU(sums[1]);
    }

    /// <summary>Class, pixels and ease of what is in an image; both methods see the same.</summary>
    private List<(int Class, double Pixels, double Ease)> Objects(RandomSource random)
    {
        var objects = new List<(int, double, double)>();
        var image = 0.5 * Normal.Sample(random, 0, 1);
        for (var c = 0; c < Classes; c++)
        {
            if (random.NextDouble() >= Frequencies[c]) continue;
            var pixels = Sizes[c] * Math.Exp(Spreads[c] * Normal.Sample(random, 0, 1));
            // Later classes are harder, down to odds of two to one.
            objects.Add((c, pixels, 3 - (2.3 * c / Classes) + image + (0.7 * Normal.Sample(random, 0, 1))));
        }

        return objects;
    }

    private List<ConfusionCell> Scored(RandomSource random, List<(int Class, double Pixels, double Ease)> objects, double shift)
    {
        var cells = new List<ConfusionCell>(3 * objects.Count);
        foreach (var (c, pixels, ease) in objects)
        {
            var rate = 1 / (1 + Math.Exp(-(ease + shift + (0.4 * Normal.Sample(random, 0, 1)))));
            var hits = (long)Math.Round(pixels * rate);
            var misses = (long)Math.Round(pixels) - hits;
            var near = (long)(0.6 * Math.Max(0, misses));
            cells.Add(new(c, c, hits));
            cells.Add(new(c, (c + 1) % Classes, near));
            cells.Add(new(c, (c + 5) % Classes, Math.Max(0, misses) - near));
        }

        return cells;
    }
}
