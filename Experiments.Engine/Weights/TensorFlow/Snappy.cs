using System.Buffers.Binary;

namespace Experiments.Engine.Weights.TensorFlow;

/// <summary>
/// Decodes Snappy's raw format: the length as a varint, then pieces that are either bytes as they are or a length and
/// a distance back into what was decoded.
/// </summary>
internal static class Snappy
{
    /// <summary>The most bytes that one encoded byte stands for: 64 in a piece of three.</summary>
    private const int MostRatio = 22;

    /// <summary>The length that compressed bytes state.</summary>
    /// <returns>No length where it is malformed, or more than so few bytes can stand for.</returns>
    public static int? LengthOf(ReadOnlySpan<byte> compressed) =>
        Varint.TryRead(ref compressed, out var length) && length <= (ulong)compressed.Length * MostRatio && length <= (ulong)Array.MaxLength ? (int)length : null;

    /// <summary>Decodes.</summary>
    /// <param name="compressed">The raw format.</param>
    /// <param name="target">As long as <see cref="LengthOf"/> says.</param>
    /// <returns>Whether the pieces fill the target exactly.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> compressed, Span<byte> target)
    {
        if (!Varint.TryRead(ref compressed, out _)) return false;
        var done = 0;
        while (!compressed.IsEmpty)
        {
            var tag = compressed[0];
            compressed = compressed[1..];
            var isDone = (tag & 3) == 0 ? Literal(tag, ref compressed, target, ref done) : Copy(tag, ref compressed, target, ref done);
            if (!isDone) return false;
        }

        return done == target.Length;
    }

    private static bool Literal(byte tag, ref ReadOnlySpan<byte> rest, Span<byte> target, ref int done)
    {
        // Lengths from 61 on stand in the next 1 to 4 bytes.
        var code = tag >> 2;
        var extra = Math.Max(0, code - 59);
        if (rest.Length < extra) return false;
        var length = 1L + (extra == 0 ? code : LittleEndian(rest[..extra]));
        rest = rest[extra..];
        if (length > rest.Length || length > target.Length - done) return false;
        rest[..(int)length].CopyTo(target[done..]);
        rest = rest[(int)length..];
        done += (int)length;
        return true;
    }

    private static bool Copy(byte tag, ref ReadOnlySpan<byte> rest, Span<byte> target, ref int done)
    {
        var offsetBytes = (tag & 3) switch { 1 => 1, 2 => 2, _ => 4 };
        if (rest.Length < offsetBytes) return false;
        var low = LittleEndian(rest[..offsetBytes]);
        rest = rest[offsetBytes..];
        var (length, distance) = offsetBytes == 1 ? (4 + ((tag >> 2) & 7), ((long)(tag >> 5) << 8) | low) : (1 + (tag >> 2), low);
        if (distance == 0 || distance > done || length > target.Length - done) return false;
        // Byte by byte: a piece may overlap what it makes, and so repeat it.
        for (var i = 0; i < length; i++, done++) target[done] = target[done - (int)distance];
        return true;
    }

    private static long LittleEndian(ReadOnlySpan<byte> bytes)
    {
        Span<byte> number = stackalloc byte[8];
        number.Clear();
        bytes.CopyTo(number);
        return BinaryPrimitives.ReadInt64LittleEndian(number);
    }
}
