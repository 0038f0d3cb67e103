namespace Experiments.Data.Statistics.Effects;

/// <summary>A mean over seeds with what is known of its uncertainty.</summary>
/// <param name="N">Number of values.</param>
/// <param name="Mean">Mean; null for none, NaN where a value is not a number.</param>
/// <param name="StandardDeviation">Of the values (n − 1); null for fewer than two, and where several settings were pooled by their own spreads.</param>
/// <param name="Interval">t interval over seeds; null where <paramref name="WhyNoInterval"/> says why.</param>
/// <param name="WhyNoInterval">Why there is no interval, a sentence; null where there is one.</param>
public sealed record Estimate(int N, double? Mean, double? StandardDeviation, Interval? Interval, string? WhyNoInterval)
{
    /// <summary>Of values, one a seed, with Student's interval (see <see cref="SeedStatistics.IntervalOfMean"/>).</summary>
    /// <param name="values">Seed and value; a value may be NaN.</param>
    /// <param name="level">Nominal coverage.</param>
    public static Estimate Of(IReadOnlyList<(int Seed, double Value)> values, double level = Statistics.Interval.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(values);
        var statistics = SeedStatistics.Of([.. values.Select(v => v.Value)]);
        var interval = statistics.IntervalOfMean(level);
        return new Estimate(statistics.N, statistics.Mean, statistics.StandardDeviation, interval, interval is null ? Why(values) : null);
    }

    internal static Estimate None(string why) => new(0, null, null, null, why);

    private static string Why(IReadOnlyList<(int Seed, double Value)> values)
    {
        var lost = values.Where(v => !double.IsFinite(v.Value)).Select(v => v.Seed).Order().ToArray();
        if (lost.Length > 0) return $"The value at seed {string.Join(", ", lost)} is not a number: it has neither mean nor interval until that is run again or left out.";
        return values.Count == 0
            ? "No seed ran with both methods."
            : "One seed has no spread: run at least a second one.";
    }
}
