using Experiments.Data.Statistics;

namespace Experiments.Data.Tests.Statistics;

public sealed class SeedStatisticsTests
{
    [Fact]
    public void Known_numbers()
    {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, Σ(x − 5)² = 32, sample deviation sqrt(32 / 7).
        var statistics = SeedStatistics.Of([2, 4, 4, 4, 5, 5, 7, 9]);

        Assert.Equal((8, 5.0), (statistics.N, statistics.Mean));
        Assert.Equal(Math.Sqrt(32 / 7.0), statistics.StandardDeviation!.Value, 1e-12);
    }

    [Fact]
    public void None_has_no_mean_and_one_no_deviation()
    {
        Assert.Equal(new SeedStatistics(0, null, null), SeedStatistics.Of([]));
        Assert.Equal(new SeedStatistics(1, 0.5, null), SeedStatistics.Of([0.5]));
    }
}
