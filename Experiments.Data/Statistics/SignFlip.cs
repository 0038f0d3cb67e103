using System.Numerics;
using MathNet.Numerics.Random;

namespace Experiments.Data.Statistics;

/// <summary>
/// Permutation test of paired differences by flipping signs (Fisher 1935): under "no difference" each sign is as likely as the
/// other, so the p-value is the share of the 2ⁿ patterns of signs whose sum is at least as far from zero as the observed
/// one. It assumes no distribution, only that the pairs are independent and the differences symmetric. n seeds give no p below 2/2ⁿ:
/// three seeds none below 0.25.
/// </summary>
public static class SignFlip
{
    /// <summary>Up to so many differences every pattern is counted; beyond, patterns are drawn.</summary>
    public const int ExactUpTo = 20;

    private const int Draws = 100_000;

    /// <summary>Tests; null for no differences.</summary>
    /// <param name="differences">One difference a seed, all finite.</param>
    /// <param name="seed">Seed of the drawn patterns, where there are more than <see cref="ExactUpTo"/> differences.</param>
    public static TestResult? Test(IReadOnlyList<double> differences, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(differences);
        var n = differences.Count;
        if (n == 0) return null;
        var observed = Math.Abs(differences.Sum());
        // Sums of the same numbers in another order differ in last bits, and equal ones must count as equal.
        var threshold = observed - (1e-12 * differences.Sum(Math.Abs));
        var mean = differences.Average();
        return n <= ExactUpTo
            ? new TestResult(mean, Exact(differences, threshold), 2 / Math.Pow(2, n))
            : new TestResult(mean, Drawn(differences, threshold, seed), 1.0 / (Draws + 1));
    }

    /// <summary>Walks the patterns in Gray-code order: one sign changes a step. By symmetry the last sign stays.</summary>
    private static double Exact(IReadOnlyList<double> differences, double threshold)
    {
        var signs = differences.ToArray();
        var sum = signs.Sum();
        var patterns = 1L << (differences.Count - 1);
        var extreme = 0L;
        for (var i = 0L; i < patterns; i++)
        {
            if (Math.Abs(sum) >= threshold) extreme++;
            if (i + 1 == patterns) break;
            var flipped = BitOperations.TrailingZeroCount(i + 1);
            signs[flipped] = -signs[flipped];
            // Summed anew now and then, so that rounding cannot pile up.
            sum = (i & 1023) == 1023 ? signs.Sum() : sum + (2 * signs[flipped]);
        }

        return (double)extreme / patterns;
    }

    private static double Drawn(IReadOnlyList<double> differences, double threshold, int seed)
    {
        var random = new Xoshiro256StarStar(seed);
        var extreme = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            var sum = 0.0;
            foreach (var difference in differences) sum += random.NextBoolean() ? difference : -difference;
            if (Math.Abs(sum) >= threshold) extreme++;
        }

        // The observed pattern is one of them (Davison and Hinkley 1997, section 4.2).
        return (extreme + 1.0) / (Draws + 1);
    }
}
