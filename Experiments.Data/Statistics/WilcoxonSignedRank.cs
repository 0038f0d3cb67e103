
namespace Experiments.Data.Statistics;

/// <summary>
/// Wilcoxon's signed-rank test of paired differences (Wilcoxon 1945). Differences of zero are dropped; equal sizes share the
/// mean of their ranks. Exact, ties included, up to <see cref="ExactUpTo"/> differences; beyond by the normal
/// approximation with the variance corrected for ties. It takes the differences to be independent and symmetric about their median.
/// </summary>
public static class WilcoxonSignedRank
{
    /// <summary>Up to so many differences the distribution is counted out.</summary>
    public const int ExactUpTo = 50;

    /// <summary>Tests; the statistic is the smaller of the two rank sums. Null where every difference is zero or there is none.</summary>
    /// <param name="differences">One difference a seed, all finite.</param>
    public static TestResult? Test(IReadOnlyCollection<double> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        var kept = differences.Where(d => d != 0).OrderBy(Math.Abs).ToArray();
        var n = kept.Length;
        if (n == 0) return null;
        var ranks = DoubledRanks(kept);
        var total = ranks.Sum();
        var positive = Enumerable.Range(0, n).Where(i => kept[i] > 0).Sum(i => ranks[i]);
        var smaller = Math.Min(positive, total - positive);
        return n <= ExactUpTo
            ? new TestResult(smaller / 2.0, Math.Min(1, 2 * ShareUpTo(ranks, smaller)), 2 / Math.Pow(2, n))
            : new TestResult(smaller / 2.0, Normal(ranks, total, smaller));
    }

    /// <summary>Twice the ranks, so that shared ones stay whole numbers.</summary>
    private static int[] DoubledRanks(double[] sorted)
    {
        var ranks = new int[sorted.Length];
        for (int first = 0, next; first < sorted.Length; first = next)
        {
            next = first + 1;
            while (next < sorted.Length && Math.Abs(sorted[next]) == Math.Abs(sorted[first])) next++;
            Array.Fill(ranks, first + next + 1, first, next - first);
        }

        return ranks;
    }

    /// <summary>Share of the 2ⁿ patterns of signs whose positive ranks add up to at most a sum: a count by dynamic programming.</summary>
    private static double ShareUpTo(int[] ranks, int sum)
    {
        var ways = new double[ranks.Sum() + 1];
        ways[0] = 1;
        foreach (var rank in ranks)
        {
            for (var s = ways.Length - 1; s >= rank; s--) ways[s] += ways[s - rank];
        }

        return ways.Take(sum + 1).Sum() / Math.Pow(2, ranks.Length);
    }

    private static double Normal(int[] ranks, int total, int smaller)
    {
        // Var(W) = Σ rank² / 4, which holds with ties too.
        var variance = ranks.Sum(r => (double)r * r) / 4;
        return Math.Min(1, 2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, (smaller - (total / 2.0)) / Math.Sqrt(variance)));
    }
}
