using Experiments.Data.Statistics;
using Experiments.Data.Tests.Golden;

namespace Experiments.Data.Tests.Statistics;

/// <summary>Tests and intervals over seeds against SciPy's (<c>Golden/generators/statistics.py</c>).</summary>
public sealed class SeedTestsTests
{
    private const double Relative = 1e-9;

    private static readonly IReadOnlyDictionary<string, double[]> Golden = GoldenNumbers.Read("statistics");

    public static TheoryData<string> Pairs => ["three", "five", "ties", "twelve"];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Interval_of_the_mean_difference_is_students(string name)
    {
        var interval = SeedStatistics.Of(Differences(name)).IntervalOfMean()!;
        Assert.Equal(IntervalCoverage.Seeds, interval.Covers);
        AssertNear(Golden[$"{name}/interval"], interval.Low, interval.High);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Paired_t_test_is_scipys(string name)
    {
        var test = PairedT.Test(Differences(name))!;
        AssertNear(Golden[$"{name}/paired"], test.Statistic, test.PValue);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Sign_flip_test_counts_every_pattern(string name)
    {
        var differences = Differences(name);
        var test = SignFlip.Test(differences)!;
        AssertNear(Golden[$"{name}/signflip"], test.PValue);
        Assert.Equal(Math.Pow(2, 1 - differences.Length), test.SmallestPValue);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Signed_rank_test_counts_every_pattern_ties_included(string name)
    {
        // Rounded as in the generator: a tie is a tie of the numbers as they are written.
        var test = WilcoxonSignedRank.Test([.. Differences(name).Select(d => Math.Round(d, 6))])!;
        AssertNear(Golden[$"{name}/wilcoxon"], test.Statistic, test.PValue);
    }

    [Fact]
    public void Signed_rank_test_of_many_differences_is_scipys_approximation()
    {
        AssertNear(Golden["twelve/wilcoxon-scipy"], Golden["twelve/wilcoxon"]);
        var test = WilcoxonSignedRank.Test(Golden["many"])!;
        AssertNear(Golden["many/wilcoxon"], test.Statistic, test.PValue);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Welchs_test_and_interval_are_scipys(string name)
    {
        var welch = Welch.Compare(Golden[$"{name}/a"], Golden[$"{name}/b"])!;
        AssertNear(Golden[$"{name}/welch"], welch.Test.Statistic, welch.Test.PValue, welch.DegreesOfFreedom, welch.Interval.Low, welch.Interval.High);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Effect_sizes_follow_cohen_and_hedges(string name) =>
        AssertNear(Golden[$"{name}/effects"], EffectSize.Paired(Differences(name))!.Value, EffectSize.Unpaired(Golden[$"{name}/a"], Golden[$"{name}/b"])!.Value);

    [Fact]
    public void Holms_adjustment_is_the_definitions() =>
        AssertNear(Golden["holm/adjusted"], [.. Holm.Adjust(Golden["holm"])]);

    [Fact]
    public void Power_of_the_paired_t_test_is_that_of_scipys_noncentral_t()
    {
        foreach (var c in Golden["power"].Chunk(4)) Assert.Equal(c[3], SeedPower.Power(c[0], c[1], (int)c[2]), 1e-8);
    }

    [Fact]
    public void Seeds_needed_are_the_fewest_with_the_power()
    {
        foreach (var c in Golden["needed"].Chunk(3)) Assert.Equal((int)c[2], SeedPower.SeedsNeeded(c[0], c[1]));
        Assert.Null(SeedPower.SeedsNeeded(0, 1));
        Assert.Null(SeedPower.SeedsNeeded(1e-6, 1));
    }

    [Fact]
    public void Minimum_detectable_difference_has_just_the_power()
    {
        foreach (var seeds in new[] { 2, 3, 5, 20 })
            Assert.Equal(0.8, SeedPower.Power(SeedPower.MinimumDetectableDifference(0.37, seeds), 0.37, seeds), 1e-8);
    }

    [Fact]
    public void Three_seeds_can_show_nothing_by_their_signs()
    {
        var test = SignFlip.Test([1, 2, 3])!;
        Assert.Equal((0.25, 0.25), (test.PValue, test.SmallestPValue));
        Assert.Equal(0.25, WilcoxonSignedRank.Test([1, 2, 3])!.PValue);
    }

    [Fact]
    public void Drawn_sign_patterns_come_near_the_t_test_and_repeat()
    {
        double[] differences = [.. Enumerable.Range(1, 24).Select(i => Math.Sin(i * 2.3) + 0.35)];
        var test = SignFlip.Test(differences, seed: 3)!;
        Assert.Equal(PairedT.Test(differences)!.PValue, test.PValue, 0.01);
        Assert.Equal(test, SignFlip.Test(differences, seed: 3));
    }

    [Fact]
    public void Too_few_values_give_no_answer()
    {
        Assert.Null(SeedStatistics.Of([0.3]).IntervalOfMean());
        Assert.Null(SeedStatistics.Of([0.3, double.NaN]).IntervalOfMean());
        Assert.Null(PairedT.Test([0.3]));
        Assert.Null(SignFlip.Test([]));
        Assert.Null(WilcoxonSignedRank.Test([0, 0]));
        Assert.Null(Welch.Compare([1], [1, 2]));
        Assert.Null(EffectSize.Paired([2]));
        Assert.Null(EffectSize.Unpaired([1, 2], [3]));
    }

    [Fact]
    public void Values_without_any_spread_are_no_error()
    {
        Assert.Equal((double.PositiveInfinity, 0), (PairedT.Test([2, 2])!.Statistic, PairedT.Test([2, 2])!.PValue));
        Assert.Equal((0, 1), (PairedT.Test([0, 0])!.Statistic, PairedT.Test([0, 0])!.PValue));
        Assert.Null(EffectSize.Paired([2, 2]));
        Assert.Null(Welch.Compare([1, 1], [1, 1]));
        var interval = SeedStatistics.Of([0.3, 0.3]).IntervalOfMean()!;
        Assert.Equal((0.3, 0.3), (interval.Low, interval.High));
    }

    private static double[] Differences(string name) => [.. Golden[$"{name}/a"].Zip(Golden[$"{name}/b"], (a, b) => a - b)];

    private static void AssertNear(double[] expected, params double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], Relative * Math.Max(1, Math.Abs(expected[i])));
    }
}
