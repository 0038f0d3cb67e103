using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Experiments.Data.Statistics.Effects;

/// <summary>
/// The claim's difference at each level of each factor, and its change against the baseline's level. Where every setting differs
/// from the baseline in one factor at most, a level is that one setting; in a factorial design it is the mean over the settings
/// that have it, each with the same weight. Means of an unbalanced or fractional design carry what the other factors did at those settings
/// too: there the analysis of variance separates them, as far as the design can (<see cref="Anova"/>). Intervals take the differences
/// to be near normal, and speak of other seeds at these settings, not of other settings.
/// </summary>
public static class LevelEffects
{
    /// <summary>Of every level of every factor that ran, in order.</summary>
    /// <param name="study">Study.</param>
    /// <param name="level">Nominal coverage of the intervals.</param>
    public static IReadOnlyList<LevelEffect> Of(Study study, double level = Interval.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(study);
        var settings = SettingDifference.Of(study, level);
        var effects = new List<LevelEffect>();
        for (var factor = 0; factor < study.Factors.Count; factor++)
        {
            var samples = Enumerable.Range(0, study.Factors[factor].Levels.Count).Select(l => Sample.Of(SettingsAt(study, settings, (factor, l)))).ToArray();
            var baseline = samples[study.Factors[factor].Baseline];
            effects.AddRange(
                from l in Enumerable.Range(0, samples.Length)
                where samples[l].Settings.Count > 0
                select new LevelEffect(
                    factor, l, samples[l].Basis, samples[l].Settings.Count, samples[l].Estimate(level),
                    l == study.Factors[factor].Baseline ? null : Change(samples[l], baseline, level)));
        }

        return effects;
    }

    /// <summary>The difference at two levels together, pooled as a level's is; null where no such setting ran with both methods.</summary>
    /// <param name="study">Study.</param>
    /// <param name="first">Index of a factor and of its level.</param>
    /// <param name="second">Index of another factor and of its level.</param>
    /// <param name="level">Nominal coverage of the interval.</param>
    public static Estimate? OfPair(Study study, (int Factor, int Level) first, (int Factor, int Level) second, double level = Interval.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(study);
        var settings = SettingsAt(study, SettingDifference.Of(study, level), first, second);
        return settings.Count == 0 ? null : Sample.Of(settings).Estimate(level);
    }

    /// <summary>The settings that have all of some levels; in a one-at-a-time design those that are the baseline in every other factor.</summary>
    private static IReadOnlyList<SettingDifference> SettingsAt(Study study, IReadOnlyList<SettingDifference> settings, params (int Factor, int Level)[] levels)
    {
        var at = settings.Where(s => s.Pairs.Count > 0 && levels.All(l => s.Levels[l.Factor] == l.Level));
        return study.IsOneAtATime ? [.. at.Where(s => study.Deviations(s.Levels).All(f => levels.Any(l => l.Factor == f)))] : [.. at];
    }

    private static LevelChange Change(Sample changed, Sample baseline, double level)
    {
        if (baseline.Settings.Count == 0) return new LevelChange(false, Estimate.None("No setting at the baseline's level ran with both methods: there is nothing to compare with."));
        var both = changed.BySeed.Keys.Intersect(baseline.BySeed.Keys).Order().ToArray();
        // A single common seed has no spread, where the two sides may each have one.
        var apart = both.Length < 2 && changed.HasSpread && baseline.HasSpread;
        return both.Length > 0 && !apart
            ? new LevelChange(true, Estimate.Of([.. both.Select(s => (s, changed.BySeed[s] - baseline.BySeed[s]))], level))
            : new LevelChange(false, Sample.Between(changed, baseline, level));
    }

    /// <summary>The differences at some settings.</summary>
    /// <param name="Settings">The settings, each with a pair.</param>
    /// <param name="BySeed">Mean over the settings of each seed that ran at all of them.</param>
    private sealed record Sample(IReadOnlyList<SettingDifference> Settings, IReadOnlyDictionary<int, double> BySeed)
    {
        private const string NoSpread = "No two seeds ran at all of these settings, and not every setting has two of its own: run more seeds.";

        public LevelBasis Basis => Settings.Count == 1 ? LevelBasis.OneSetting : BySeed.Count >= 2 ? LevelBasis.SettingsBySeed : LevelBasis.SettingsApart;

        public bool HasSpread => Basis != LevelBasis.SettingsApart ? BySeed.Count >= 2 : Settings.All(s => s.Pairs.Count >= 2);

        public static Sample Of(IReadOnlyList<SettingDifference> settings)
        {
            var seeds = settings.SelectMany(s => s.Pairs).GroupBy(p => p.Seed).Where(g => g.Count() == settings.Count);
            return new Sample(settings, seeds.ToDictionary(g => g.Key, g => g.Select(p => p.Difference).Mean()));
        }

        public Estimate Estimate(double level) => Basis == LevelBasis.SettingsApart
            ? Between(Settings.Sum(s => s.Pairs.Count), Mean, Parts, level)
            : Effects.Estimate.Of([.. BySeed.OrderBy(s => s.Key).Select(s => (s.Key, s.Value))], level);

        /// <summary>Difference of two samples as independent ones.</summary>
        public static Estimate Between(Sample a, Sample b, double level) => Between(a.Count + b.Count, a.Mean - b.Mean, [.. a.Parts, .. b.Parts], level);

        private int Count => Basis == LevelBasis.SettingsApart ? Settings.Sum(s => s.Pairs.Count) : BySeed.Count;

        private double Mean => Basis == LevelBasis.SettingsApart ? Settings.Select(s => s.Difference.Mean!.Value).Mean() : BySeed.Values.Mean();

        /// <summary>Variances that add up to that of the mean, with their degrees of freedom.</summary>
        private IEnumerable<(double Variance, int Freedom)> Parts => Basis == LevelBasis.SettingsApart
            ? Settings.Select(s => (s.Pairs.Select(p => p.Difference).Variance() / s.Pairs.Count / (Settings.Count * Settings.Count), s.Pairs.Count - 1))
            : [(BySeed.Values.Variance() / BySeed.Count, BySeed.Count - 1)];

        private static Estimate Between(int n, double mean, IEnumerable<(double Variance, int Freedom)> parts, double level)
        {
            var of = parts.ToArray();
            if (!double.IsFinite(mean)) return new Estimate(n, mean, null, null, "A value is not a number: there is neither mean nor interval until that is run again or left out.");
            if (of.Any(p => p.Freedom < 1)) return new Estimate(n, mean, null, null, NoSpread);
            var variance = of.Sum(p => p.Variance);
            if (variance == 0) return new Estimate(n, mean, null, new Interval(mean, mean, level, IntervalCoverage.Seeds), null);
            var freedom = variance * variance / of.Sum(p => p.Variance * p.Variance / p.Freedom);
            var half = StudentT.InvCDF(0, 1, freedom, (1 + level) / 2) * Math.Sqrt(variance);
            return new Estimate(n, mean, null, new Interval(mean - half, mean + half, level, IntervalCoverage.Seeds), null);
        }
    }
}
