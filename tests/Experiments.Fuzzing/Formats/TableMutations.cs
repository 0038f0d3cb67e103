using System.Buffers.Binary;
using Experiments.Engine.Weights.TensorFlow;

namespace Experiments.Fuzzing.Formats;

/// <summary>
/// Mutations of LevelDB tables, and new checksums for what they leave.
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
        switch (random.Next(6))
        {
            // Fields of records and messages are varints: a byte is often a whole one.
            case 0: result[at] = (byte)random.Next(256); break;
            case 1: result[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: WriteVarint(result.AsSpan(at, Math.Min(10, body - at)), number); break;
            case 3: BitConverter.GetBytes(number).AsSpan(0, Math.Min(4, body - at)).CopyTo(result.AsSpan(at)); break;
            case 4: table.AsSpan(random.Next(body - 16), 16).CopyTo(result.AsSpan(Math.Min(at, body - 16))); break;
            // Lies of the footer's handles.
            default: WriteVarint(result.AsSpan(body + random.Next(8), 10), number); break;
        }

        return result;
    }

    /// <summary>Puts right checksums behind the blocks that the footer and the index lead to.</summary>
    public static byte[] Seal(byte[] bytes)
    {
        if (bytes.Length < FooterLength || bytes is not [.., 0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb]) return bytes;
        byte[] table = [.. bytes];
        var used = 0;
        var blocks = new List<(int Offset, int Length)>();
        for (var i = 0; i < 2; i++) AddHandle(blocks, table, table.AsSpan(table.Length - FooterLength), ref used);
        if (blocks.Count == 2)
        {
            // Records of the index: lengths of the shared and the own part of the key and of the value, the key, a handle.
            var index = Content(table.AsSpan(blocks[1].Offset, blocks[1].Length), table[blocks[1].Offset + blocks[1].Length]);
            var end = index.Length < 4 ? 0 : index.Length - 4 - (4L * BinaryPrimitives.ReadUInt32LittleEndian(index.AsSpan(index.Length - 4)));
            for (var at = 0; at < end && ReadVarint(index, ref at) is not null;)
            {
                var (key, value) = (ReadVarint(index, ref at), ReadVarint(index, ref at));
                if (key is null || value is null || key > (ulong)(index.Length - at) || value > (ulong)(index.Length - at) - key) break;
                var start = at + (int)key;
                AddHandle(blocks, table, index, ref start);
                at += (int)(key + value);
            }
        }

        foreach (var (offset, length) in blocks)
        {
            var crc = Crc32C.Masked(Crc32C.Of(table.AsSpan(offset, length + 1)));
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(offset + length + 1), crc);
        }

        return table;
    }

    private static byte[] Content(ReadOnlySpan<byte> stored, byte kind)
    {
        if (kind != 1 || Snappy.LengthOf(stored) is not { } length) return stored.ToArray();
        var content = new byte[length];
        return Snappy.TryDecode(stored, content) ? content : [];
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
