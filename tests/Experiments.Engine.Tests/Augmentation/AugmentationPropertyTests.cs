using System.Numerics;
using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using FsCheck.Xunit;

namespace Experiments.Engine.Tests.Augmentation;

/// <summary>What holds for augmented crops of any image, under any settings and draws, in both orders.</summary>
public class AugmentationPropertyTests
{
    private static readonly DataSettings Plain = new() { Mean = [0, 0, 0], Std = [1, 1, 1] };

    [Property(MaxTest = 300)]
    public void Any_draw_gives_what_the_steps_give_one_after_the_other(int seed, byte size, byte cropSize)
    {
        var chance = Chance.For(seed, ChancePurpose.Augmentation);
        var sample = Blocks(8 + (size % 23), 8 + (size / 10), seed, side: 8);
        var crop = 1 + (cropSize % 40);
        var settings = Any(chance);
        var data = new DataSettings { Mean = [120, 110, 100], Std = [50, 60, 70] };
        var draw = AugmentationDraw.From(chance);
        var (image, labels) = Apply(sample, settings, data, crop, draw);
        var expected = SequentialAugmentation.Apply(sample, settings, data, crop, draw);
        Assert.Equal(expected.Labels, labels);
        for (var i = 0; i < image.Length; i++) Assert.True(Math.Abs(expected.Image[i] - image[i]) < 1e-3, $"value {i}: {image[i]} is not {expected.Image[i]} under {settings}, {draw}");
    }

    // The image's colour says the label, so wherever the labels around agree the colour must be its own. Six pixels: two
    // for the blur, and at scale 2 one and a half source pixels of interpolation and of another convention for labels.
    [Property(MaxTest = 300)]
    public void Image_and_labels_stay_aligned_under_every_draw(int seed, byte cropSize)
    {
        var chance = Chance.For(seed, ChancePurpose.Augmentation);
        var sample = Blocks(60, 80, seed, side: 20);
        var crop = 24 + (cropSize % 80);
        var settings = Any(chance) with { Jitter = ColourJitter.None };
        var (image, labels) = Apply(sample, settings, Plain, crop, AugmentationDraw.From(chance));
        for (var y = 6; y < crop - 6; y++)
        {
            for (var x = 6; x < crop - 6; x++)
            {
                var label = labels[(y * crop) + x];
                if (label == 255 || !SurroundedBySame(labels, crop, y, x, 6)) continue;
                var colour = image[(y * crop) + x];
                Assert.True(Math.Abs(colour - (20 * (label + 1))) < 0.01, $"label {label} at {y}, {x} has colour {colour} under {settings}");
            }
        }
    }

    [Property(MaxTest = 300)]
    public void A_pixel_is_ignored_exactly_where_the_image_was_padded_or_rotated_out(int seed, byte size, byte cropSize)
    {
        var chance = Chance.For(seed, ChancePurpose.Augmentation);
        var (height, width) = (8 + (size % 23), 8 + (size / 10));
        var sample = new Sample("plain", new RgbImage(height, width), new LabelMap(height, width, 3));
        var crop = 1 + (cropSize % 60);
        var settings = Any(chance);
        var draw = AugmentationDraw.From(chance);
        var (_, labels) = Apply(sample, settings, Plain, crop, draw);

        var scale = settings.ScaleMin + (draw.Scale * (settings.ScaleMax - settings.ScaleMin));
        (height, width) = ((int)Math.Round(height * scale), (int)Math.Round(width * scale));
        var degrees = draw.RotationGate < settings.RotationProbability ? settings.RotationDegrees * ((2 * draw.Rotation) - 1) : 0;
        var turn = Complex.FromPolarCoordinates(1, degrees * Math.PI / 180);
        var centre = settings.RotationCentre == RotationCentre.OpenCv ? new Complex(width, height) / 2 : new Complex(width - 1, height - 1) / 2;
        var isMirroredLast = settings is { Order: AugmentationOrder.Semseg, Mirror: true } && draw.Mirror < 0.5;
        var (top, left) = (Start(height, draw.Top), Start(width, draw.Left));
        for (var i = 0; i < labels.Length; i++)
        {
            var (y, x) = (top + (i / crop), left + (i % crop));
            var from = (turn * (new Complex(isMirroredLast ? width - 1 - x : x, y) - centre)) + centre;
            // Distance to the nearest edge of the image, negative outside.
            var inside = Math.Min(Math.Min(from.Real, width - 1 - from.Real), Math.Min(from.Imaginary, height - 1 - from.Imaginary)) + 0.5;
            if (x < 0 || x >= width || y < 0 || y >= height) inside = -1;
            if (Math.Abs(inside) > 1e-9) Assert.Equal(inside > 0 ? 3 : 255, labels[i]);
        }

        int Start(int length, double place) => length < crop ? -((crop - length) / 2) : (int)(place * (length - crop + 1));
    }

    [Property(MaxTest = 100)]
    public void Mirrored_twice_is_the_image_itself(int seed, byte size, bool semseg)
    {
        var side = 1 + (size % 40);
        var sample = Blocks(side, side, seed, side: 3);
        var settings = new AugmentationSettings
        {
            Order = semseg ? AugmentationOrder.Semseg : AugmentationOrder.Reference,
            Jitter = ColourJitter.None,
            ScaleMin = 1,
            ScaleMax = 1,
            RotationDegrees = 0,
        };
        var draw = AugmentationDraw.From(Chance.For(seed, ChancePurpose.Augmentation)) with { Mirror = 0.49 };
        var (image, labels) = Apply(sample, settings, Plain, side, draw);
        var once = new Sample("once", new RgbImage(side, side), new LabelMap(side, side, [.. labels.Select(l => (byte)l)]));
        for (var i = 0; i < image.Length; i++) once.Image.Pixels[(3 * (i % (side * side))) + (i / (side * side))] = (byte)image[i];
        (image, labels) = Apply(once, settings, Plain, side, draw);
        Assert.Equal(sample.Labels.Values.Select(l => (long)l), labels);
        Assert.Equal(Apply(sample, settings, Plain, side, draw with { Mirror = 0.5 }).Image, image);
    }

    [Property(MaxTest = 150)]
    public void In_semseg_s_order_a_mirrored_crop_is_the_flip_of_the_unmirrored_one(int seed, byte size)
    {
        var chance = Chance.For(seed, ChancePurpose.Augmentation);
        var sample = Blocks(8 + (size % 23), 8 + (size / 10), seed, side: 8);
        var settings = Any(chance) with { Order = AugmentationOrder.Semseg, Mirror = true };
        var draw = AugmentationDraw.From(chance);
        // Padded evenly on both sides, so that the padding is its own flip.
        var width = (int)Math.Round(sample.Image.Width * draw.ScaleOf(settings));
        var crop = 80 + (width % 2);
        var (straight, straightLabels) = Apply(sample, settings, Plain, crop, draw with { Mirror = 0.5 });
        var (mirrored, mirroredLabels) = Apply(sample, settings, Plain, crop, draw with { Mirror = 0.49 });
        Assert.Equal(straight.Chunk(crop).SelectMany(row => row.Reverse()), mirrored);
        Assert.Equal(straightLabels.Chunk(crop).SelectMany(row => row.Reverse()), mirroredLabels);
    }

    private static AugmentationSettings Any(ChanceGenerator chance)
    {
        var order = (AugmentationOrder)chance.NextInt(2);
        return new AugmentationSettings
        {
            Order = order,
            Jitter = (ColourJitter)chance.NextInt(3),
            Mirror = chance.NextBoolean(),
            ImageResize = (ResizeConvention)chance.NextInt(3),
            LabelResize = (NearestConvention)chance.NextInt(2),
            RotationDegrees = chance.NextInt(3) * 22,
            RotationProbability = chance.NextInt(3) / 2.0,
            RotationCentre = (RotationCentre)chance.NextInt(2),
            BlurProbability = order == AugmentationOrder.Semseg ? chance.NextInt(3) / 2.0 : 0,
        };
    }

    private static bool SurroundedBySame(long[] labels, int crop, int y, int x, int by)
    {
        for (var dy = -by; dy <= by; dy++)
        {
            for (var dx = -by; dx <= by; dx++)
            {
                if (labels[((y + dy) * crop) + x + dx] != labels[(y * crop) + x]) return false;
            }
        }

        return true;
    }

    private static (float[] Image, long[] Labels) Apply(Sample sample, AugmentationSettings settings, DataSettings data, int crop, AugmentationDraw draw)
    {
        var (image, labels) = (new float[3 * crop * crop], new long[crop * crop]);
        Array.Fill(image, float.NaN);
        new AugmentationChain(settings, data, crop).Apply(sample, draw, image, labels);
        return (image, labels);
    }

    /// <summary>Square blocks with random labels; the colour is 20 · (label + 1), and 0 for 255.</summary>
    private static Sample Blocks(int height, int width, int seed, int side)
    {
        var chance = Chance.For(seed, ChancePurpose.Scene);
        var blocks = Enumerable.Range(0, 400).Select(_ => (byte)(chance.NextInt(8) == 0 ? 255 : chance.NextInt(10))).ToArray();
        var labels = new LabelMap(height, width, 0);
        var image = new RgbImage(height, width);
        for (var i = 0; i < height * width; i++)
        {
            var label = blocks[(i / width / side * 20) + (i % width / side)];
            labels.Values[i] = label;
            image.Pixels.AsSpan(3 * i, 3).Fill(label == 255 ? (byte)0 : (byte)(20 * (label + 1)));
        }

        return new Sample("blocks", image, labels);
    }
}
