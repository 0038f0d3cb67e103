using Experiments.Data.Sweeps.Designs;

namespace Experiments.Data.Tests.Sweeps.Designs;

public sealed class DesignTests
{
    [Fact]
    public void Full_factorial_has_every_combination_once_the_last_factor_fastest()
    {
        Assert.Equal([[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]], FullFactorial.Rows([2, 3]));
        Assert.Equal(6, FullFactorial.Count([2, 3]));
        Assert.Equal([[]], FullFactorial.Rows([]));
    }

    [Fact]
    public void A_factor_without_levels_is_refused()
    {
        var e = Assert.Throws<DesignException>(() => FullFactorial.Rows([2, 0]));
        Assert.Equal("Factor 2 has 0 levels: a factor needs at least one; give it values or leave it out.", e.Message);
    }

    [Fact]
    public void One_at_a_time_changes_one_factor_of_the_baseline_in_each_row() => Assert.Equal([[0, 0], [1, 0], [2, 0], [0, 1]], OneAtATime.Rows([3, 2]));

    [Theory]
    [InlineData(1, 3)]
    [InlineData(7, 2)]
    [InlineData(50, 6)]
    public void Latin_hypercube_has_one_point_in_every_stratum_of_every_dimension(int count, int dimensions)
    {
        var points = LatinHypercube.Draw(count, dimensions, seed: 5);
        Assert.Equal(count, points.Count);
        for (var d = 0; d < dimensions; d++)
            Assert.Equal(Enumerable.Range(0, count), points.Select(p => (int)Math.Floor(p[d] * count)).Order());
    }

    [Fact]
    public void Draws_follow_from_their_seed()
    {
        Assert.Equal(LatinHypercube.Draw(9, 3, 1), LatinHypercube.Draw(9, 3, 1));
        Assert.NotEqual(LatinHypercube.Draw(9, 3, 1), LatinHypercube.Draw(9, 3, 2));
        Assert.NotEqual(RandomPoints.Draw(9, 3, 1), RandomPoints.Draw(9, 3, 2));
    }

    [Fact]
    public void Latin_hypercube_of_many_tries_is_more_spread_than_random_points()
    {
        var sample = Enumerable.Range(0, 20).Average(seed => Closest(LatinHypercube.Draw(20, 2, seed)));
        var random = Enumerable.Range(0, 20).Average(seed => Closest(RandomPoints.Draw(20, 2, seed)));
        Assert.True(sample > 1.5 * random, $"{sample} against {random}");
    }

    [Fact]
    public void More_random_draws_keep_the_first_ones()
    {
        Assert.Equal(RandomPoints.Draw(5, 3, 7), RandomPoints.Draw(12, 3, 7).Take(5));
        Assert.All(RandomPoints.Draw(200, 3, 7).SelectMany(p => p), x => Assert.InRange(x, 0, 0.9999999999));
    }

    [Fact]
    public void No_draws_are_refused()
    {
        Assert.Equal("The number of draws must be at least 1: say how many configurations to draw.", Assert.Throws<DesignException>(() => RandomPoints.Draw(0, 2, 1)).Message);
        Assert.Throws<DesignException>(() => LatinHypercube.Draw(0, 2, 1));
    }

    private static double Closest(IReadOnlyList<IReadOnlyList<double>> points) =>
        points.SelectMany((p, i) => points.Take(i).Select(q => Math.Sqrt(p.Zip(q, (a, b) => (a - b) * (a - b)).Sum()))).Min();
}
