using System.Buffers.Binary;

namespace Experiments.Fuzzing;

/// <summary>Mutations of bytes without knowledge of what they mean.</summary>
public static class GenericMutations
{
    /// <summary>Numbers that length fields and counts are wrong with.</summary>
    public static IReadOnlyList<long> AbsurdNumbers { get; } =
        [0, 1, -1, 2, 127, 128, 255, 256, 65_535, 65_536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, 1L << 62, long.MaxValue, long.MinValue, 3_037_000_500];

    /// <summary>Applies one, drawn at random.</summary>
    /// <param name="bytes">Left as it is.</param>
    /// <param name="random">Draws.</param>
    public static byte[] Apply(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return [(byte)random.Next(256)];
        var at = random.Next(bytes.Length);
        var count = 1 + random.Next(Math.Min(64, bytes.Length - at));
        switch (random.Next(8))
        {
            case 0: return bytes[..at];
            case 1: return Flip(bytes, random);
            case 2: return [.. bytes[..at], .. bytes[(at + count)..]];
            case 3: return [.. bytes[..at], .. bytes[at..(at + count)], .. bytes[at..]];
            case 4: return [.. bytes[..at], .. Noise(count, random), .. bytes[at..]];
            case 5: return Splice(bytes, at, count, random);
            case 6: return Number(bytes, at, random);
            default: return Fill(bytes, at, count, random.Next(2) == 0 ? (byte)0 : (byte)255);
        }
    }

    private static byte[] Flip(byte[] bytes, Random random)
    {
        byte[] result = [.. bytes];
        for (var i = random.Next(8); i >= 0; i--) result[random.Next(result.Length)] ^= (byte)(1 << random.Next(8));
        return result;
    }

    private static byte[] Noise(int count, Random random)
    {
        var noise = new byte[count];
        random.NextBytes(noise);
        return noise;
    }

    private static byte[] Splice(byte[] bytes, int at, int count, Random random)
    {
        byte[] result = [.. bytes];
        bytes.AsSpan(at, count).CopyTo(result.AsSpan(random.Next(result.Length - count + 1)));
        return result;
    }

    private static byte[] Number(byte[] bytes, int at, Random random)
    {
        byte[] result = [.. bytes];
        var field = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(field, AbsurdNumbers[random.Next(AbsurdNumbers.Count)]);
        var size = Math.Min(1 << random.Next(4), bytes.Length - at);
        if (random.Next(4) == 0) Array.Reverse(field, 0, size);
        field.AsSpan(0, size).CopyTo(result.AsSpan(at));
        return result;
    }

    private static byte[] Fill(byte[] bytes, int at, int count, byte value)
    {
        byte[] result = [.. bytes];
        result.AsSpan(at, count).Fill(value);
        return result;
    }
}
