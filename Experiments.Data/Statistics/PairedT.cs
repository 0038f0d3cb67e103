using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Experiments.Data.Statistics;

/// <summary>
/// Student's paired t-test (Student 1908): t = mean(d)·√n / s(d) of the differences d, on n − 1 degrees of freedom. It takes the
/// differences to be independent and near normal; with fewer than about ten seeds that cannot be checked.
/// </summary>
public static class PairedT
{
    /// <summary>Tests whether the differences have mean zero; null for fewer than two of them.</summary>
    /// <param name="differences">One difference a seed, all finite. Where all are equal the statistic is infinite, or 0 where all are 0.</param>
    public static TestResult? Test(IReadOnlyCollection<double> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        var n = differences.Count;
        if (n < 2) return null;
        var (mean, deviation) = (differences.Mean(), differences.StandardDeviation());
        if (deviation == 0) return mean == 0 ? new TestResult(0, 1) : new TestResult(mean > 0 ? double.PositiveInfinity : double.NegativeInfinity, 0);
        var t = mean * Math.Sqrt(n) / deviation;
        return new TestResult(t, 2 * StudentT.CDF(0, 1, n - 1, -Math.Abs(t)));
    }
}
