using System.Globalization;
using System.Numerics;

namespace Experiments.Data.Sweeps.Designs;

/// <summary>
/// A regular two-level fractional factorial 2^(k−m) (Box and Hunter 1961): a full factorial of the first k − m factors, each further
/// factor set to the product of some of them (its generator). The products that are constant over all rows are the
/// defining words; the length of the shortest is the resolution. An effect cannot be told from its products
/// with the defining words: its aliases.
/// </summary>
/// <remarks>
/// Effects and words are sets of factors, as bit masks: bit i is factor i. Of all designs of the size, the one with the fewest short
/// words is taken (minimum aberration; Fries and Hunter 1980), the first in the order of the generators' masks where several are equal.
/// </remarks>
public sealed class FractionalFactorial
{
    /// <summary>Most factors.</summary>
    public const int MostFactors = 15;

    private readonly uint[] _words;

    private FractionalFactorial(int factors, int baseFactors, IReadOnlyList<uint> generators)
    {
        Factors = factors;
        BaseFactors = baseFactors;
        Generators = generators;
        _words = Words(baseFactors, generators);
        DefiningWords = [.. _words.OrderBy(BitOperations.PopCount).ThenBy(w => w)];
        Rows = [.. Enumerable.Range(0, 1 << baseFactors).Select(Row)];
    }

    /// <summary>Number of factors k.</summary>
    public int Factors { get; }

    /// <summary>Number of factors that make the full factorial, k − m; there are 2^(k−m) rows.</summary>
    public int BaseFactors { get; }

    /// <summary>For each further factor the set of base factors whose product it is.</summary>
    public IReadOnlyList<uint> Generators { get; }

    /// <summary>Products of factors that are the same in every row (the empty one left out), shortest first. None for a full factorial.</summary>
    public IReadOnlyList<uint> DefiningWords { get; }

    /// <summary>Length of the shortest defining word; null for a full factorial, in which nothing is confounded.</summary>
    public int? Resolution => DefiningWords.Count == 0 ? null : BitOperations.PopCount(DefiningWords[0]);

    /// <summary>Level index (0 or 1) of each factor in each row; the last base factor varies fastest.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Rows { get; }

    /// <summary>The smallest regular design of at least a resolution.</summary>
    /// <param name="factors">Number of two-level factors, 1 to <see cref="MostFactors"/>.</param>
    /// <param name="resolution">3 (no main effect is confounded with another) or 4 (nor with a two-way interaction).</param>
    /// <exception cref="DesignException">Another number of factors or another resolution.</exception>
    public static FractionalFactorial Of(int factors, int resolution)
    {
        if (factors is < 1 or > MostFactors)
            throw new DesignException(string.Create(CultureInfo.InvariantCulture, $"A fractional factorial of {factors} factors: it takes 1 to {MostFactors}; vary fewer settings, or use one-at-a-time."));
        if (resolution is not (3 or 4))
            throw new DesignException(string.Create(CultureInfo.InvariantCulture, $"Resolution {resolution}: it must be 3 or 4; for more, use the full grid."));
        // 2^p rows have 2^p − 1 columns that no other column equals (III), and 2^(p−1) of odd length, whose words are all even (IV).
        var baseFactors = 1;
        while ((resolution == 3 ? (1 << baseFactors) - 1 : 1 << (baseFactors - 1)) < factors) baseFactors++;
        baseFactors = Math.Min(baseFactors, factors);
        return new FractionalFactorial(factors, baseFactors, BestGenerators(factors, baseFactors, resolution));
    }

    /// <summary>The smallest regular design for factors with these numbers of levels.</summary>
    /// <param name="levels">Number of levels of each factor.</param>
    /// <param name="resolution">3 or 4.</param>
    /// <exception cref="DesignException">A factor has not two levels; or as <see cref="Of(int, int)"/>.</exception>
    public static FractionalFactorial Of(IReadOnlyList<int> levels, int resolution)
    {
        ArgumentNullException.ThrowIfNull(levels);
        for (var i = 0; i < levels.Count; i++)
        {
            if (levels[i] != 2)
                throw new DesignException(string.Create(CultureInfo.InvariantCulture, $"Factor {i + 1} has {levels[i]} levels: a fractional factorial takes two a factor; keep its two extremes, or use one-at-a-time."));
        }

        return Of(levels.Count, resolution);
    }

    /// <summary>The effects of at most two factors that cannot be told from an effect: itself left out, short ones first.</summary>
    /// <param name="effect">A factor or a product of factors.</param>
    public IReadOnlyList<uint> AliasesOf(uint effect) =>
        [.. _words.Select(w => w ^ effect).Where(e => BitOperations.PopCount(e) is 1 or 2).OrderBy(BitOperations.PopCount).ThenBy(e => e)];

    /// <summary>
    /// The two-way interactions in groups that cannot be told apart; a group of one is clear of the others. Those confounded with
    /// a main effect are in it too: see <see cref="AliasesOf"/>.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<uint>> TwoWayGroups
    {
        get
        {
            var seen = new HashSet<uint>();
            var groups = new List<IReadOnlyList<uint>>();
            for (var i = 0; i < Factors; i++)
            {
                for (var j = i + 1; j < Factors; j++)
                {
                    var effect = Effect(i, j);
                    if (!seen.Add(effect)) continue;
                    var group = AliasesOf(effect).Where(e => BitOperations.PopCount(e) == 2).Prepend(effect).ToList();
                    seen.UnionWith(group);
                    groups.Add(group);
                }
            }

            return groups;
        }
    }

    /// <summary>The mask of a product of factors.</summary>
    /// <param name="factors">Factor indices, from 0.</param>
    public static uint Effect(params ReadOnlySpan<int> factors)
    {
        var mask = 0u;
        foreach (var factor in factors) mask ^= 1u << factor;
        return mask;
    }

    /// <summary>The factors of an effect, rising.</summary>
    public static IReadOnlyList<int> FactorsOf(uint effect) => [.. Enumerable.Range(0, 32).Where(i => (effect >> i & 1) == 1)];

    private int[] Row(int index)
    {
        var row = new int[Factors];
        var low = 0u; // base factors at level 0
        for (var i = 0; i < BaseFactors; i++)
        {
            row[i] = index >> (BaseFactors - 1 - i) & 1;
            if (row[i] == 0) low |= 1u << i;
        }

        // A product of signs is + where an even number of them is −.
        for (var g = 0; g < Generators.Count; g++) row[BaseFactors + g] = 1 - (BitOperations.PopCount(Generators[g] & low) & 1);
        return row;
    }

    private static uint[] BestGenerators(int factors, int baseFactors, int resolution)
    {
        var wanted = factors - baseFactors;
        // A generator of two factors makes a word of three.
        var candidates = Enumerable.Range(1, (1 << baseFactors) - 1).Select(m => (uint)m).Where(m => BitOperations.PopCount(m) >= resolution - 1).ToArray();
        uint[] best = [];
        int[]? fewest = null;
        foreach (var chosen in Choices(candidates.Length, wanted))
        {
            uint[] generators = [.. chosen.Select(i => candidates[i])];
            var pattern = LengthPattern(Words(baseFactors, generators), factors);
            if (fewest is not null && !IsLess(pattern, fewest)) continue;
            best = generators;
            fewest = pattern;
        }

        return best;
    }

    /// <summary>Every choice of so many among n, in lexicographic order.</summary>
    private static IEnumerable<int[]> Choices(int n, int count)
    {
        var chosen = Enumerable.Range(0, count).ToArray();
        while (true)
        {
            yield return chosen;
            var i = count - 1;
            while (i >= 0 && chosen[i] == n - count + i) i--;
            if (i < 0) yield break;
            chosen[i]++;
            for (var k = i + 1; k < count; k++) chosen[k] = chosen[k - 1] + 1;
        }
    }

    /// <summary>Every product of the generators' words.</summary>
    private static uint[] Words(int baseFactors, IReadOnlyList<uint> generators)
    {
        var words = new uint[1 << generators.Count];
        for (var i = 1; i < words.Length; i++)
        {
            var lowest = BitOperations.TrailingZeroCount(i);
            words[i] = words[i & (i - 1)] ^ generators[lowest] ^ (1u << (baseFactors + lowest));
        }

        return words[1..];
    }

    /// <summary>Number of words of each length.</summary>
    private static int[] LengthPattern(uint[] words, int factors)
    {
        var pattern = new int[factors + 1];
        foreach (var word in words) pattern[BitOperations.PopCount(word)]++;
        return pattern;
    }

    private static bool IsLess(int[] pattern, int[] other)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != other[i]) return pattern[i] < other[i];
        }

        return false;
    }
}
