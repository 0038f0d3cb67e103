using System.Buffers.Binary;
using System.IO.Compression;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using FsCheck.Xunit;

namespace Experiments.Engine.Tests.Imaging;

/// <summary>Files made to hurt: what they claim costs nothing, and each is refused with a reason.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const long Allowance = 64L << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_small_file_that_claims_a_huge_image_is_refused_before_anything_is_allocated_for_it()
    {
        var png = Png(16384, 16384, 8, 2, [1, 2, 3]);
        var jpeg = Jpeg(0xC0, 16384, 16384, 3, scans: 1);
        Assert.Equal(
            $"it is 16384×16384 in {png.Length} bytes, and above 67108864 pixels more than 256 a byte are taken for a decompression bomb (cut it into tiles if it is none)",
            Refused(png, mostBytes: 1 << 20));
        Assert.Contains("taken for a decompression bomb", Refused(jpeg, mostBytes: 1 << 20), StringComparison.Ordinal);
        Assert.Contains("taken for a decompression bomb", RefusedLabel(Png(16384, 16384, 8, 0, [1, 2, 3]), mostBytes: 1 << 20), StringComparison.Ordinal);
    }

    [Fact]
    public void A_decompression_bomb_that_is_whole_is_refused_too()
    {
        // 100 million black pixels in about 100 KB.
        var bomb = Png(10000, 10000, 8, 0, new byte[10001 * 10000]);
        Assert.Contains("10000×10000", Refused(bomb), StringComparison.Ordinal);
        Assert.Contains("10000×10000", RefusedLabel(bomb), StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_map_of_one_class_is_no_bomb()
    {
        var file = Png(5000, 5000, 8, 0, new byte[5001 * 5000]);
        Assert.True(file.Length < 5000 * 5000 / ImageBounds.PixelsPerByte);
        Write(file);
        Assert.All(LabelFile.Read(_folder["image"]).Values, v => Assert.Equal(0, v));
    }

    [Fact]
    public void A_big_file_that_turns_out_to_be_cut_off_costs_no_pixels()
    {
        // 64 million pixels claimed and all but the last row there: only reading to the end shows that it is missing.
        var file = Png(8192, 8192, 8, 0, new byte[8193 * 8191]);
        Assert.Equal("its pixels are cut off", Refused(file));
        Assert.Equal("its pixels are cut off", RefusedLabel(file));
    }

    [Fact]
    public void Long_rows_of_a_file_that_is_cut_off_do_not_add_to_its_pixels()
    {
        // 48 MB of pixels alone would be decoded in one pass; three rows of 16 bits and four channels are 24 MB.
        Assert.Equal("its pixels are cut off", Refused(Png(1_000_000, 16, 16, 6, new byte[(8_000_001 * 16) - 1])));
    }

    [Fact]
    public void A_row_of_a_hundred_million_pixels_is_refused()
    {
        Assert.Equal("it is 67108864×1, and sides of at most 1000000 pixels are read", Refused(Png(1 << 26, 1, 16, 6, [0]), mostBytes: 1 << 20));
    }

    [Fact]
    public void A_JPEG_with_fewer_bytes_than_its_blocks_need_is_cut_off_by_arithmetic()
    {
        Assert.Contains("bytes cannot hold 4096×4096 pixels", Refused(Jpeg(0xC0, 4096, 4096, 3, scans: 1), mostBytes: 1 << 20), StringComparison.Ordinal);
        Assert.Contains("bytes cannot hold 4096×4096 pixels", Refused(Jpeg(0xC2, 4096, 4096, 1, scans: 1), mostBytes: 1 << 20), StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_of_JPEG_that_are_not_read_are_named()
    {
        Assert.StartsWith("it is a JPEG with arithmetic coding", Refused(Jpeg(0xC9, 8, 8, 3, scans: 1)), StringComparison.Ordinal);
        Assert.StartsWith("it is a lossless or hierarchical JPEG", Refused(Jpeg(0xC3, 8, 8, 3, scans: 1)), StringComparison.Ordinal);
        Assert.StartsWith("it has 12 bits a sample", Refused(Jpeg(0xC1, 8, 8, 3, scans: 1, bits: 12)), StringComparison.Ordinal);
        Assert.StartsWith("it has 2 colour components", Refused(Jpeg(0xC0, 8, 8, 2, scans: 1)), StringComparison.Ordinal);
        Assert.Equal("its size is 8×0", Refused(Jpeg(0xC0, 0, 8, 3, scans: 1)));
        Assert.Equal("it has more than 100 scans", Refused(Jpeg(0xC2, 8, 8, 1, scans: 101)));
        Assert.Equal("it has no pixels", Refused(Jpeg(0xC0, 8, 8, 3, scans: 0)));
        Assert.Equal("decoding ended with InvalidInput", Refused(Jpeg(0xC0, 8, 8, 3, scans: 1)));
    }

    [Fact]
    public void A_palette_index_without_a_colour_is_refused()
    {
        Assert.Equal("it has the palette index 2, and its palette has 2 colours", Refused(Png(3, 1, 8, 3, [0, 0, 1, 2], palette: [1, 2, 3, 4, 5, 6])));
    }

    [Property(MaxTest = 400)]
    public void Damaged_bytes_are_refused_or_read_but_never_crash(int at, byte value, bool isJpeg, bool isCut)
    {
        var file = (isJpeg ? WholeJpeg : WholePng).ToArray();
        file[(int)((uint)at % file.Length)] = value;
        Write(isCut ? file[..((int)((uint)at % file.Length) + 1)] : file);
        try
        {
            Assert.Equal((12, 20), (ImageFile.ReadRgb(_folder["image"]).Height, ImageFile.ReadRgb(_folder["image"]).Width));
        }
        catch (DataException)
        {
            // Refused, with a reason.
        }
        catch (Xunit.Sdk.EqualException)
        {
            // The byte was one of the size.
        }
    }

    private static byte[] WholePng { get; } = Encode(SkiaSharp.SKEncodedImageFormat.Png);

    private static byte[] WholeJpeg { get; } = Encode(SkiaSharp.SKEncodedImageFormat.Jpeg);

    private static byte[] Encode(SkiaSharp.SKEncodedImageFormat format)
    {
        using var bitmap = new SkiaSharp.SKBitmap(new SkiaSharp.SKImageInfo(20, 12, SkiaSharp.SKColorType.Rgba8888, SkiaSharp.SKAlphaType.Opaque));
        for (var i = 0; i < 240; i++) bitmap.SetPixel(i % 20, i / 20, new SkiaSharp.SKColor((byte)(i * 7), (byte)(i * i), (byte)i));
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    private string Refused(byte[] file, long mostBytes = 0) => Refused(file, mostBytes, "Image", () => ImageFile.ReadRgb(_folder["image"]));

    private string RefusedLabel(byte[] file, long mostBytes = 0) => Refused(file, mostBytes, "Label", () => LabelFile.ReadRaw(_folder["image"]));

    /// <summary>The reason, between name and remedy; reading may allocate twice the file and 64 MiB, or what the test says.</summary>
    private string Refused(byte[] file, long mostBytes, string kind, Func<object> read)
    {
        Write(file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Assert.Throws<DataException>(read).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, mostBytes > 0 ? mostBytes : (2 * file.Length) + Allowance);
        Assert.StartsWith($"{kind} {_folder["image"]} ", message, StringComparison.Ordinal);
        const string remedy = "; replace the file, or leave its stem out of the split.";
        Assert.EndsWith(remedy, message, StringComparison.Ordinal);
        return message[(message.IndexOf(": ", StringComparison.Ordinal) + 2)..^remedy.Length];
    }

    private void Write(byte[] file) => File.WriteAllBytes(_folder["image"], file);

    private static byte[] Png(int width, int height, byte depth, byte colour, byte[] rows, byte[]? palette = null)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, colour);
        TestPng.Chunk(file, "IHDR", header);
        if (palette is not null) TestPng.Chunk(file, "PLTE", palette);
        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(rows);
        TestPng.Chunk(file, "IDAT", data.ToArray());
        TestPng.Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A JPEG of markers alone: a frame header, scans of one byte, no tables.</summary>
    private static byte[] Jpeg(byte frame, int height, int width, byte components, int scans, byte bits = 8)
    {
        var file = new List<byte> { 0xFF, 0xD8, 0xFF, frame, 0, (byte)(8 + (3 * components)), bits, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, components };
        for (byte c = 1; c <= components; c++) file.AddRange([c, 0x11, 0]);
        for (var i = 0; i < scans; i++) file.AddRange([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x55]);
        file.AddRange([0xFF, 0xD9]);
        return [.. file];
    }
}
