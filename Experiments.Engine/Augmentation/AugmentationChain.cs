using System.Buffers;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Augmentation;

/// <summary>
/// The random changes of a training image, in one of two orders. A pure function of the sample and of a draw made
/// beforehand.
/// <list type="bullet">
/// <item>reference (PSPNet-TF-Reproduce): colour jitter → subtract mean → mirror → scale → rotate → pad → crop → divide by std.</item>
/// <item>semseg (github.com/hszhao/semseg): colour jitter → scale → rotate → blur → mirror → pad → crop → subtract mean → divide by std.</item>
/// </list>
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Scale: to round(H·s) × round(W·s), halves to even; image bilinear by <see cref="AugmentationSettings.ImageResize"/>
/// with no smoothing when it shrinks, as OpenCV and TensorFlow do; label nearest by <see cref="AugmentationSettings.LabelResize"/>.</item>
/// <item>Rotation: about <see cref="AugmentationSettings.RotationCentre"/>, size kept; image bilinear, label nearest; what
/// lies outside is the mean (0 after subtraction) and 255.</item>
/// <item>Blur: <see cref="GaussianBlur"/>, on the image only.</item>
/// <item>Pad: centred, up to the crop, with the mean and 255; the odd pixel goes last.</item>
/// </list>
/// Values are floats throughout, as in semseg. The mean is subtracted from the source pixels in both orders: every
/// later step is linear with weights that add up to one and fills with the mean, so that this gives the same image.
/// Not imitated of OpenCV: it rounds a rotation's coordinates to 1/32 pixel, and scales coordinates by the factor drawn
/// and not by in/out, which differ where the new size was rounded.
/// Scale and rotation are two interpolations and stay two, because one interpolation would give other pixels; but only
/// the part of each image that the crop looks at is computed, which changes nothing in the result.
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
        var geometry = GeometryOf(sample.Image, draw);
        WriteLabels(sample.Labels, geometry, labels);
        Apply(sample.Image, geometry, draw, image);
    }

    /// <summary>Makes one crop of an image that has no label a pixel.</summary>
    /// <param name="source">Image; left as it is.</param>
    /// <param name="draw">Chance.</param>
    /// <param name="image">Receives 3 × crop × crop values.</param>
    public void Apply(RgbImage source, AugmentationDraw draw, Span<float> image)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(draw);
        Apply(source, GeometryOf(source, draw), draw, image);
    }

    private CropGeometry GeometryOf(RgbImage source, AugmentationDraw draw) => new(source.Height, source.Width, Crop, _settings, draw);

    private void Apply(RgbImage source, CropGeometry geometry, AugmentationDraw draw, Span<float> image)
    {
        var transform = new PixelTransform(source, _settings.Jitter, draw.Brightness, draw.Contrast, draw.Saturation, _mean);
        image.Clear();
        var visible = geometry.Visible();
        if (visible.IsEmpty) return;
        var isBlurred = draw.IsBlurred(_settings);
        var window = isBlurred ? geometry.Grow(visible, GaussianBlur.Radius) : visible;
        var region = geometry.ScaledRegion(window);
        if (region.IsEmpty) return; // rotated out: all of it is the mean

        var values = ArrayPool<float>.Shared.Rent(region.Area * 3);
        RegionResize.Bilinear(source, geometry, region, _settings.ImageResize, transform, values);
        if (geometry.IsRotated)
        {
            var rotated = ArrayPool<float>.Shared.Rent(window.Area * 3);
            RegionRotation.Bilinear(values, region, geometry, window, rotated);
            ArrayPool<float>.Shared.Return(values);
            values = rotated;
        }

        if (isBlurred)
        {
            var blurred = ArrayPool<float>.Shared.Rent(visible.Area * 3);
            GaussianBlur.Apply(values, window, geometry.Height, geometry.Width, visible, blurred);
            ArrayPool<float>.Shared.Return(values);
            values = blurred;
        }

        WriteImage(values, visible, geometry, image);
        ArrayPool<float>.Shared.Return(values);
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

    private void WriteImage(ReadOnlySpan<float> values, Region visible, CropGeometry geometry, Span<float> image)
    {
        var plane = Crop * Crop;
        var step = geometry.IsMirroredLast ? -1 : 1;
        var firstColumn = (geometry.IsMirroredLast ? geometry.Width - 1 - visible.Left : visible.Left) - geometry.OffsetLeft;
        var from = 0;
        for (var y = visible.Top; y < visible.Top + visible.Height; y++)
        {
            var to = ((y - geometry.OffsetTop) * Crop) + firstColumn;
            for (var x = 0; x < visible.Width; x++, from += 3, to += step)
            {
                image[to] = values[from] * _scale[0];
                image[plane + to] = values[from + 1] * _scale[1];
                image[(2 * plane) + to] = values[from + 2] * _scale[2];
            }
        }
    }
}
