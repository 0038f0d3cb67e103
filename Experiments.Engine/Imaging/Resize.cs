using Experiments.Engine.Schema;

namespace Experiments.Engine.Imaging;

/// <summary>The two source pixels of a bilinear interpolation along one axis: value = first + weight · (second − first).</summary>
internal readonly record struct Tap(int First, int Second, float Weight);

/// <summary>Resizing of images (bilinear, half-pixel centres) and of labels (nearest).</summary>
public static class Resize
{
    /// <summary>
    /// Bilinear with half-pixel centres: source coordinate max((i+½)·in/out − ½, 0), no smoothing when it shrinks
    /// (PyTorch align_corners=false, OpenCV's INTER_LINEAR); rounded to the nearest byte, halves up.
    /// </summary>
    /// <param name="image">Image.</param>
    /// <param name="height">New height, at least 1.</param>
    /// <param name="width">New width, at least 1.</param>
    public static RgbImage Bilinear(RgbImage image, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var result = new RgbImage(height, width);
        var columns = new Tap[width];
        for (var x = 0; x < width; x++) columns[x] = BilinearTap(x, image.Width, width);
        var to = 0;
        for (var y = 0; y < height; y++)
        {
            var row = BilinearTap(y, image.Height, height);
            var upper = image.Pixels.AsSpan(row.First * image.Width * 3, image.Width * 3);
            var lower = image.Pixels.AsSpan(row.Second * image.Width * 3, image.Width * 3);
            foreach (var column in columns)
            {
                var (left, right) = (column.First * 3, column.Second * 3);
                for (var channel = 0; channel < 3; channel++)
                {
                    var above = upper[left + channel] + (column.Weight * (upper[right + channel] - upper[left + channel]));
                    var below = lower[left + channel] + (column.Weight * (lower[right + channel] - lower[left + channel]));
                    result.Pixels[to++] = (byte)(above + (row.Weight * (below - above)) + 0.5f);
                }
            }
        }

        return result;
    }

    /// <summary>Nearest: source index ⌊(i+½)·in/out⌋, the pixel under the half-pixel centre.</summary>
    /// <param name="labels">Labels.</param>
    /// <param name="height">New height, at least 1.</param>
    /// <param name="width">New width, at least 1.</param>
    public static LabelMap Nearest(LabelMap labels, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var values = new byte[height * width];
        for (var y = 0; y < height; y++)
        {
            var row = labels.Values.AsSpan(NearestSource(y, labels.Height, height) * labels.Width, labels.Width);
            for (var x = 0; x < width; x++) values[(y * width) + x] = row[NearestSource(x, labels.Width, width)];
        }

        return new LabelMap(height, width, values);
    }

    /// <summary>Source index of a nearest resize along one axis.</summary>
    internal static int NearestSource(int index, int sourceLength, int length, NearestConvention convention = NearestConvention.Centre) =>
        convention == NearestConvention.Corner
            ? (int)((long)index * sourceLength / length)
            : (int)(((2L * index) + 1) * sourceLength / (2L * length));

    /// <summary>Source pixels of a bilinear resize along one axis.</summary>
    internal static Tap BilinearTap(int index, int sourceLength, int length, ResizeConvention convention = ResizeConvention.HalfPixel)
    {
        var position = convention switch
        {
            ResizeConvention.HalfPixel => Math.Max(((index + 0.5) * sourceLength / length) - 0.5, 0),
            ResizeConvention.AlignCorners => length == 1 ? 0 : (double)index * (sourceLength - 1) / (length - 1),
            ResizeConvention.Tf1Legacy => (double)index * sourceLength / length,
            _ => throw new ArgumentOutOfRangeException(nameof(convention), convention, "Unknown resize convention."),
        };
        var first = Math.Min((int)position, sourceLength - 1);
        return new Tap(first, Math.Min(first + 1, sourceLength - 1), (float)(position - first));
    }
}
