using MathNet.Numerics.Statistics;

namespace Experiments.Data.Statistics;

/// <summary>How two methods were compared.</summary>
public enum ComparisonKind
{
    /// <summary>By the differences of runs of one seed, which saw the same crops in the same order.</summary>
    PairedBySeed,

    /// <summary>As two groups (Welch): their seeds have too little in common.</summary>
    Unpaired,
}

/// <summary>Two methods over seeds: B against A.</summary>
public sealed record MethodComparison
{
    /// <summary>How.</summary>
    public required ComparisonKind Kind { get; init; }

    /// <summary>Pairs; of groups, the smaller number of values.</summary>
    public required int N { get; init; }

    /// <summary>mean(B) − mean(A), over the pairs where they are paired.</summary>
    public required double Difference { get; init; }

    /// <summary>t interval of the difference; speaks of other seeds. Null where it has no spread to rest on.</summary>
    public Interval? Interval { get; init; }

    /// <summary>Paired t-test, or Welch's.</summary>
    public TestResult? Test { get; init; }

    /// <summary>B − A of each pair, in the order of the seeds; empty for groups.</summary>
    public IReadOnlyList<double> Differences { get; init; } = [];

    /// <summary>Sign-flip permutation test of the pairs; null for groups. Computed when asked: half a million patterns at twenty seeds.</summary>
    public TestResult? SignFlip => Statistics.SignFlip.Test(Differences);

    /// <summary>Wilcoxon's signed-rank test of the pairs; null for groups, and where all differences are zero. Computed when asked.</summary>
    public TestResult? SignedRank => WilcoxonSignedRank.Test([.. Differences]);

    /// <summary>Cohen's d_z of pairs, Hedges' g of groups; null without spread.</summary>
    public double? EffectSize { get; init; }

    /// <summary>The smallest difference that so many pairs of this spread would find with a chance of 80 %; null for groups, and without spread.</summary>
    public double? Detectable => Differences.Count >= 2 && Differences.StandardDeviation() is > 0 and var deviation
        ? SeedPower.MinimumDetectableDifference(deviation, Differences.Count)
        : null;

    /// <summary>
    /// Compares B with A: paired where they share at least two seeds, else as groups. Null where a method has fewer than two
    /// values or one of those that would be compared is not a number: nothing is averaged around it.
    /// </summary>
    /// <param name="a">A's values by seed.</param>
    /// <param name="b">B's values by seed.</param>
    /// <param name="level">Nominal coverage of the interval.</param>
    public static MethodComparison? Of(IReadOnlyDictionary<int, double> a, IReadOnlyDictionary<int, double> b, double level = Statistics.Interval.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Count < 2 || b.Count < 2 || !a.Values.All(double.IsFinite) || !b.Values.All(double.IsFinite)) return null;
        var common = a.Keys.Where(b.ContainsKey).Order().ToList();
        return common.Count >= 2 ? Paired([.. common.Select(seed => b[seed] - a[seed])], level) : Unpaired([.. a.Values], [.. b.Values], level);
    }

    private static MethodComparison Paired(List<double> differences, double level) => new()
    {
        Kind = ComparisonKind.PairedBySeed,
        N = differences.Count,
        Difference = differences.Mean(),
        Interval = SeedStatistics.Of(differences).IntervalOfMean(level),
        Test = PairedT.Test(differences),
        Differences = differences,
        EffectSize = Statistics.EffectSize.Paired(differences),
    };

    private static MethodComparison Unpaired(List<double> a, List<double> b, double level)
    {
        var welch = Welch.Compare(b, a, level);
        return new MethodComparison
        {
            Kind = ComparisonKind.Unpaired,
            N = Math.Min(a.Count, b.Count),
            Difference = b.Mean() - a.Mean(),
            Interval = welch?.Interval,
            Test = welch?.Test,
            EffectSize = Statistics.EffectSize.Unpaired(b, a),
        };
    }
}
