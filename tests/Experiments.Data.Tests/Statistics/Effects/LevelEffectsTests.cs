using Experiments.Data.Statistics;
using Experiments.Data.Statistics.Effects;

namespace Experiments.Data.Tests.Statistics.Effects;

/// <summary>Differences of settings and levels against SciPy's (<c>Golden/generators/effects.py</c>).</summary>
public sealed class LevelEffectsTests
{
    [Theory]
    [InlineData("one", LevelBasis.OneSetting, true)]
    [InlineData("balanced", LevelBasis.SettingsBySeed, true)]
    [InlineData("unblocked", LevelBasis.SettingsApart, false)]
    public void Levels_and_their_changes_are_scipys(string name, LevelBasis basis, bool paired)
    {
        var effects = LevelEffects.Of(MadeStudies.Read(name));
        foreach (var effect in effects)
        {
            if (!MadeStudies.Golden.TryGetValue($"{name}/level/{effect.Factor}/{effect.Level}", out var expected)) continue;
            Assert.Equal(basis, effect.Basis);
            AssertNear(expected, effect.Difference);
            if (effect.Level == 0)
            {
                Assert.Null(effect.Change);
                continue;
            }

            Assert.Equal(paired, effect.Change!.PairedBySeed);
            AssertNear(MadeStudies.Golden[$"{name}/change/{effect.Factor}/{effect.Level}"], effect.Change.Change);
        }

        Assert.All(MadeStudies.Golden.Keys.Where(k => k.StartsWith($"{name}/level/", StringComparison.Ordinal)), key =>
            Assert.Contains(effects, e => $"{name}/level/{e.Factor}/{e.Level}" == key));
    }

    [Fact]
    public void Two_levels_together_are_pooled_over_the_settings_that_have_both()
    {
        var balanced = MadeStudies.Read("balanced");
        Assert.Equal(SettingDifference.Of(balanced).Single(s => s.Name == "f0 = 1, f1 = 2").Difference, LevelEffects.OfPair(balanced, (0, 1), (1, 2)));
        // One at a time: the other factors are the baseline's, and no two are changed together.
        var one = MadeStudies.Read("one");
        Assert.Equal(SettingDifference.Of(one)[0].Difference, LevelEffects.OfPair(one, (0, 0), (1, 0)));
        Assert.Equal(SettingDifference.Of(one)[1].Difference, LevelEffects.OfPair(one, (0, 1), (1, 0)));
        Assert.Null(LevelEffects.OfPair(one, (0, 1), (1, 1)));
    }

    [Fact]
    public void Settings_come_with_the_baseline_first_and_have_names()
    {
        var settings = SettingDifference.Of(MadeStudies.Read("one"));
        Assert.Equal(["baseline", "f0 = 1", "f1 = 1", "f1 = 2", "f2 = 1"], settings.Select(s => s.Name));
        Assert.Equal([5, 3, 3, 3, 3], settings.Select(s => s.Difference.N));
        Assert.Equal("f0 = 1, f1 = 2", SettingDifference.Of(MadeStudies.Read("balanced"))[^1].Name);
    }

    [Fact]
    public void One_seed_gives_a_value_and_says_why_there_is_no_interval()
    {
        var effects = LevelEffects.Of(MadeStudies.OfOneFactor([0.01, 0.02], [0.03]));
        Assert.Equal(0.03, effects[1].Difference.Mean!.Value, 1e-12);
        Assert.Equal((1, null, "One seed has no spread: run at least a second one."), (effects[1].Difference.N, effects[1].Difference.Interval, effects[1].Difference.WhyNoInterval));
        Assert.Equal((true, 1, null), (effects[1].Change!.PairedBySeed, effects[1].Change!.Change.N, effects[1].Change!.Change.Interval));
        Assert.Equal(0.02, effects[1].Change!.Change.Mean!.Value, 1e-12);
    }

    [Fact]
    public void Values_that_are_no_numbers_are_kept_and_named()
    {
        var setting = SettingDifference.Of(MadeStudies.OfOneFactor([0.01, double.NaN, 0.02]))[0];
        Assert.Equal((3, double.NaN, null), (setting.Difference.N, setting.Difference.Mean, setting.Difference.Interval));
        Assert.Equal("The value at seed 1 is not a number: it has neither mean nor interval until that is run again or left out.", setting.Difference.WhyNoInterval);
        Assert.Equal([0.01, double.NaN, 0.02], setting.Pairs.Select(p => Math.Round(p.Difference, 9)));
    }

    [Fact]
    public void Seeds_of_one_method_alone_are_named_and_in_no_mean()
    {
        var study = new Study("L2-SP", "L2", [], [.. MadeStudies.Pair([], 0, 0.7, 0.6), .. MadeStudies.Pair([], 2, 0.8, 0.6), new StudyValue([], 1, ClaimMethod.A, 0.9)]);
        var setting = Assert.Single(SettingDifference.Of(study));
        Assert.Equal([1], setting.Unpaired);
        Assert.Equal(2, setting.Difference.N);
        Assert.Equal(0.15, setting.Difference.Mean!.Value, 1e-12);
    }

    [Fact]
    public void Without_a_baseline_there_is_no_change()
    {
        var study = new Study("L2-SP", "L2", [new StudyFactor("decay", ["0.9", "0.99"])], [.. MadeStudies.Pair([1], 0, 0.7, 0.6)]);
        var effect = Assert.Single(LevelEffects.Of(study));
        Assert.Equal("No setting at the baseline's level ran with both methods: there is nothing to compare with.", effect.Change!.Change.WhyNoInterval);
    }

    [Fact]
    public void A_study_that_contradicts_itself_is_refused()
    {
        static string Error(IReadOnlyList<StudyFactor> factors, params StudyValue[] values) =>
            Assert.Throws<ArgumentException>(() => new Study("A", "B", factors, values)).Message.Split(" (Parameter", 2)[0];
        StudyFactor decay = new("decay", ["0.9", "0.99"]);
        Assert.Equal("Two factors are named decay: each needs a name of its own.", Error([decay, decay]));
        Assert.Equal("Factor decay has no levels: name at least the baseline's.", Error([new("decay", [])]));
        Assert.Equal("Factor decay has the level 1 twice: name each once.", Error([new("decay", ["1", "1"])]));
        Assert.Equal("Factor decay has its baseline at index 2, and there are 2 levels.", Error([decay with { Baseline = 2 }]));
        Assert.Equal("A setting has 2 levels and the study 1 factors: give one a factor.", Error([decay], new StudyValue([0, 0], 0, ClaimMethod.A, 1)));
        Assert.Equal("A setting has level 2 of decay, which has 2 levels.", Error([decay], new StudyValue([2], 0, ClaimMethod.A, 1)));
        Assert.Equal("Method A at setting (0) with seed 3 is there twice: give one value a run.", Error([decay], new StudyValue([0], 3, ClaimMethod.A, 1), new StudyValue([0], 3, ClaimMethod.A, 2)));
    }

    private static void AssertNear(double[] expected, Estimate actual)
    {
        Assert.Equal(IntervalCoverage.Seeds, actual.Interval!.Covers);
        MadeStudies.AssertNear(expected, actual.N, actual.Mean!.Value, actual.Interval.Low, actual.Interval.High);
    }
}
