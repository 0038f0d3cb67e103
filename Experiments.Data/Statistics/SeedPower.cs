using MathNet.Numerics.Distributions;

namespace Experiments.Data.Statistics;

/// <summary>
/// What a number of seeds can show of paired differences, by the power of the paired t-test under the noncentral t distribution. It
/// takes the differences to be normal with the standard deviation that was seen so far: with few seeds, itself a guess.
/// </summary>
public static class SeedPower
{
    /// <summary>Level of the test unless said otherwise.</summary>
    public const double DefaultAlpha = 0.05;

    /// <summary>Chance to see a real difference unless said otherwise.</summary>
    public const double DefaultPower = 0.8;

    /// <summary>Seeds beyond which no number is given: nobody trains more.</summary>
    public const int MostSeeds = 10_000;

    /// <summary>Chance that the two-sided paired t-test finds a difference.</summary>
    /// <param name="difference">The real mean difference.</param>
    /// <param name="deviation">Standard deviation of the differences, above 0.</param>
    /// <param name="seeds">Number of seeds, at least 2.</param>
    /// <param name="alpha">Level of the test.</param>
    public static double Power(double difference, double deviation, int seeds, double alpha = DefaultAlpha)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(deviation);
        var critical = StudentT.InvCDF(0, 1, seeds - 1, 1 - (alpha / 2));
        var noncentrality = Math.Abs(difference) / deviation * Math.Sqrt(seeds);
        return 1 - NoncentralT.Cdf(seeds - 1, noncentrality, critical) + NoncentralT.Cdf(seeds - 1, noncentrality, -critical);
    }

    /// <summary>The smallest difference that a number of seeds would find with the given chance.</summary>
    /// <param name="deviation">Standard deviation of the differences, above 0.</param>
    /// <param name="seeds">Number of seeds, at least 2.</param>
    /// <param name="alpha">Level of the test.</param>
    /// <param name="power">Wanted chance, above alpha and below 1.</param>
    public static double MinimumDetectableDifference(double deviation, int seeds, double alpha = DefaultAlpha, double power = DefaultPower)
    {
        var (low, high) = (0.0, 1.0);
        while (Power(high, 1, seeds, alpha) < power) high *= 2;
        while (high - low > 1e-10 * high)
        {
            var middle = (low + high) / 2;
            if (Power(middle, 1, seeds, alpha) < power) low = middle;
            else high = middle;
        }

        return high * deviation;
    }

    /// <summary>Seeds needed to find a difference with the given chance; null where more than <see cref="MostSeeds"/> would be.</summary>
    /// <param name="difference">The real mean difference, not 0.</param>
    /// <param name="deviation">Standard deviation of the differences, above 0.</param>
    /// <param name="alpha">Level of the test.</param>
    /// <param name="power">Wanted chance.</param>
    public static int? SeedsNeeded(double difference, double deviation, double alpha = DefaultAlpha, double power = DefaultPower)
    {
        if (difference == 0 || Power(difference, deviation, MostSeeds, alpha) < power) return null;
        var (low, high) = (1, 2);
        while (Power(difference, deviation, high, alpha) < power) (low, high) = (high, Math.Min(2 * high, MostSeeds));
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (Power(difference, deviation, middle, alpha) < power) low = middle;
            else high = middle;
        }

        return high;
    }
}
