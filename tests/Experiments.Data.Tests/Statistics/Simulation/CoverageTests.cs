namespace Experiments.Data.Tests.Statistics.Simulation;

/// <summary>
/// Small simulations with fixed seeds; <c>coverage</c> of the benchmarks runs them at full size (docs/statistics.md). The bounds are those that
/// a true coverage of 95 % meets with a chance of about 0.999.
/// </summary>
public sealed class CoverageTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(10)]
    public void Intervals_over_seeds_hold_the_truth_as_often_as_they_say(int seeds) =>
        Assert.InRange(Coverage.OfSeeds(seeds, 3000), 2810, 2888);

    [Fact]
    public void Intervals_over_images_like_camvids_hold_the_truth_as_often_as_they_say()
    {
        var set = SimulatedSet.LikeCamVid;
        Assert.InRange(Coverage.OfImages(set, images: 100, studies: 200, resamples: 400, set.Truth(seed: 1, images: 60_000)).Held, 179, 199);
    }
}
