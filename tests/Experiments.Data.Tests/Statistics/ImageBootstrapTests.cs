using Experiments.Data.Results;
using Experiments.Data.Statistics;
using Experiments.Data.Tests.Golden;
using MathNet.Numerics.Random;

namespace Experiments.Data.Tests.Statistics;

public sealed class ImageBootstrapTests
{
    private const int Images = 60;
    private const int Classes = 4;

    private static readonly IReadOnlyDictionary<string, double[]> Golden = GoldenNumbers.Read("statistics");

    [Fact]
    public void Interval_of_a_miou_is_scipys_within_its_monte_carlo_error() =>
        AssertNear(Golden["bootstrap/one"], ImageBootstrap.OfMeanIoU(Counts(0))!);

    [Fact]
    public void Interval_of_a_difference_is_scipys_within_its_monte_carlo_error() =>
        AssertNear(Golden["bootstrap/difference"], ImageBootstrap.OfDifference([Counts(0)], [Counts(1)])!);

    [Fact]
    public void Same_data_and_seed_give_the_same_interval()
    {
        var options = new BootstrapOptions { Resamples = 500, Seed = 7 };
        Assert.Equal(ImageBootstrap.OfMeanIoU(Counts(0), options), ImageBootstrap.OfMeanIoU(Counts(0), options));
        Assert.NotEqual(ImageBootstrap.OfMeanIoU(Counts(0), options), ImageBootstrap.OfMeanIoU(Counts(0), options with { Seed = 8 }));
    }

    [Fact]
    public void A_network_differs_from_itself_by_nothing()
    {
        var interval = ImageBootstrap.OfDifference([Counts(0)], [Counts(0)])!;
        Assert.Equal((0, 0), (interval.Low, interval.High));
    }

    [Fact]
    public void Both_levels_together_spread_more_than_images_alone()
    {
        var a = Enumerable.Range(0, ImageBootstrap.FewestSeeds).Select(s => Counts(0, s)).ToArray();
        var b = Enumerable.Range(0, ImageBootstrap.FewestSeeds).Select(s => Counts(1, s)).ToArray();
        var options = new BootstrapOptions { Resamples = 2000 };
        var (images, both) = (ImageBootstrap.OfDifference(a, b, options)!, ImageBootstrap.OverSeedsAndImages(a, b, options)!);
        Assert.Equal((IntervalCoverage.Images, IntervalCoverage.SeedsAndImages), (images.Covers, both.Covers));
        Assert.True(both.High - both.Low > images.High - images.Low);
        Assert.True(both.Low < images.High && images.Low < both.High);
    }

    [Fact]
    public void Too_few_seeds_or_images_give_no_interval()
    {
        ClassSums[] seven = [.. Enumerable.Range(0, ImageBootstrap.FewestSeeds - 1).Select(s => Counts(0, s))];
        Assert.Null(ImageBootstrap.OverSeedsAndImages(seven, seven));
        Assert.Null(ImageBootstrap.OfMeanIoU(new ClassSums(1, [.. Enumerable.Repeat<IReadOnlyList<ConfusionCell>>([new(0, 0, 5)], ImageBootstrap.FewestImages - 1)])));
    }

    [Fact]
    public void Networks_of_other_images_are_not_compared()
    {
        var error = Assert.Throws<ArgumentException>(() => ImageBootstrap.OfDifference([Counts(0)], [new ClassSums(2, [[new(0, 0, 5)]])]));
        Assert.StartsWith("One network was scored on 60 images of 4 classes and another on 1 of 2: compare what was scored on the same images.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Absent_classes_follow_the_rule()
    {
        double[] sums = [8, 0, 10, 0];
        Assert.Equal(0.8, ClassSums.MeanIoU(sums, absentAsZero: false));
        Assert.Equal(0.4, ClassSums.MeanIoU(sums, absentAsZero: true));
        Assert.Equal(double.NaN, ClassSums.MeanIoU([0, 0], absentAsZero: false));
    }

    [Fact]
    public void Intervals_over_images_cover_the_true_difference_about_as_often_as_they_say()
    {
        // Images of a known population: hits and misses of two classes, independent from image to image.
        var random = new Xoshiro256StarStar(5);
        double[] truth = [Population(0.70), Population(0.68)];
        var (studies, covered) = (120, 0);
        for (var study = 0; study < studies; study++)
        {
            var (a, b) = (Simulated(random, 0.70), Simulated(random, 0.68));
            if (ImageBootstrap.OfDifference([a], [b], new BootstrapOptions { Resamples = 400, Seed = study })!.Contains(truth[0] - truth[1])) covered++;
        }

        // 95 % of 120 are 114; with chance 0.9999 between 103 and 120.
        Assert.InRange(covered, 103, 120);
    }

    /// <summary>mIoU of the population: both classes have the same expectation of intersection and union.</summary>
    private static double Population(double rate) => rate / (2 - rate);

    private static ClassSums Simulated(Xoshiro256StarStar random, double rate)
    {
        const int Pixels = 1000;
        return new ClassSums(2, [.. Enumerable.Range(0, 100).Select(_ =>
        {
            // The image's own difficulty shifts its rate by up to a tenth, with mean zero.
            var own = rate + ((random.NextDouble() - 0.5) / 5);
            var (first, second) = ((long)Math.Round(Pixels * own), (long)Math.Round(Pixels * (rate + ((random.NextDouble() - 0.5) / 5))));
            return (IReadOnlyList<ConfusionCell>)[new(0, 0, first), new(0, 1, Pixels - first), new(1, 1, second), new(1, 0, Pixels - second)];
        })]);
    }

    /// <summary>The counts of the generator's <c>counts</c>; a seed shifts them a little.</summary>
    private static ClassSums Counts(int method, int seed = 0) => new(Classes, [.. Enumerable.Range(0, Images).Select(i =>
        (IReadOnlyList<ConfusionCell>)[.. Enumerable.Range(0, Classes * Classes).Select(cell =>
        {
            var (t, p) = (cell / Classes, cell % Classes);
            var hit = t == p ? 400 + (((37 * i) + (101 * t)) % 211) + (seed * 23 * (method + 1) % 40) : 0;
            return new ConfusionCell(t, p, hit + (((13 * i * i) + (29 * t) + (53 * p) + (17 * method * (i + 3))) % 97));
        })])]);

    /// <summary>Ends within a twentieth of the interval's width: the spread of an end over 10,000 resamples is about a fiftieth.</summary>
    private static void AssertNear(double[] expected, Interval actual)
    {
        var allowed = (expected[1] - expected[0]) / 20;
        Assert.Equal(expected[0], actual.Low, allowed);
        Assert.Equal(expected[1], actual.High, allowed);
    }
}
