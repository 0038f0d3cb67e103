using System.Buffers.Binary;
using System.Text;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights.PyTorch;

/// <summary>An entry of a zip archive.</summary>
/// <param name="Name">Name, with forward slashes.</param>
/// <param name="IsDeflated">Whether it is compressed.</param>
/// <param name="Offset">Where its data begin in the file.</param>
/// <param name="StoredLength">Bytes in the file.</param>
/// <param name="Length">Bytes that the directory says it has when inflated.</param>
internal sealed record ZipEntry(string Name, bool IsDeflated, long Offset, long StoredLength, long Length);

/// <summary>
/// The directory at the end of a zip archive (PKWARE's APPNOTE 6.3, with zip64). It is read here because the tensors
/// of an archive lie uncompressed in the file and are looked at there, and the libraries' readers do not say where.
/// </summary>
internal static class ZipDirectory
{
    private const int EndLength = 22;
    private const int EntryLength = 46;
    private const int LocalLength = 30;

    /// <summary>Reads the entries, in the directory's order.</summary>
    /// <exception cref="DataException">The archive is damaged, or made to mislead.</exception>
    public static IReadOnlyList<ZipEntry> Read(WeightsContent content, ByteSource source)
    {
        var (count, length, offset) = ReadEnd(content, source);
        if (!source.Has(offset, length) || length > int.MaxValue || count > length / EntryLength) throw Broken(content, "a directory that does not lie within the file");
        // Entries, and the bookkeeping of whether they overlap.
        content.Take(400 * count);
        var directory = source.Slice(offset, (int)length);
        var entries = new List<ZipEntry>();
        var starts = new List<(long Start, long End)>();
        for (var i = 0L; i < count; i++)
        {
            var (entry, start, bytes) = ReadEntry(content, source, directory);
            directory = directory[bytes..];
            entries.Add(entry);
            starts.Add((start, entry.Offset + entry.StoredLength));
        }

        starts.Sort();
        for (var i = 1; i < starts.Count; i++)
        {
            if (starts[i].Start < starts[i - 1].End) throw Broken(content, "entries that overlap");
        }

        if (entries.DistinctBy(e => e.Name).Count() != entries.Count) throw Broken(content, "two entries of one name");
        return entries;
    }

    private static (long Count, long Length, long Offset) ReadEnd(WeightsContent content, ByteSource source)
    {
        // A comment of up to 64 KiB may follow the end record.
        var tail = source.Slice(Math.Max(0, source.Length - EndLength - ushort.MaxValue), (int)Math.Min(source.Length, EndLength + ushort.MaxValue));
        var at = tail.LastIndexOf("PK\x05\x06"u8);
        if (at < 0 || tail.Length - at < EndLength) throw content.Unusable("is a zip archive without its directory: it is cut off; copy it again");
        var end = tail[at..];
        long count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        if (count != ushort.MaxValue && length != uint.MaxValue && offset != uint.MaxValue) return (count, length, offset);

        // The real numbers stand in the zip64 record, which a locator before the end record points to.
        if (at < 20 || !tail[(at - 20)..].StartsWith("PK\x06\x07"u8)) return (count, length, offset);
        var record = BinaryPrimitives.ReadInt64LittleEndian(tail[(at - 12)..]);
        if (!source.Has(record, 56) || !source.Slice(record, 4).SequenceEqual("PK\x06\x06"u8)) throw Broken(content, "no zip64 record where it should be");
        var large = source.Slice(record, 56);
        return (BinaryPrimitives.ReadInt64LittleEndian(large[32..]), BinaryPrimitives.ReadInt64LittleEndian(large[40..]), BinaryPrimitives.ReadInt64LittleEndian(large[48..]));
    }

    private static (ZipEntry Entry, long Start, int Bytes) ReadEntry(WeightsContent content, ByteSource source, ReadOnlySpan<byte> record)
    {
        if (record.Length < EntryLength || !record.StartsWith("PK\x01\x02"u8)) throw Broken(content, "a directory that ends early");
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(record[8..]);
        var method = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(record[28..]);
        var extraLength = BinaryPrimitives.ReadUInt16LittleEndian(record[30..]);
        var bytes = EntryLength + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(record[32..]);
        if (bytes > record.Length) throw Broken(content, "a directory that ends early");
        content.Take(2 * nameLength);
        var name = Encoding.UTF8.GetString(record.Slice(EntryLength, nameLength));
        CheckName(content, name);
        if ((flags & 1) != 0) throw content.Unusable($"has the entry {name} encrypted; save it without a password");
        if (method is not (0 or 8)) throw content.Unusable($"has the entry {name} compressed by method {method}, where 0 (stored) and 8 (deflated) can be read; save it with torch.save");
        var (length, stored, start) = Sizes(content, record, record.Slice(EntryLength + nameLength, extraLength));
        if (method == 0 && stored != length) throw Broken(content, $"an entry {name} that is stored in {stored} bytes and has {length}");
        return (new ZipEntry(name, method == 8, DataOffset(content, source, name, start, stored), stored, length), start, bytes);
    }

    private static (long Length, long Stored, long Start) Sizes(WeightsContent content, ReadOnlySpan<byte> record, ReadOnlySpan<byte> extra)
    {
        long length = BinaryPrimitives.ReadUInt32LittleEndian(record[24..]);
        long stored = BinaryPrimitives.ReadUInt32LittleEndian(record[20..]);
        long start = BinaryPrimitives.ReadUInt32LittleEndian(record[42..]);
        while (extra.Length >= 4)
        {
            var size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4) break;
            // Zip64: of the three those that are all ones above, in this order.
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
            {
                var numbers = extra.Slice(4, size);
                length = Large(content, length, ref numbers);
                stored = Large(content, stored, ref numbers);
                start = Large(content, start, ref numbers);
            }

            extra = extra[(4 + size)..];
        }

        if (length < 0 || stored < 0 || start < 0) throw Broken(content, "an entry of a negative length");
        return (length, stored, start);
    }

    private static long Large(WeightsContent content, long small, ref ReadOnlySpan<byte> numbers)
    {
        if (small != uint.MaxValue) return small;
        if (numbers.Length < 8) throw Broken(content, "a zip64 entry that ends early");
        var number = BinaryPrimitives.ReadInt64LittleEndian(numbers);
        numbers = numbers[8..];
        return number;
    }

    /// <summary>The data follow a local header, which must name the same entry: nothing reads two files out of one.</summary>
    private static long DataOffset(WeightsContent content, ByteSource source, string name, long start, long stored)
    {
        if (!source.Has(start, LocalLength)) throw Broken(content, $"an entry {name} that does not lie within the file");
        var local = source.Slice(start, LocalLength);
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(local[26..]);
        var data = start + LocalLength + nameLength + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        if (!local.StartsWith("PK\x03\x04"u8) || !source.Has(data, stored)) throw Broken(content, $"an entry {name} that does not lie within the file");
        if (Encoding.UTF8.GetString(source.Slice(start + LocalLength, nameLength)) != name) throw Broken(content, $"an entry {name} that has another name where it lies");
        return data;
    }

    // Nothing is unpacked, so such a name does no harm here; but nobody's torch.save writes one.
    private static void CheckName(WeightsContent content, string name)
    {
        if (name.Length == 0 || name[0] == '/' || name.Contains('\\') || name.Split('/').Contains(".."))
            throw content.Unusable($"has an entry named \"{name}\", which leads out of the archive: it is made to mislead; do not trust it");
    }

    private static DataException Broken(WeightsContent content, string what) =>
        content.Unusable($"is a zip archive with {what}: it is damaged, or made to mislead; copy it again");
}
