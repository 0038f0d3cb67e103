using MathNet.Numerics;
using MathNet.Numerics.Statistics;

namespace Experiments.Data.Statistics;

/// <summary>Differences in units of a spread. They say how large a difference is beside chance, not whether it is real.</summary>
public static class EffectSize
{
    /// <summary>Cohen's d_z of paired differences, mean(d) / s(d) (Cohen 1988); null for fewer than two, or where they do not spread.</summary>
    public static double? Paired(IReadOnlyCollection<double> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        if (differences.Count < 2) return null;
        var deviation = differences.StandardDeviation();
        return deviation == 0 ? null : differences.Mean() / deviation;
    }

    /// <summary>
    /// Hedges' g of two groups: the difference of means over the pooled standard deviation, times the correction for few values,
    /// Γ(m/2) / (√(m/2)·Γ((m−1)/2)) with m = n_a + n_b − 2 (Hedges 1981). Null for fewer than two values in a group, or without spread.
    /// </summary>
    public static double? Unpaired(IReadOnlyCollection<double> a, IReadOnlyCollection<double> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Count < 2 || b.Count < 2) return null;
        var freedom = a.Count + b.Count - 2;
        var pooled = Math.Sqrt((((a.Count - 1) * a.Variance()) + ((b.Count - 1) * b.Variance())) / freedom);
        if (pooled == 0) return null;
        var correction = Math.Exp(SpecialFunctions.GammaLn(freedom / 2.0) - SpecialFunctions.GammaLn((freedom - 1) / 2.0)) / Math.Sqrt(freedom / 2.0);
        return (a.Mean() - b.Mean()) / pooled * correction;
    }
}
