using System.Buffers.Binary;
using System.IO.Compression;

namespace Experiments.Engine.Tests.Imaging;

/// <summary>A PNG writer of its own, for every bit depth, row filter and interlacing: what the reader is tested against.</summary>
public sealed record TestPng
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    public required int BitDepth { get; init; }

    /// <summary>0 grey, 3 palette; others to see them refused.</summary>
    public int ColourType { get; init; }

    public bool Interlaced { get; init; }

    /// <summary>Filter of row y is (Filter + y) mod 5 where it is 5 or more, else Filter.</summary>
    public int Filter { get; init; }

    /// <summary>Bytes of an IDAT chunk; small values split the data.</summary>
    public int ChunkSize { get; init; } = int.MaxValue;

    /// <summary>Rows left out at the end.</summary>
    public int MissingRows { get; init; }

    public byte[] Encode(ushort[] samples)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9], header[12]) = ((byte)BitDepth, (byte)ColourType, Interlaced ? (byte)1 : (byte)0);
        Chunk(file, "IHDR", header);
        if (ColourType == 3) Chunk(file, "PLTE", new byte[3 * (1 << BitDepth)]);
        Chunk(file, "tEXt", "Comment\0ancillary chunks are passed over"u8.ToArray());
        var data = Compress(samples);
        for (var at = 0; at < data.Length; at += Math.Min(ChunkSize, data.Length - at))
            Chunk(file, "IDAT", data.AsSpan(at, Math.Min(ChunkSize, data.Length - at)).ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    public static void Chunk(Stream file, string type, byte[] content)
    {
        var bytes = System.Text.Encoding.Latin1.GetBytes(type).Concat(content).ToArray();
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(bytes);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(bytes));
        file.Write(number);
    }

    // Bit by bit, unlike the reader's table.
    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }

    private byte[] Compress(ushort[] samples)
    {
        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            (int Top, int Left, int Down, int Right)[] passes = Interlaced
                ? [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
                : [(0, 0, 1, 1)];
            foreach (var (top, left, down, right) in passes)
            {
                byte[]? above = null;
                for (var y = top; y < Height - MissingRows; y += down)
                {
                    var row = new List<ushort>();
                    for (var x = left; x < Width; x += right) row.Add(samples[(y * Width) + x]);
                    if (row.Count == 0) break;
                    var packed = Pack(row);
                    above ??= new byte[packed.Length];
                    WriteRow(deflate, packed, above, Filter < 5 ? Filter : (Filter + y) % 5);
                    above = packed;
                }
            }
        }

        return data.ToArray();
    }

    private byte[] Pack(List<ushort> row)
    {
        var packed = new byte[((row.Count * BitDepth) + 7) / 8];
        for (var i = 0; i < row.Count; i++)
        {
            for (var bit = 0; bit < BitDepth; bit++)
            {
                var isSet = (row[i] >> (BitDepth - 1 - bit)) & 1;
                var at = (i * BitDepth) + bit;
                packed[at / 8] |= (byte)(isSet << (7 - (at % 8)));
            }
        }

        return packed;
    }

    private void WriteRow(Stream stream, byte[] row, byte[] above, int filter)
    {
        var step = Math.Max(1, BitDepth / 8);
        stream.WriteByte((byte)filter);
        for (var i = 0; i < row.Length; i++)
        {
            int left = i >= step ? row[i - step] : 0, corner = i >= step ? above[i - step] : 0, up = above[i];
            var predicted = filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, corner),
                _ => 0,
            };
            stream.WriteByte((byte)(row[i] - predicted));
        }
    }

    private static int Paeth(int a, int b, int c)
    {
        var p = a + b - c;
        return new[] { a, b, c }.MinBy(v => Math.Abs(p - v));
    }
}
