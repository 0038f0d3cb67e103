using Experiments.Engine.Schema;

namespace Experiments.Engine.Imaging;

/// <summary>Reads photographs: PNG and JPEG of any colour type, as 8-bit RGB.</summary>
public static class ImageFile
{
    /// <summary>Largest image that is read: 2²⁸ pixels (16,384 × 16,384).</summary>
    public const long MaximumPixels = ImageBounds.MaximumPixels;

    /// <summary>Raised when the same files come to give other pixels or labels: what was decoded before is then not used again.</summary>
    internal const int DecoderVersion = 1;

    /// <summary>
    /// Reads an image as RGB: grey is repeated, palettes are expanded, 16 bits become their high byte, CMYK is
    /// multiplied out, transparency is dropped (the colours beneath it stay). The EXIF orientation is not applied, and
    /// colour profiles are not: pixels are as stored, which is what Pillow's <c>open().convert("RGB")</c> gives, but for
    /// grey of 16 bits, which Pillow cuts off at 255 and so makes white.
    /// </summary>
    /// <param name="path">File.</param>
    /// <exception cref="DataException">The file is missing, cut off, damaged, of another kind or too big.</exception>
    public static RgbImage ReadRgb(string path)
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

        try
        {
            return Decode(bytes);
        }
        catch (InvalidDataException e)
        {
            throw new DataException($"Image {path} is corrupt or of another kind: {e.Message}; replace the file, or leave its stem out of the split.", inner: e);
        }
    }

    /// <summary>Refuses what is neither PNG nor JPEG by its first bytes; names the kind where it is known.</summary>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    internal static void CheckKind(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith(PngFormat.Signature) || IsJpeg(start)) return;
        if (start.IsEmpty) throw new InvalidDataException("it is empty");
        var kind = start switch
        {
            _ when start.StartsWith("GIF8"u8) => "GIF",
            _ when start.StartsWith("BM"u8) => "BMP",
            _ when start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) => "TIFF",
            _ when start.StartsWith("RIFF"u8) && start.Length >= 12 && start[8..12].SequenceEqual("WEBP"u8) => "WebP",
            _ => null,
        };
        throw new InvalidDataException(kind is null ? "it is no PNG or JPEG" : $"it is {kind}, not PNG or JPEG");
    }

    private static RgbImage Decode(byte[] bytes)
    {
        CheckKind(bytes);
        return IsJpeg(bytes) ? JpegImageReader.Read(bytes) : PngImageReader.Read(bytes);
    }

    private static bool IsJpeg(ReadOnlySpan<byte> start) => start.StartsWith<byte>([0xFF, 0xD8, 0xFF]);
}
