using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Experiments.Data.Statistics;

/// <summary>A number over seeds.</summary>
/// <param name="N">Number of seeds.</param>
/// <param name="Mean">Mean; null for none, NaN when any value is.</param>
/// <param name="StandardDeviation">Sample standard deviation (n − 1); null for fewer than two, NaN when any value is.</param>
public sealed record SeedStatistics(int N, double? Mean, double? StandardDeviation)
{
    /// <summary>Of values, one a seed.</summary>
    public static SeedStatistics Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new SeedStatistics(
            values.Count,
            values.Count == 0 ? null : values.Mean(),
            values.Count < 2 ? null : values.StandardDeviation());
    }

    /// <summary>
    /// Student's t interval of the mean over seeds, mean ± t(n − 1)·s/√n (Student 1908). It takes the values to be independent and
    /// near normal, and speaks of other seeds on the same test images. Null for fewer than two seeds, whose spread is
    /// unknown, and where a value is not a number.
    /// </summary>
    /// <param name="level">Nominal coverage, between 0 and 1.</param>
    public Interval? IntervalOfMean(double level = Interval.DefaultLevel)
    {
        if (Mean is not { } mean || StandardDeviation is not { } deviation || !double.IsFinite(mean) || !double.IsFinite(deviation)) return null;
        var half = StudentT.InvCDF(0, 1, N - 1, (1 + level) / 2) * deviation / Math.Sqrt(N);
        return new Interval(mean - half, mean + half, level, IntervalCoverage.Seeds);
    }
}
