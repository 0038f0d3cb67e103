using System.Buffers;
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
        var firstRow = rows.Min(t => Math.Min(t.First, t.Second));
        var lastRow = rows.Max(t => Math.Max(t.First, t.Second));
        var firstColumn = columns.Min(t => Math.Min(t.First, t.Second));
        var lastColumn = columns.Max(t => Math.Max(t.First, t.Second));
        var stride = (lastColumn - firstColumn + 1) * 3;
        var buffer = ArrayPool<float>.Shared.Rent((lastRow - firstRow + 1) * stride);
        for (var y = firstRow; y <= lastRow; y++)
        {
            transform.Apply(
                source.Pixels.AsSpan(((y * source.Width) + firstColumn) * 3, stride),
                buffer.AsSpan((y - firstRow) * stride, stride));
        }

        var to = 0;
        foreach (var row in rows)
        {
            var upper = buffer.AsSpan((row.First - firstRow) * stride, stride);
            var lower = buffer.AsSpan((row.Second - firstRow) * stride, stride);
            foreach (var column in columns)
            {
                var (left, right) = ((column.First - firstColumn) * 3, (column.Second - firstColumn) * 3);
                for (var channel = 0; channel < 3; channel++)
                {
                    var above = upper[left + channel] + (column.Weight * (upper[right + channel] - upper[left + channel]));
                    var below = lower[left + channel] + (column.Weight * (lower[right + channel] - lower[left + channel]));
                    target[to++] = above + (row.Weight * (below - above));
                }
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
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
