using System.Buffers.Binary;

namespace Experiments.Data.Results;

/// <summary>A confusion matrix as bytes: K×K 64-bit integers, row-major, little-endian.</summary>
public static class ConfusionBlob
{
    /// <summary>Bytes of a matrix.</summary>
    public static byte[] Pack(IReadOnlyList<long> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var bytes = new byte[counts.Count * sizeof(long)];
        for (var i = 0; i < counts.Count; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), counts[i]);
        return bytes;
    }

    /// <summary>The matrix of bytes that <see cref="Pack"/> gave.</summary>
    public static long[] Unpack(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var counts = new long[bytes.Length / sizeof(long)];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i * sizeof(long)));
        return counts;
    }
}
