using System.Numerics;

namespace Experiments.Engine;

/// <summary>What a generator is for. The numbers are part of every result: they are never changed or used again.</summary>
public enum ChancePurpose
{
    /// <summary>Start values of new weights.</summary>
    Initialisation = 1,

    /// <summary>The order in which images are taken.</summary>
    Sampler = 2,

    /// <summary>Crops, scales, mirrors, colours.</summary>
    Augmentation = 3,

    /// <summary>Dropout.</summary>
    Dropout = 4,

    /// <summary>The scenes of the synthetic data set.</summary>
    Scene = 5,

    /// <summary>The labels that a Fisher job draws.</summary>
    Fisher = 6,
}

/// <summary>
/// Derives independent generators from (seed, purpose, indices...), so that what one purpose draws never moves what
/// another one sees: two methods with the same seed see the same images in the same order with the same crops.
/// </summary>
/// <remarks>
/// Derivation: h ← mix(seed); then for the purpose and each index in turn h ← mix(h xor mix(value)), and at the end
/// h ← mix(h + count of indices), where mix(x) is SplitMix64's output for state x (Steele, Lea, Flood 2014). The
/// four words of xoshiro256** (Blackman, Vigna 2018) are the next four outputs of SplitMix64 from h.
/// </remarks>
public static class Chance
{
    /// <summary>The generator of (seed, purpose, indices...).</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="indices">What of it: an epoch, an iteration and a position in the batch, ...</param>
    public static ChanceGenerator For(long seed, ChancePurpose purpose, params ReadOnlySpan<long> indices) =>
        new(Derive(seed, purpose, indices));

    /// <summary>A seed for a torch generator, of 63 bits: never negative.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="indices">What of it: an iteration, a replica, ...</param>
    public static long TorchSeed(long seed, ChancePurpose purpose, params ReadOnlySpan<long> indices) =>
        (long)(Derive(seed, purpose, indices) >> 1);

    private static ulong Derive(long seed, ChancePurpose purpose, ReadOnlySpan<long> indices)
    {
        var h = Mix(unchecked((ulong)seed));
        h = Mix(h ^ Mix((ulong)purpose));
        foreach (var index in indices) h = Mix(h ^ Mix(unchecked((ulong)index)));
        return Mix(unchecked(h + (ulong)indices.Length));
    }

    /// <summary>SplitMix64's output for a state.</summary>
    internal static ulong Mix(ulong state)
    {
        unchecked
        {
            var z = state + 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}

/// <summary>A small generator (xoshiro256**) for draws in managed code. One thread at a time.</summary>
public sealed class ChanceGenerator
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    internal ChanceGenerator(ulong key)
    {
        unchecked
        {
            _a = Chance.Mix(key);
            _b = Chance.Mix(key + 0x9E3779B97F4A7C15UL);
            _c = Chance.Mix(key + (2 * 0x9E3779B97F4A7C15UL));
            _d = Chance.Mix(key + (3 * 0x9E3779B97F4A7C15UL));
        }
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        unchecked
        {
            var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
            var t = _b << 17;
            _c ^= _a;
            _d ^= _b;
            _b ^= _c;
            _a ^= _d;
            _c ^= t;
            _d = BitOperations.RotateLeft(_d, 45);
            return result;
        }
    }

    /// <summary>Uniform in [0, 1), with 53 bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [min, max).</summary>
    /// <param name="min">Lower end, inclusive.</param>
    /// <param name="max">Upper end.</param>
    public double NextDouble(double min, double max) => min + ((max - min) * NextDouble());

    /// <summary>Uniform among 0 … count − 1.</summary>
    /// <param name="count">Number of values, at least 1.</param>
    public int NextInt(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        // Multiply-shift; its bias, at most count/2⁶⁴, is far below anything that could be seen.
        return (int)Math.BigMul(NextBits(), (ulong)count, out _);
    }

    /// <summary>True with the given probability.</summary>
    /// <param name="probability">0 … 1.</param>
    public bool NextBoolean(double probability = 0.5) => NextDouble() < probability;

    /// <summary>Standard normal (Box and Muller; the second value of the pair is not used, so each draw takes two).</summary>
    public double NextNormal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>A random permutation of 0 … count − 1 (Fisher and Yates).</summary>
    /// <param name="count">Number of values.</param>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++) order[i] = i;
        for (var i = count - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
