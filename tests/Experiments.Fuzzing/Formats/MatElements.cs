using System.Buffers.Binary;
using System.IO.Compression;

namespace Experiments.Fuzzing.Formats;

/// <summary>An element of a MAT file, level 5: arrays hold elements, and a compressed variable holds its array.</summary>
internal sealed class MatElement
{
    private const uint Matrix = 14;
    private const uint Compressed = 15;

    /// <summary>Type: 1 to 13 numbers, 14 an array, 15 compressed.</summary>
    public uint Type { get; set; }

    /// <summary>Content of what is no array.</summary>
    public byte[] Data { get; set; } = [];

    /// <summary>What an array or a compressed variable holds; null for numbers.</summary>
    public List<MatElement>? Parts { get; private init; }

    /// <summary>What its length is said to be; null for the truth.</summary>
    public uint? Claimed { get; set; }

    /// <summary>Takes bytes apart; what makes no element is left out.</summary>
    public static List<MatElement> Split(ReadOnlySpan<byte> bytes, bool isBigEndian, int depth = 0)
    {
        var elements = new List<MatElement>();
        while (bytes.Length >= 8)
        {
            var (type, length, start) = (Word(bytes, isBigEndian), Word(bytes[4..], isBigEndian), 8);
            if (type >> 16 is > 0 and <= 4) (type, length, start) = (type & 0xFFFF, type >> 16, 4);
            if (length > bytes.Length - start) break;
            var content = bytes.Slice(start, (int)length);
            elements.Add(new MatElement { Type = type, Data = content.ToArray(), Parts = PartsOf(type, content, isBigEndian, depth) });
            var padded = start == 4 ? 8 : start + (int)length + (type == Compressed ? 0 : (8 - ((int)length % 8)) % 8);
            bytes = bytes[Math.Min(bytes.Length, padded)..];
        }

        return elements;
    }

    /// <summary>This and every element within, in order.</summary>
    public IEnumerable<MatElement> All() => (Parts ?? []).SelectMany(p => p.All()).Prepend(this);

    /// <summary>Writes it, with right lengths where none is claimed.</summary>
    public void Write(Stream stream, bool isBigEndian)
    {
        var content = Data;
        if (Parts is not null)
        {
            using var buffer = new MemoryStream();
            foreach (var part in Parts) part.Write(buffer, isBigEndian);
            content = Type == Compressed ? Deflate(buffer.ToArray()) : buffer.ToArray();
        }

        stream.Write(Word(Type, isBigEndian));
        stream.Write(Word(Claimed ?? (uint)content.Length, isBigEndian));
        stream.Write(content);
        if (Type != Compressed) stream.Write(new byte[(8 - (content.Length % 8)) % 8]);
    }

    private static List<MatElement>? PartsOf(uint type, ReadOnlySpan<byte> content, bool isBigEndian, int depth)
    {
        if (depth > 8) return null;
        if (type == Matrix) return Split(content, isBigEndian, depth + 1);
        return type == Compressed && Inflate(content.ToArray()) is { } bytes ? Split(bytes, isBigEndian, depth + 1) : null;
    }

    private static byte[]? Inflate(byte[] bytes)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
            var buffer = new byte[1 << 20];
            return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            // An earlier mutation broke it.
            return null;
        }
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(bytes);
        return data.ToArray();
    }

    private static uint Word(ReadOnlySpan<byte> at, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);

    /// <summary>Four bytes of a number.</summary>
    public static byte[] Word(uint value, bool isBigEndian)
    {
        var bytes = new byte[4];
        if (isBigEndian) BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
