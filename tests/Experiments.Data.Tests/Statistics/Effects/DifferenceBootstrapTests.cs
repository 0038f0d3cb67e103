using Experiments.Data.Results;
using Experiments.Data.Statistics;
using Experiments.Data.Statistics.Effects;

namespace Experiments.Data.Tests.Statistics.Effects;

public sealed class DifferenceBootstrapTests
{
    private const int Images = 60;
    private const int Classes = 4;

    [Fact]
    public void Eight_seeds_are_resampled_with_the_images_as_numpy_does()
    {
        var bootstrap = DifferenceBootstrap.Of(Networks(0, 8), Networks(1, 8));
        Assert.Equal((IntervalCoverage.SeedsAndImages, null), (bootstrap.Interval!.Covers, bootstrap.Note));
        // Ends spread by about a fiftieth of the width over 10,000 resamples.
        var (expected, interval) = (MadeStudies.Golden["two-level"], bootstrap.Interval);
        Assert.Equal(expected[0], interval.Low, (expected[1] - expected[0]) / 20);
        Assert.Equal(expected[1], interval.High, (expected[1] - expected[0]) / 20);
    }

    [Fact]
    public void Fewer_seeds_are_not_resampled_and_the_interval_says_so()
    {
        var options = new BootstrapOptions { Resamples = 200 };
        var seven = DifferenceBootstrap.Of(Networks(0, 7), Networks(1, 7), options);
        Assert.Equal(IntervalCoverage.Images, seven.Interval!.Covers);
        Assert.Equal("It covers other images for these networks, not other seeds: 7 seeds are too few to resample, it takes 8.", seven.Note);
        Assert.Equal(ImageBootstrap.OfDifference(Networks(0, 7), Networks(1, 7), options), seven.Interval);
        Assert.StartsWith("It covers other images for these networks, not other seeds: 1 seed is too few", DifferenceBootstrap.Of(Networks(0, 1), Networks(1, 1), options).Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_images_give_no_interval_and_other_numbers_of_networks_are_no_pairs()
    {
        ClassSums few = new(1, [[new ConfusionCell(0, 0, 5)], [new ConfusionCell(0, 0, 7)]]);
        Assert.Equal(new DifferenceBootstrap(null, "2 images are too few to resample: it takes 10."), DifferenceBootstrap.Of([few], [few]));
        Assert.StartsWith("2 networks of one method and 1 of the other are no pairs.", Assert.Throws<ArgumentException>(() => DifferenceBootstrap.Of([few, few], [few])).Message, StringComparison.Ordinal);
    }

    /// <summary>The counts of the generator.</summary>
    private static ClassSums[] Networks(int method, int seeds) => [.. Enumerable.Range(0, seeds).Select(seed => new ClassSums(Classes, [.. Enumerable.Range(0, Images).Select(i =>
        (IReadOnlyList<ConfusionCell>)[.. Enumerable.Range(0, Classes * Classes).Select(cell =>
        {
            var (t, p) = (cell / Classes, cell % Classes);
            var hit = t == p ? 400 + (((37 * i) + (101 * t)) % 211) + (seed * 23 * (method + 1) % 40) : 0;
            return new ConfusionCell(t, p, hit + (((13 * i * i) + (29 * t) + (53 * p) + (17 * method * (i + 3))) % 97));
        })])]))];
}
