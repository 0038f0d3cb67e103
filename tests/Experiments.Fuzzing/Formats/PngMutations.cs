using System.Buffers.Binary;

namespace Experiments.Fuzzing.Formats;

/// <summary>Mutations of PNGs: lies of the header, chunks dropped, doubled and exchanged, palettes cut, rows changed before they are deflated, bombs.</summary>
internal static class PngMutations
{
    private const long MostInflated = 1L << 27;

    private static readonly string[] Types = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "iCCP", "tEXt", "acTL", "ABCD", "abcd", "\0\0\0\0"];

    // Sides that are right by themselves, up to what the readers take and one more.
    private static readonly int[] Sides = [1, 2, 7, 8, 9, 16, 48, 255, 256, 4000, 4097, 8192, 16_384, 65_535, 999_999, 1_000_000, 1_000_001];

    /// <summary>Applies one, drawn at random.</summary>
    public static byte[] Apply(byte[] file, Random random)
    {
        var png = PngChunks.Split(file);
        if (png.Chunks.Count == 0) return file;
        var chunks = png.Chunks;
        var at = random.Next(chunks.Count);
        var header = png.Find("IHDR") is >= 0 and var h && chunks[h].Content.Length == 13 ? chunks[h].Content : new byte[13];
        switch (random.Next(14))
        {
            case 0: BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 * random.Next(2)), (int)GenericMutations.AbsurdNumbers[random.Next(GenericMutations.AbsurdNumbers.Count)]); break;
            case 1: BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 * random.Next(2)), Sides[random.Next(Sides.Length)]); break;
            case 2: header[8 + random.Next(5)] = (byte)random.Next(random.Next(2) == 0 ? 9 : 256); break;
            case 3: chunks.RemoveAt(at); break;
            case 4: chunks.Insert(random.Next(chunks.Count), chunks[at]); break;
            case 5: (chunks[at], chunks[0]) = (chunks[0], chunks[at]); break;
            case 6: chunks.Insert(at, (Types[random.Next(Types.Length)], new byte[random.Next(300)])); break;
            case 7 when png.Find("PLTE") is >= 0 and var p: chunks[p] = ("PLTE", new byte[random.Next(800)]); break;
            case 8: Scatter(chunks, random); break;
            case 9: png.SetRows(stream => stream.Write(new byte[1 << (10 + random.Next(15))])); break;
            case 10 or 12: Blow(png, header, random); break;
            // The length before a chunk.
            case 11: return Lie(png, at, random);
            default:
                var rows = GenericMutations.Apply(png.Rows(), random);
                png.SetRows(stream => stream.Write(rows));
                break;
        }

        return png.Join();
    }

    /// <summary>Compressed pixels in many chunks, some of them empty.</summary>
    private static void Scatter(List<(string Type, byte[] Content)> chunks, Random random)
    {
        var at = chunks.FindIndex(c => c.Type == "IDAT");
        if (at < 0) return;
        var pieces = chunks[at].Content.Chunk(1 + random.Next(20)).SelectMany(c => random.Next(4) == 0 ? [("IDAT", c), ("IDAT", [])] : new[] { ("IDAT", c) }).ToList();
        chunks.RemoveAt(at);
        chunks.InsertRange(at, pieces);
    }

    /// <summary>A size and all the rows it needs, or all but the last.</summary>
    private static void Blow(PngChunks png, byte[] header, Random random)
    {
        var (width, height) = (Sides[random.Next(Sides.Length)], Sides[random.Next(Sides.Length)]);
        var channels = header[9] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var row = 1 + ((((long)width * channels * header[8]) + 7) / 8);
        // Interlaced rows take some bytes more: what is over is passed over in images and refused in labels.
        var bytes = row * (height - random.Next(2)) + (header[12] == 1 ? 4L * height : 0);
        if (bytes > MostInflated) return;
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        var zeros = new byte[1 << 16];
        png.SetRows(stream =>
        {
            for (; bytes > 0; bytes -= zeros.Length) stream.Write(zeros.AsSpan(0, (int)Math.Min(bytes, zeros.Length)));
        });
    }

    private static byte[] Lie(PngChunks png, int chunk, Random random)
    {
        var file = png.Join();
        var at = 8 + png.Chunks.Take(chunk).Sum(c => 12 + c.Content.Length);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(at), (int)GenericMutations.AbsurdNumbers[random.Next(GenericMutations.AbsurdNumbers.Count)]);
        return file;
    }
}
