namespace Experiments.Data.Results;

/// <summary>
/// Non-zero cells of one image's confusion matrix as bytes: triples truth, prediction, count, each number in groups
/// of seven bits, lowest first (LEB128): about 5 bytes a cell, a few hundred an image.
/// </summary>
public static class SparseCounts
{
    /// <summary>Bytes of triples.</summary>
    /// <param name="triples">Truth, prediction, count, truth, ...; none negative.</param>
    /// <exception cref="ArgumentException">The list is no list of triples, or a number is negative.</exception>
    public static byte[] Pack(IReadOnlyList<long> triples)
    {
        ArgumentNullException.ThrowIfNull(triples);
        if (triples.Count % 3 != 0)
            throw new ArgumentException($"{triples.Count} numbers are no triples truth, prediction, count.", nameof(triples));
        var bytes = new List<byte>(triples.Count * 2);
        foreach (var number in triples)
        {
            if (number < 0) throw new ArgumentException($"{number} is negative: it is no class and no count.", nameof(triples));
            var rest = (ulong)number;
            for (; rest >= 0x80; rest >>= 7) bytes.Add((byte)(rest | 0x80));
            bytes.Add((byte)rest);
        }

        return [.. bytes];
    }

    /// <summary>The cells of bytes that <see cref="Pack"/> gave.</summary>
    public static IReadOnlyList<ConfusionCell> Unpack(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var cells = new List<ConfusionCell>();
        for (var at = 0; at < bytes.Length;)
            cells.Add(new ConfusionCell((int)Next(bytes, ref at), (int)Next(bytes, ref at), Next(bytes, ref at)));
        return cells;
    }

    private static long Next(byte[] bytes, ref int at)
    {
        var number = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[at++];
            number |= (long)(part & 0x7F) << shift;
            if (part < 0x80) return number;
        }
    }
}
