using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Experiments.Data.Statistics;

/// <summary>
/// Welch's t-test (Welch 1947) of two groups that are not paired and may spread differently, with Satterthwaite's degrees of
/// freedom. It takes the values to be independent and near normal within each group.
/// </summary>
/// <param name="Difference">mean(a) − mean(b).</param>
/// <param name="Interval">Of the difference; speaks of other seeds.</param>
/// <param name="DegreesOfFreedom">Satterthwaite's.</param>
/// <param name="Test">Two-sided.</param>
public sealed record Welch(double Difference, Interval Interval, double DegreesOfFreedom, TestResult Test)
{
    /// <summary>Compares; null where a group has fewer than two values, or neither spreads at all.</summary>
    /// <param name="a">Values of one method, one a seed.</param>
    /// <param name="b">Values of the other.</param>
    /// <param name="level">Nominal coverage of the interval.</param>
    public static Welch? Compare(IReadOnlyCollection<double> a, IReadOnlyCollection<double> b, double level = Statistics.Interval.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Count < 2 || b.Count < 2) return null;
        var (ofA, ofB) = (a.Variance() / a.Count, b.Variance() / b.Count);
        var variance = ofA + ofB;
        if (variance == 0) return null;
        var freedom = variance * variance / ((ofA * ofA / (a.Count - 1)) + (ofB * ofB / (b.Count - 1)));
        var difference = a.Mean() - b.Mean();
        var error = Math.Sqrt(variance);
        var half = StudentT.InvCDF(0, 1, freedom, (1 + level) / 2) * error;
        var t = difference / error;
        return new Welch(
            difference, new Interval(difference - half, difference + half, level, IntervalCoverage.Seeds), freedom,
            new TestResult(t, 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(t))));
    }
}
