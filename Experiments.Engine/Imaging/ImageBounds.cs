namespace Experiments.Engine.Imaging;

/// <summary>
/// How much is decoded, so that no file can take the machine's memory: what a header claims is checked against the
/// file's own size before anything is allocated for it.
/// </summary>
internal static class ImageBounds
{
    /// <summary>Largest image that is read: 2²⁸ pixels (16,384 × 16,384).</summary>
    public const long MaximumPixels = 1L << 28;

    /// <summary>Longest side that is read, as in libpng: a row is what decoding needs at least.</summary>
    public const long MaximumSide = 1_000_000;

    /// <summary>Up to 2²⁶ pixels (8,192 × 8,192; 192 MiB as RGB) a file may be as small as it can: label maps of one class are.</summary>
    public const long UnquestionedPixels = 1L << 26;

    /// <summary>Above that, more pixels than this for each byte of the file are taken for a decompression bomb. Photographs have 1 to 20.</summary>
    public const long PixelsPerByte = 256;

    /// <summary>
    /// Pixels of up to 48 MiB are decoded in one pass. What is bigger is decoded twice, the first time without keeping
    /// anything, so that a file that turns out to be damaged has cost its own bytes and a few rows.
    /// </summary>
    public const long OnePassBytes = 48L << 20;

    /// <summary>What forbids reading an image of this size, as part of a sentence; null where nothing does.</summary>
    /// <param name="width">Columns, as the header claims.</param>
    /// <param name="height">Rows, as the header claims.</param>
    /// <param name="fileBytes">Length of the file.</param>
    public static string? Problem(long width, long height, long fileBytes)
    {
        if (width == 0 || height == 0) return $"its size is {width}×{height}";
        // Both are below 2³², so the product of unsigned numbers fits.
        var pixels = (ulong)width * (ulong)height;
        if (pixels > (ulong)MaximumPixels) return $"it is {width}×{height}, and at most {MaximumPixels} pixels are read";
        if (Math.Max(width, height) > MaximumSide) return $"it is {width}×{height}, and sides of at most {MaximumSide} pixels are read";
        return (long)pixels > UnquestionedPixels && (long)pixels > fileBytes * PixelsPerByte
            ? $"it is {width}×{height} in {fileBytes} bytes, and above {UnquestionedPixels} pixels more than {PixelsPerByte} a byte are taken for a decompression bomb (cut it into tiles if it is none)"
            : null;
    }
}
