using System.Buffers.Binary;
using SkiaSharp;

namespace Experiments.Engine.Imaging;

/// <summary>
/// Reads JPEGs (sequential and progressive; grey, colours, CMYK) as 8-bit RGB, by libjpeg-turbo in Skia. Throws
/// <see cref="InvalidDataException"/> with the reason.
/// </summary>
internal static class JpegImageReader
{
    // A strip of four bytes a pixel stays in the processor's cache while it is packed into three.
    private const int StripBytes = 1 << 18;

    /// <summary>Reads a file's bytes.</summary>
    public static unsafe RgbImage Read(byte[] file)
    {
        var layout = new JpegLayout(file);
        var (height, width) = (layout.Height, layout.Width);
        fixed (byte* bytes = file)
        {
            using var data = SKData.Create((nint)bytes, file.Length);
            using var codec = SKCodec.Create(data) ?? throw new InvalidDataException("its JPEG header is damaged");
            if (codec.Info.Height != height || codec.Info.Width != width) throw new InvalidDataException("it has two sizes");
            // No colour space on either side: samples come through unconverted.
            var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
            if (codec.StartScanlineDecode(info) is not SKCodecResult.Success and var result) throw new InvalidDataException($"decoding ended with {result}");
            var rows = Math.Clamp(StripBytes / (4 * width), 1, height);
            var strip = new byte[rows * 4 * width];
            byte[]? pixels = null;
            fixed (byte* target = strip)
            {
                for (var y = 0; y < height; y += rows)
                {
                    var count = Math.Min(rows, height - y);
                    var got = codec.GetScanlines((nint)target, count, 4 * width);
                    if (got < count) throw new InvalidDataException($"it is cut off or damaged: {y + got} of {height} rows could be decoded");
                    // Made only now: a file without a first row costs nothing.
                    pixels ??= GC.AllocateUninitializedArray<byte>(3 * height * width);
                    Pack(strip.AsSpan(0, count * 4 * width), pixels.AsSpan(y * 3 * width, count * 3 * width));
                }
            }

            return new RgbImage(height, width, pixels!);
        }
    }

    /// <summary>Leaves out every fourth byte, four pixels at a time.</summary>
    private static void Pack(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        for (; rgba.Length >= 16; rgba = rgba[16..], rgb = rgb[12..])
        {
            var first = BinaryPrimitives.ReadUInt32LittleEndian(rgba) & 0xFFFFFF;
            var second = BinaryPrimitives.ReadUInt32LittleEndian(rgba[4..]) & 0xFFFFFF;
            var third = BinaryPrimitives.ReadUInt32LittleEndian(rgba[8..]) & 0xFFFFFF;
            var fourth = BinaryPrimitives.ReadUInt32LittleEndian(rgba[12..]);
            BinaryPrimitives.WriteUInt32LittleEndian(rgb, first | (second << 24));
            BinaryPrimitives.WriteUInt32LittleEndian(rgb[4..], (second >> 8) | (third << 16));
            BinaryPrimitives.WriteUInt32LittleEndian(rgb[8..], (third >> 16) | (fourth << 8));
        }

        for (; rgba.Length >= 4; rgba = rgba[4..], rgb = rgb[3..]) rgba[..3].CopyTo(rgb);
    }
}
