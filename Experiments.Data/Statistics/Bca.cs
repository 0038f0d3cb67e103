using MathNet.Numerics.Distributions;

namespace Experiments.Data.Statistics;

/// <summary>The bias-corrected and accelerated bootstrap interval (Efron 1987; Efron and Tibshirani 1993, section 14.3).</summary>
internal static class Bca
{
    /// <summary>The interval.</summary>
    /// <param name="estimate">The statistic of the data as they are.</param>
    /// <param name="resampled">The statistic of each resample; sorted in place.</param>
    /// <param name="leftOut">The statistic with each observation left out in turn: the jackknife that the acceleration comes from.</param>
    /// <param name="level">Nominal coverage.</param>
    public static (double Low, double High) Interval(double estimate, double[] resampled, ReadOnlySpan<double> leftOut, double level)
    {
        Array.Sort(resampled);
        if (resampled[0] == resampled[^1]) return (estimate, estimate);
        var bias = BiasOf(estimate, resampled);
        var acceleration = AccelerationOf(leftOut);
        double Quantile(double p)
        {
            var z = bias + Normal.InvCDF(0, 1, p);
            return At(resampled, Normal.CDF(0, 1, bias + (z / (1 - (acceleration * z)))));
        }

        return (Quantile((1 - level) / 2), Quantile((1 + level) / 2));
    }

    /// <summary>The quantile of sorted values, between its neighbours linearly (Hyndman and Fan's type 7).</summary>
    internal static double At(double[] sorted, double share)
    {
        var place = Math.Clamp(share, 0, 1) * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }

    /// <summary>z₀: where the estimate lies among the resamples; equal ones count half.</summary>
    private static double BiasOf(double estimate, double[] sorted)
    {
        var below = sorted.Count(v => v < estimate);
        var equal = sorted.Count(v => v == estimate);
        // An estimate beyond all resamples would be infinitely far out.
        var share = Math.Clamp((below + (0.5 * equal)) / sorted.Length, 0.5 / sorted.Length, 1 - (0.5 / sorted.Length));
        return Normal.InvCDF(0, 1, share);
    }

    private static double AccelerationOf(ReadOnlySpan<double> leftOut)
    {
        var mean = 0.0;
        foreach (var value in leftOut) mean += value / leftOut.Length;
        var (squares, cubes) = (0.0, 0.0);
        foreach (var value in leftOut)
        {
            var deviation = mean - value;
            squares += deviation * deviation;
            cubes += deviation * deviation * deviation;
        }

        return squares == 0 ? 0 : cubes / (6 * Math.Pow(squares, 1.5));
    }
}
