using Experiments.Data.Statistics.Effects;
using Experiments.Data.Tests.Golden;

namespace Experiments.Data.Tests.Statistics.Effects;

/// <summary>The studies of <c>Golden/generators/effects.py</c>, and small ones written out.</summary>
internal static class MadeStudies
{
    public static readonly IReadOnlyDictionary<string, double[]> Golden = GoldenNumbers.Read("effects");

    /// <summary>A study of the generator; factors are f0, f1 …, their levels 0, 1 …, the baseline 0.</summary>
    public static Study Read(string name)
    {
        var factors = (int)Golden[$"{name}/factors"][0];
        var rows = Golden[$"{name}/rows"].Chunk(factors + 3).ToArray();
        return new Study(
            "L2-SP", "L2",
            [.. Enumerable.Range(0, factors).Select(f => new StudyFactor($"f{f}", [.. Enumerable.Range(0, 1 + (int)rows.Max(r => r[f])).Select(l => $"{l}")]))],
            [.. rows.SelectMany(r => Pair([.. r[..factors].Select(l => (int)l)], (int)r[factors], r[factors + 1], r[factors + 2]))]);
    }

    /// <summary>One factor; for each level, from the baseline on, the difference of each seed from 0 on (B is 0.7).</summary>
    public static Study OfOneFactor(params double[][] differences) => new(
        "L2-SP", "L2", [new StudyFactor("decay", [.. Enumerable.Range(0, differences.Length).Select(l => $"0.{l + 1}")])],
        [.. differences.SelectMany((d, l) => d.SelectMany((value, seed) => Pair([l], seed, 0.7 + value, 0.7)))]);

    public static IEnumerable<StudyValue> Pair(IReadOnlyList<int> levels, int seed, double a, double b) =>
        [new(levels, seed, ClaimMethod.A, a), new(levels, seed, ClaimMethod.B, b)];

    /// <summary>Asserts numbers within 1e-8 of their size, small ones within 1e-13.</summary>
    public static void AssertNear(IReadOnlyList<double> expected, params double[] actual)
    {
        Assert.Equal(expected.Count, actual.Length);
        for (var i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], Math.Max(1e-13, 1e-8 * Math.Abs(expected[i])));
    }
}
