using System.Buffers.Binary;

namespace Experiments.Engine.Imaging;

/// <summary>
/// Reads the stored samples of grey and palette PNGs: all bit depths, interlaced too. Throws
/// <see cref="InvalidDataException"/> with the reason.
/// </summary>
internal static class PngLabelReader
{
    /// <summary>Reads a file's bytes.</summary>
    public static RawLabels Read(byte[] file)
    {
        var png = new PngLayout(file, colour =>
        {
            if (colour is not (PngColour.Grey or PngColour.Palette))
                throw new InvalidDataException($"its PNG colour type is {(int)colour}, and labels are grey values (0) or palette indices (3)");
        });
        var isWide = png.BitDepth == 16;
        if (PngRows.IsCheckedFirst(png, (isWide ? 2L : 1L) * png.Pixels)) PngRows.Read(png, take: null, hasSurplus: false);
        if (isWide)
        {
            var wide = GC.AllocateUninitializedArray<ushort>(png.Pixels);
            PngRows.Read(png, (pass, y, row) =>
            {
                for (int at = (y * png.Width) + pass.Left, i = 0; i < row.Length; at += pass.Right, i += 2) wide[at] = BinaryPrimitives.ReadUInt16BigEndian(row[i..]);
            }, hasSurplus: false);
            return new RawLabels(png.Height, png.Width, wide, png.BitDepth);
        }

        var samples = GC.AllocateUninitializedArray<byte>(png.Pixels);
        if (png is { BitDepth: 8, IsInterlaced: false })
        {
            PngRows.ReadInto(png, samples, hasSurplus: false);
        }
        else
        {
            PngRows.Read(png, (pass, y, row) =>
            {
                var columns = pass.Columns(png.Width);
                for (int at = (y * png.Width) + pass.Left, i = 0; i < columns; at += pass.Right, i++) samples[at] = PngSamples.At(row, i, png.BitDepth);
            }, hasSurplus: false);
        }

        return new RawLabels(png.Height, png.Width, samples, png.BitDepth);
    }
}
