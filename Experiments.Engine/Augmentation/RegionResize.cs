using System.Buffers;
using System.Numerics;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Augmentation;

/// <summary>Bilinear scaling of a transformed, perhaps mirrored image, for one region of the result only.</summary>
internal static class RegionResize
{
    /// <summary>Fills a region of the scaled image.</summary>
    /// <param name="source">Image.</param>
    /// <param name="geometry">Sizes and mirror.</param>
    /// <param name="region">Region of the scaled image.</param>
    /// <param name="convention">Which source coordinate a pixel has.</param>
    /// <param name="transform">What is done to each source pixel first.</param>
    /// <param name="target">Receives region height × width × 3 values.</param>
    public static void Bilinear(
        RgbImage source, CropGeometry geometry, Region region, ResizeConvention convention, PixelTransform transform, Span<float> target)
    {
        var rows = Taps(region.Top, region.Height, source.Height, geometry.Height, mirrored: false, convention);
        var columns = Taps(region.Left, region.Width, source.Width, geometry.Width, geometry.IsMirroredFirst, convention);
        var firstColumn = columns.Min(t => Math.Min(t.First, t.Second));
        var lastColumn = columns.Max(t => Math.Max(t.First, t.Second));
        var (stride, width) = ((lastColumn - firstColumn + 1) * 3, region.Width * 3);
        // Rows are interpolated along the columns once each. The two that a row of the result lies between are neighbours,
        // so that one of an even and one of an odd number are kept.
        var line = ArrayPool<float>.Shared.Rent(stride);
        var kept = ArrayPool<float>.Shared.Rent(2 * width);
        Span<int> keptRow = [-1, -1];
        for (var i = 0; i < rows.Length; i++)
        {
            foreach (var y in (ReadOnlySpan<int>)[rows[i].First, rows[i].Second])
            {
                if (keptRow[y & 1] == y) continue;
                keptRow[y & 1] = y;
                transform.Apply(source.Pixels.AsSpan(((y * source.Width) + firstColumn) * 3, stride), line);
                AlongColumns(line, columns, firstColumn, kept.AsSpan((y & 1) * width, width));
            }

            Between(
                kept.AsSpan((rows[i].First & 1) * width, width), kept.AsSpan((rows[i].Second & 1) * width, width), rows[i].Weight, target.Slice(i * width, width));
        }

        ArrayPool<float>.Shared.Return(line);
        ArrayPool<float>.Shared.Return(kept);
    }

    private static void AlongColumns(ReadOnlySpan<float> line, Tap[] columns, int firstColumn, Span<float> target)
    {
        var to = 0;
        foreach (var column in columns)
        {
            var left = line.Slice((column.First - firstColumn) * 3, 3);
            var right = line.Slice((column.Second - firstColumn) * 3, 3);
            var pixel = target.Slice(to, 3);
            pixel[0] = left[0] + (column.Weight * (right[0] - left[0]));
            pixel[1] = left[1] + (column.Weight * (right[1] - left[1]));
            pixel[2] = left[2] + (column.Weight * (right[2] - left[2]));
            to += 3;
        }
    }

    private static void Between(ReadOnlySpan<float> above, ReadOnlySpan<float> below, float weight, Span<float> target)
    {
        var i = 0;
        for (; i + Vector<float>.Count <= target.Length; i += Vector<float>.Count)
        {
            var first = new Vector<float>(above[i..]);
            (first + (weight * (new Vector<float>(below[i..]) - first))).CopyTo(target[i..]);
        }

        for (; i < target.Length; i++) target[i] = above[i] + (weight * (below[i] - above[i]));
    }

    private static Tap[] Taps(int start, int count, int sourceLength, int length, bool mirrored, ResizeConvention convention)
    {
        var taps = new Tap[count];
        for (var i = 0; i < count; i++)
        {
            var tap = Resize.BilinearTap(start + i, sourceLength, length, convention);
            taps[i] = mirrored ? new Tap(sourceLength - 1 - tap.First, sourceLength - 1 - tap.Second, tap.Weight) : tap;
        }

        return taps;
    }
}
