using System.Buffers;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Augmentation;

/// <summary>
/// The random changes of a training image, in the reference's order: colour jitter → subtract mean → mirror → scale →
/// rotate → pad → crop; then divide by std. A pure function of the sample and of a draw made beforehand.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Scale: to round(H·s) × round(W·s), image bilinear with half-pixel centres (no smoothing when it shrinks, as
/// OpenCV and TensorFlow do), label nearest: source ⌊(i+½)·in/out⌋.</item>
/// <item>Rotation: about the image's centre, size kept; image bilinear, label nearest; what lies outside is the mean
/// (0 after subtraction) and 255.</item>
/// <item>Pad: centred, up to the crop, with the mean and 255; the odd pixel goes last.</item>
/// </list>
/// Scale and rotation are two interpolations and stay two, because one interpolation would give other pixels; but only
/// the part of the scaled image that the crop looks at is computed, which changes nothing in the result.
/// </remarks>
public sealed class AugmentationChain
{
    private readonly AugmentationSettings _settings;
    private readonly float[] _mean;
    private readonly float[] _scale;

    /// <summary>Prepares the chain.</summary>
    /// <param name="settings">What is switched on.</param>
    /// <param name="data">Mean and std.</param>
    /// <param name="crop">Side of the crop in pixels.</param>
    public AugmentationChain(AugmentationSettings settings, DataSettings data, int crop)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(crop, 1);
        _settings = settings;
        _mean = [.. data.Mean.Select(m => (float)m)];
        _scale = [.. data.Std.Select(s => (float)(1 / s))];
        Crop = crop;
    }

    /// <summary>Side of the crop in pixels.</summary>
    public int Crop { get; }

    /// <summary>Makes one crop.</summary>
    /// <param name="sample">Image and labels; left as they are.</param>
    /// <param name="draw">Chance.</param>
    /// <param name="image">Receives 3 × crop × crop values.</param>
    /// <param name="labels">Receives crop × crop class indices, 255 ignored.</param>
    public void Apply(Sample sample, AugmentationDraw draw, Span<float> image, Span<long> labels)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(draw);
        var geometry = new CropGeometry(sample.Image.Height, sample.Image.Width, Crop, _settings, draw);
        var transform = new PixelTransform(sample.Image, _settings.Jitter, draw.Brightness, draw.Contrast, draw.Saturation, _mean);
        WriteLabels(sample.Labels, geometry, labels);
        var region = geometry.ScaledRegion();
        image.Clear();
        if (region.Height <= 0 || region.Width <= 0) return;

        var scaled = ArrayPool<float>.Shared.Rent(region.Height * region.Width * 3);
        RegionResize.Bilinear(sample.Image, geometry, region, transform, scaled);
        if (geometry.IsRotated) WriteRotated(scaled, region, geometry, image);
        else WriteStraight(scaled, region, geometry, image);
        ArrayPool<float>.Shared.Return(scaled);
    }

    private void WriteLabels(LabelMap map, CropGeometry geometry, Span<long> labels)
    {
        var crop = Crop;
        var sourceColumn = geometry.NearestColumns();
        var sourceRow = geometry.NearestRows();
        for (var i = 0; i < crop; i++)
        {
            for (var j = 0; j < crop; j++)
            {
                labels[(i * crop) + j] = geometry.TryLocateNearest(i, j, out var y, out var x)
                    ? map.Values[(sourceRow[y] * map.Width) + sourceColumn[x]]
                    : LabelMap.Ignored;
            }
        }
    }

    private void WriteStraight(ReadOnlySpan<float> scaled, Region region, CropGeometry geometry, Span<float> image)
    {
        var plane = Crop * Crop;
        for (var y = region.Top; y < region.Top + region.Height; y++)
        {
            var from = (y - region.Top) * region.Width * 3;
            var to = ((y - geometry.OffsetTop) * Crop) + region.Left - geometry.OffsetLeft;
            for (var x = 0; x < region.Width; x++, from += 3, to++)
            {
                image[to] = scaled[from] * _scale[0];
                image[plane + to] = scaled[from + 1] * _scale[1];
                image[(2 * plane) + to] = scaled[from + 2] * _scale[2];
            }
        }
    }

    private void WriteRotated(ReadOnlySpan<float> scaled, Region region, CropGeometry geometry, Span<float> image)
    {
        var plane = Crop * Crop;
        Span<float> sum = stackalloc float[3];
        for (var i = 0; i < Crop; i++)
        {
            for (var j = 0; j < Crop; j++)
            {
                if (!geometry.TryLocate(i, j, out var y, out var x)) continue;
                var (top, left) = ((int)Math.Floor(y), (int)Math.Floor(x));
                var (down, right) = ((float)(y - top), (float)(x - left));
                sum.Clear();
                Add(scaled, region, top, left, (1 - down) * (1 - right), sum);
                Add(scaled, region, top, left + 1, (1 - down) * right, sum);
                Add(scaled, region, top + 1, left, down * (1 - right), sum);
                Add(scaled, region, top + 1, left + 1, down * right, sum);
                var to = (i * Crop) + j;
                image[to] = sum[0] * _scale[0];
                image[plane + to] = sum[1] * _scale[1];
                image[(2 * plane) + to] = sum[2] * _scale[2];
            }
        }
    }

    /// <summary>Adds one neighbour; what lies outside the scaled image is the mean, that is 0.</summary>
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
