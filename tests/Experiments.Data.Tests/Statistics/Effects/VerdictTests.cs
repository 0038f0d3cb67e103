using Experiments.Data.Statistics;
using Experiments.Data.Statistics.Effects;

namespace Experiments.Data.Tests.Statistics.Effects;

public sealed class VerdictTests
{
    [Fact]
    public void A_verdict_says_where_the_claim_holds_where_it_flips_and_where_the_data_cannot_say()
    {
        var verdict = Verdict.Of(MadeStudies.OfOneFactor([0.020, 0.021, 0.019], [-0.010, -0.012, -0.011], [0.004, -0.003, 0.002], [0.01]));

        Assert.Equal(StudyFinding.Depends, verdict.Finding);
        Assert.Equal([Finding.Holds, Finding.Flips, Finding.CannotSay, Finding.NoInterval], verdict.Settings.Select(s => s.Finding));
        // s = 0.0036056: d = 0.005 / s = 1.3868; its power is 0.77 with six seeds and 0.86 with seven, by SciPy's noncentral t.
        Assert.Equal([null, null, 7, 4], verdict.Settings.Select(s => s.SeedsNeeded));
        Assert.Equal(
            [
                "At baseline L2-SP is better than L2: 2 points (1.75 to 2.25, 3 seeds).",
                "At decay = 0.2 L2 is better than L2-SP: −1.1 points (−1.35 to −0.85, 3 seeds).",
                "At decay = 0.3 the data cannot say: 0.1 points (−0.8 to 1, 3 seeds). 7 seeds would find a difference of 0.5 points with a chance of 80 %.",
                "At decay = 0.4: One seed has no spread: run at least a second one. 4 seeds would find a difference of 0.5 points with a chance of 80 % by the spread at the other settings.",
            ],
            verdict.Settings.Select(s => s.Sentence));
        Assert.Equal(
            [
                "L2-SP is better than L2 at 1 of 4 settings, all after Holm's adjustment too.",
                "At 1 it is the other way round, all after Holm's adjustment too: decay = 0.2.",
                "At 1 the data cannot say: decay = 0.3.",
                "To find a difference of 0.5 points with a chance of 80 % there it would take 7 seeds at decay = 0.3. Spreads seen with few seeds are themselves guesses.",
                "At 1 there is no interval: decay = 0.4.",
                "One seed gives a value and no interval: nothing is known of the spread over seeds.",
            ],
            verdict.Sentences);
    }

    [Fact]
    public void P_values_are_adjusted_over_the_settings_that_have_one()
    {
        var verdict = Verdict.Of(MadeStudies.OfOneFactor([0.020, 0.021, 0.016], [0.012, 0.009, 0.004], [double.NaN, 0.1, 0.2]));
        var p = verdict.Settings.Select(s => s.PValue).ToArray();
        Assert.Equal(PairedT.Test(verdict.Settings[0].Setting.Pairs.Select(s => s.Difference).ToArray())!.PValue, p[0]);
        Assert.Equal([2 * p[0], Math.Max(2 * p[0]!.Value, p[1]!.Value), null], verdict.Settings.Select(s => s.HolmPValue));
        Assert.Equal([true, false, false], verdict.Settings.Select(s => s.SurvivesHolm));
        Assert.Null(verdict.Settings[2].SeedsNeeded);
    }

    [Theory]
    [InlineData(StudyFinding.Holds, 0.02, 0.03)]
    [InlineData(StudyFinding.HoldsWhereDecided, 0.02, 0.0)]
    [InlineData(StudyFinding.Depends, 0.02, -0.02)]
    [InlineData(StudyFinding.Flips, 0.0, -0.02)]
    [InlineData(StudyFinding.CannotSay, 0.0, 0.0)]
    public void The_whole_follows_from_the_settings(StudyFinding expected, params double[] means) =>
        Assert.Equal(expected, Verdict.Of(MadeStudies.OfOneFactor([.. means.Select(m => (double[])[m - 0.001, m + 0.001, m + 0.0001])])).Finding);

    [Fact]
    public void Enough_seeds_that_show_nothing_say_that_the_difference_is_small()
    {
        var verdict = Verdict.Of(MadeStudies.OfOneFactor([0.0004, -0.0003, 0.0002, -0.0001]));
        Assert.Equal("At baseline the data cannot say: 0.005 points (−0.04 to 0.05, 4 seeds). 4 seeds are enough to find a difference of 0.5 points with a chance of 80 %: if there is one, it is likely smaller.", verdict.Settings[0].Sentence);
        Assert.Contains("Enough seeds to find a difference of 0.5 points with a chance of 80 % ran at baseline: what there is, if anything, is likely smaller. Spreads seen with few seeds are themselves guesses.", verdict.Sentences);
    }

    [Fact]
    public void Nothing_and_nonsense_are_answered()
    {
        Assert.Equal(["Nothing ran: there is no verdict."], Verdict.Of(new Study("A", "B", [], [])).Sentences);
        Assert.Throws<ArgumentOutOfRangeException>(() => Verdict.Of(new Study("A", "B", [], []), new VerdictOptions { SmallestDifference = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Verdict.Of(new Study("A", "B", [], []), new VerdictOptions { Power = 1 }));
    }

    [Fact]
    public void Few_seeds_are_told_what_they_cannot_show()
    {
        Assert.Equal(
            "With 3 seeds no test of signs (sign-flip, Wilcoxon) gives p below 0.25: what is said rests on Student's t. 3 seeds cannot show whether the differences are normal, as t intervals take them to be, and seeds are not resampled below 8.",
            FewSeeds.CannotShow(3));
        Assert.Equal("9 seeds cannot show whether the differences are normal, as t intervals take them to be.", FewSeeds.CannotShow(9));
        Assert.Equal("Without a seed there is nothing to say.", FewSeeds.CannotShow(0));
        Assert.Null(FewSeeds.CannotShow(10));
    }
}
