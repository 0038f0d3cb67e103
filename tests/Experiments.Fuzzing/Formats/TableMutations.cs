using System.Buffers.Binary;
using System.Numerics;

namespace Experiments.Fuzzing.Formats;

/// <summary>
/// Mutations of LevelDB tables. Most are followed by new checksums of all blocks, so that what they broke is seen by
/// what comes after the checksums.
/// </summary>
internal static class TableMutations
{
    private const int FooterLength = 48;

    /// <summary>Applies one, drawn at random.</summary>
    public static byte[] Apply(byte[] table, Random random)
    {
        if (table.Length < FooterLength + 16) return table;
        byte[] result = [.. table];
        var body = table.Length - FooterLength;
        var at = random.Next(body);
        var number = GenericMutations.AbsurdNumbers[random.Next(GenericMutations.AbsurdNumbers.Count)];
        switch (random.Next(7))
        {
            // Fields of records and messages are varints: a byte is often a whole one.
            case 0: result[at] = (byte)random.Next(256); break;
            case 1: result[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: WriteVarint(result.AsSpan(at, Math.Min(10, body - at)), number); break;
            case 3: BitConverter.GetBytes(number).AsSpan(0, Math.Min(4, body - at)).CopyTo(result.AsSpan(at)); break;
            case 4: table.AsSpan(random.Next(body - 16), 16).CopyTo(result.AsSpan(Math.Min(at, body - 16))); break;
            // Lies of the footer's handles.
            case 5: WriteVarint(result.AsSpan(body + random.Next(8), 10), number); break;
            // Compressed or not, the other way round.
            default: return Seal(result, flip: random.Next(8));
        }

        return random.Next(8) == 0 ? result : Seal(result, flip: -1);
    }

    /// <summary>Puts right checksums behind the blocks that the footer and the index lead to.</summary>
    private static byte[] Seal(byte[] table, int flip)
    {
        var footer = table.AsSpan(table.Length - FooterLength);
        var used = 0;
        var blocks = new List<(int Offset, int Length)>();
        for (var i = 0; i < 2; i++) AddHandle(blocks, table, footer, ref used);
        // Of an uncompressed index the records can be followed: lengths of key and value, the key, the handle.
        if (blocks.Count == 2)
        {
            var index = table.AsSpan(blocks[1].Offset, blocks[1].Length);
            for (var at = 0; at < index.Length - 8 && ReadVarint(index, ref at) is not null;)
            {
                var (key, value) = (ReadVarint(index, ref at), ReadVarint(index, ref at));
                if (key is null || value is null || key + value > (ulong)(index.Length - at)) break;
                var start = at + (int)key;
                AddHandle(blocks, table, index, ref start);
                at += (int)(key + value);
            }
        }

        foreach (var ((offset, length), i) in blocks.Select((b, i) => (b, i)))
        {
            if (i == flip) table[offset + length] ^= 1;
            var crc = ~0u;
            foreach (var value in table.AsSpan(offset, length + 1)) crc = BitOperations.Crc32C(crc, value);
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(offset + length + 1), BitOperations.RotateRight(~crc, 15) + 0xa282ead8);
        }

        return table;
    }

    private static void AddHandle(List<(int Offset, int Length)> blocks, byte[] table, ReadOnlySpan<byte> bytes, ref int at)
    {
        var (offset, length) = (ReadVarint(bytes, ref at), ReadVarint(bytes, ref at));
        if (offset < (ulong)table.Length && length < (ulong)table.Length && offset + length + 5 <= (ulong)table.Length) blocks.Add(((int)offset, (int)length));
    }

    private static ulong? ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            value |= (ulong)(bytes[at] & 0x7F) << shift;
            if (bytes[at++] < 0x80) return value;
        }

        return null;
    }

    private static void WriteVarint(Span<byte> target, long number)
    {
        var value = (ulong)number;
        for (var i = 0; i < target.Length; i++, value >>= 7)
        {
            target[i] = (byte)((value & 0x7F) | (value > 0x7F ? 0x80u : 0));
            if (value <= 0x7F) return;
        }
    }
}
