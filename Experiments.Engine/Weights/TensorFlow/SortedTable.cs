using System.Buffers.Binary;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights.TensorFlow;

/// <summary>Where a value of a table lies: in which block, and where in it.</summary>
internal readonly record struct TableValue(long Block, int BlockLength, int Offset, int Length);

/// <summary>Takes a record of a table.</summary>
/// <returns>Whether to go on to the next.</returns>
internal delegate bool TableRecord(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, TableValue place);

/// <summary>
/// A sorted string table in LevelDB's format (its <c>doc/table_format.md</c>): data blocks, an index block with one
/// handle a data block, a footer. Keys share prefixes with the one before. A block may be compressed by Snappy, and
/// has a checksum, which is checked.
/// </summary>
/// <param name="content">Names the file, counts the memory.</param>
/// <param name="source">The file.</param>
internal sealed class SortedTable(WeightsContent content, ByteSource source)
{
    private const int FooterLength = 48;
    private const int TrailerLength = 5;
    private const int MostKeyLength = 4096;
    private const ulong Magic = 0xdb4775248b80fb57;

    private byte[] _inflated = [];
    private int _inflatedLength;
    private long _inflatedBlock = -1;

    /// <summary>Whether a file ends as such a table does.</summary>
    public static bool IsOne(ByteSource source) =>
        source.Length >= FooterLength && BinaryPrimitives.ReadUInt64LittleEndian(source.Slice(source.Length - 8, 8)) == Magic;

    /// <summary>Visits the records, in order.</summary>
    /// <exception cref="DataException">The table is damaged.</exception>
    public void Read(TableRecord visit)
    {
        var footer = source.Slice(source.Length - FooterLength, FooterLength - 8);
        // The block of other blocks' names, which checkpoints leave empty: only its checksum is looked at.
        var (names, namesLength) = Handle(ref footer);
        Block(names, namesLength);
        var (index, indexLength) = Handle(ref footer);
        var blocks = new List<(long Offset, int Length)>();
        ReadBlock(index, indexLength, (_, value, _) =>
        {
            var (offset, length) = Handle(ref value);
            // In order and apart: no block is read more than once.
            if (blocks.Count > 0 && offset < blocks[^1].Offset + blocks[^1].Length + TrailerLength) throw Damaged("blocks that overlap");
            content.Take(64);
            blocks.Add((offset, length));
            return true;
        });
        foreach (var (offset, length) in blocks)
        {
            if (!ReadBlock(offset, length, visit)) return;
        }
    }

    /// <summary>A value that was visited; until the next call.</summary>
    public ReadOnlySpan<byte> Value(TableValue place) => Block(place.Block, place.BlockLength).Slice(place.Offset, place.Length);

    private bool ReadBlock(long offset, int length, TableRecord visit)
    {
        var block = Block(offset, length);
        if (block.Length < 4) throw Damaged("a block without its restart points");
        var restarts = BinaryPrimitives.ReadUInt32LittleEndian(block[^4..]);
        if (restarts > (block.Length - 4) / 4) throw Damaged("a block without its restart points");
        var end = block.Length - 4 - (4 * (int)restarts);
        var key = new byte[MostKeyLength];
        var keyLength = 0;
        var rest = block[..end];
        while (!rest.IsEmpty)
        {
            if (!Varint.TryRead(ref rest, out var shared) || !Varint.TryRead(ref rest, out var own) || !Varint.TryRead(ref rest, out var valueLength)
                || shared > (ulong)keyLength || own > (ulong)rest.Length || valueLength > (ulong)rest.Length - own)
            {
                throw Damaged("a record that does not lie within its block");
            }

            if (shared + own > MostKeyLength) throw Damaged($"a key of more than {MostKeyLength} bytes");
            rest[..(int)own].CopyTo(key.AsSpan((int)shared));
            keyLength = (int)(shared + own);
            rest = rest[(int)own..];
            var place = new TableValue(offset, length, end - rest.Length, (int)valueLength);
            if (!visit(key.AsSpan(0, keyLength), rest[..(int)valueLength], place)) return false;
            rest = rest[(int)valueLength..];
        }

        return true;
    }

    /// <summary>A block's content; that of a compressed one is kept until the next compressed one is looked at.</summary>
    private ReadOnlySpan<byte> Block(long offset, int length)
    {
        if (_inflatedBlock == offset) return _inflated.AsSpan(0, _inflatedLength);
        if (!source.Has(offset, (long)length + TrailerLength)) throw Damaged("a block that does not lie within the file");
        var stored = source.Slice(offset, length + TrailerLength);
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(stored[(length + 1)..]);
        if (Crc32C.Masked(Crc32C.Of(stored[..(length + 1)])) != checksum) throw content.Unusable($"fails its checksum in the block at byte {offset}: it is damaged; copy it again");
        if (stored[length] == 0) return stored[..length];
        if (stored[length] != 1) throw Damaged($"a block compressed by method {stored[length]}, where 0 (none) and 1 (Snappy) are known");
        var inflatedLength = Snappy.LengthOf(stored[..length]) ?? throw Damaged("a block that Snappy did not write");
        if (inflatedLength > _inflated.Length)
        {
            content.Take(inflatedLength - _inflated.Length);
            _inflated = new byte[inflatedLength];
        }

        _inflatedBlock = -1;
        var inflated = _inflated.AsSpan(0, inflatedLength);
        if (!Snappy.TryDecode(stored[..length], inflated)) throw Damaged("a block that Snappy did not write");
        (_inflatedLength, _inflatedBlock) = (inflatedLength, offset);
        return inflated;
    }

    private (long Offset, int Length) Handle(ref ReadOnlySpan<byte> bytes) =>
        Varint.TryRead(ref bytes, out var offset) && Varint.TryRead(ref bytes, out var length) && offset <= (ulong)source.Length && length <= int.MaxValue - TrailerLength
            ? ((long)offset, (int)length)
            : throw Damaged("a block that does not lie within the file");

    private DataException Damaged(string what) => content.Unusable($"is a table with {what}: it is damaged; copy it again");
}
