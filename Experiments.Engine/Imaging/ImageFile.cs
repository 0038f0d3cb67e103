using Experiments.Engine.Schema;
using SkiaSharp;

namespace Experiments.Engine.Imaging;

/// <summary>Reads photographs: PNG and JPEG of any colour type, as 8-bit RGB.</summary>
public static class ImageFile
{
    /// <summary>Largest image that is read: 2²⁸ pixels (16,384 × 16,384).</summary>
    public const long MaximumPixels = 1L << 28;

    /// <summary>
    /// Reads an image as RGB: grey is repeated, palettes are expanded, 16 bits become 8, transparency is dropped (the
    /// colours beneath it stay). The EXIF orientation is not applied, and colour profiles are not: pixels are as
    /// stored, which is what Pillow's <c>open().convert("RGB")</c> gives.
    /// </summary>
    /// <param name="path">File.</param>
    /// <exception cref="DataException">The file is missing, cut off, damaged, of another kind or too big.</exception>
    public static unsafe RgbImage ReadRgb(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"Image {path} cannot be read ({e.Message}); check that it exists and may be read.", inner: e);
        }

        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data)
            ?? throw Corrupt(path, bytes.Length == 0 ? "it is empty" : "it is no PNG or JPEG");
        if (codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg))
            throw Corrupt(path, $"it is {codec.EncodedFormat}, not PNG or JPEG");
        var (height, width) = (codec.Info.Height, codec.Info.Width);
        if ((long)height * width > MaximumPixels)
            throw new DataException($"Image {path} is {width}×{height}: at most {MaximumPixels} pixels are read; make it smaller.");

        // No colour space on either side: samples come through unconverted.
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        var rgba = new byte[(long)height * width * 4];
        SKCodecResult result;
        fixed (byte* target = rgba) result = codec.GetPixels(info, (nint)target);
        if (result != SKCodecResult.Success) throw Corrupt(path, $"decoding ended with {result}");

        var pixels = new byte[(long)height * width * 3];
        for (int from = 0, to = 0; from < rgba.Length; from += 4, to += 3)
            (pixels[to], pixels[to + 1], pixels[to + 2]) = (rgba[from], rgba[from + 1], rgba[from + 2]);
        return new RgbImage(height, width, pixels);
    }

    private static DataException Corrupt(string path, string why) =>
        new($"Image {path} is corrupt or of another kind: {why}; replace the file, or leave its stem out of the split.");
}
