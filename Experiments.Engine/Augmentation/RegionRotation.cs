namespace Experiments.Engine.Augmentation;

/// <summary>Bilinear rotation for one region of the result only; what lies outside the image is the mean, that is 0.</summary>
internal static class RegionRotation
{
    /// <summary>Fills a region of the rotated image.</summary>
    /// <param name="scaled">Values of a region of the scaled image, red, green, blue in turn, mean subtracted.</param>
    /// <param name="region">Which region: all that <paramref name="window"/> looks at inside the image.</param>
    /// <param name="geometry">Angle and centre.</param>
    /// <param name="window">Region of the rotated image.</param>
    /// <param name="target">Receives window height × width × 3 values.</param>
    public static void Bilinear(ReadOnlySpan<float> scaled, Region region, CropGeometry geometry, Region window, Span<float> target)
    {
        var to = 0;
        for (var row = window.Top; row < window.Top + window.Height; row++)
        {
            for (var column = window.Left; column < window.Left + window.Width; column++, to += 3)
            {
                var (y, x) = geometry.BeforeRotation(row, column);
                var (top, left) = ((int)Math.Floor(y), (int)Math.Floor(x));
                var (down, right) = ((float)(y - top), (float)(x - left));
                var sum = target.Slice(to, 3);
                sum.Clear();
                Add(scaled, region, top, left, (1 - down) * (1 - right), sum);
                Add(scaled, region, top, left + 1, (1 - down) * right, sum);
                Add(scaled, region, top + 1, left, down * (1 - right), sum);
                Add(scaled, region, top + 1, left + 1, down * right, sum);
            }
        }
    }

    private static void Add(ReadOnlySpan<float> scaled, Region region, int y, int x, float weight, Span<float> sum)
    {
        var (row, column) = (y - region.Top, x - region.Left);
        if (weight == 0 || (uint)row >= (uint)region.Height || (uint)column >= (uint)region.Width) return;
        var at = ((row * region.Width) + column) * 3;
        sum[0] += weight * scaled[at];
        sum[1] += weight * scaled[at + 1];
        sum[2] += weight * scaled[at + 2];
    }
}
