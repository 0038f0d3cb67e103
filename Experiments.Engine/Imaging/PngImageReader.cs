namespace Experiments.Engine.Imaging;

/// <summary>
/// Reads PNGs of every colour type and bit depth as 8-bit RGB. Throws <see cref="InvalidDataException"/> with the reason.
/// </summary>
internal static class PngImageReader
{
    /// <summary>Reads a file's bytes.</summary>
    public static RgbImage Read(byte[] file)
    {
        var png = new PngLayout(file, checksData: false);
        // More data than pixels are passed over, as by libpng and Pillow: the picture is whole.
        if (PngRows.IsCheckedFirst(png, 3L * png.Pixels)) PngRows.Read(png, take: null, hasSurplus: true);
        var pixels = GC.AllocateUninitializedArray<byte>(3 * png.Pixels);
        if (png is { Colour: PngColour.Rgb, BitDepth: 8, IsInterlaced: false }) PngRows.ReadInto(png, pixels, hasSurplus: true);
        else if (png.Channels <= 2) ReadLookedUp(png, pixels);
        else ReadColours(png, pixels);
        return new RgbImage(png.Height, png.Width, pixels);
    }

    private static void ReadColours(PngLayout png, byte[] pixels)
    {
        var (channels, sampleBytes) = (png.Channels, png.BitDepth / 8);
        PngRows.Read(png, (pass, y, row) =>
        {
            // The first byte of a sample of 16 bits is its high one.
            var to = 3 * ((y * png.Width) + pass.Left);
            for (var from = 0; from < row.Length; from += channels * sampleBytes, to += 3 * pass.Right)
                (pixels[to], pixels[to + 1], pixels[to + 2]) = (row[from], row[from + sampleBytes], row[from + (2 * sampleBytes)]);
        }, hasSurplus: true);
    }

    private static void ReadLookedUp(PngLayout png, byte[] pixels)
    {
        var (channels, colours) = (png.Channels, Colours(png));
        PngRows.Read(png, (pass, y, row) =>
        {
            var (columns, to) = (pass.Columns(png.Width), 3 * ((y * png.Width) + pass.Left));
            for (var i = 0; i < columns; i++, to += 3 * pass.Right)
            {
                var value = PngSamples.At(row, i * channels, png.BitDepth);
                if (3 * value >= colours.Length) throw new InvalidDataException($"it has the palette index {value}, and its palette has {colours.Length / 3} colours");
                colours.AsSpan(3 * value, 3).CopyTo(pixels.AsSpan(to, 3));
            }
        }, hasSurplus: true);
    }

    /// <summary>The colour of each sample, red, green, blue in turn: the palette's, or its share of white.</summary>
    private static byte[] Colours(PngLayout png)
    {
        if (png.Colour == PngColour.Palette) return png.Palette!;
        var largest = (1 << Math.Min(png.BitDepth, 8)) - 1;
        return [.. Enumerable.Range(0, 3 * (largest + 1)).Select(i => (byte)(i / 3 * 255 / largest))];
    }
}
