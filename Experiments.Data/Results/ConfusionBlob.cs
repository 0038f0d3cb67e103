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

    /// <summary>Share of each class that is right, C_cc / row, 0 to 1; NaN for a class without truth.</summary>
    /// <param name="bytes">A matrix of <see cref="Pack"/>.</param>
    /// <param name="classes">Number of classes K.</param>
    public static double[] ClassAccuracy(byte[] bytes, int classes)
    {
        var counts = Unpack(bytes);
        return [.. Enumerable.Range(0, classes).Select(c =>
        {
            var row = counts.AsSpan(c * classes, classes);
            var truth = 0L;
            foreach (var count in row) truth += count;
            return truth == 0 ? double.NaN : (double)row[c] / truth;
        })];
    }
}
