using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using FsCheck.Xunit;

namespace Experiments.Engine.Tests.Augmentation;

public class AugmentationChainTests
{
    private static readonly AugmentationDraw Neutral = new(Mirror: 0.9, Scale: 0, Rotation: 0.5, Top: 0, Left: 0, Brightness: 0.5, Contrast: 0.5, Saturation: 0.5, RotationGate: 0, BlurGate: 0.9);
    private static readonly AugmentationSettings Still = new() { Jitter = ColourJitter.None, Mirror = false, ScaleMin = 1, ScaleMax = 1, RotationDegrees = 0 };
    private static readonly DataSettings Plain = new() { Mean = [0, 0, 0], Std = [1, 1, 1] };

    [Fact]
    public void Everything_switched_off_gives_the_image_as_planes_of_floats()
    {
        var sample = Ramp(2, 2);
        var (image, labels) = Apply(sample, Still, new DataSettings { Mean = [1, 2, 3], Std = [1, 2, 4] }, 2, Neutral);
        // Pixels (0,1,2) (3,4,5) / (6,7,8) (9,10,11).
        Assert.Equal([-1, 2, 5, 8, -0.5f, 1, 2.5f, 4, -0.25f, 0.5f, 1.25f, 2], image);
        Assert.Equal([0, 1, 2, 3], labels);
    }

    [Fact]
    public void Mirror_turns_image_and_labels_left_to_right()
    {
        var (image, labels) = Apply(Ramp(1, 2), Still with { Mirror = true }, Plain, 1, Neutral with { Mirror = 0.1 });
        Assert.Equal([3, 4, 5], image);
        Assert.Equal([1], labels);
    }

    [Fact]
    public void A_small_image_is_padded_around_with_the_mean_and_255_and_the_odd_pixel_goes_last()
    {
        var (image, labels) = Apply(Ramp(1, 2), Still, new DataSettings { Mean = [100, 100, 100], Std = [1, 1, 1] }, 4, Neutral);
        Assert.Equal([255, 255, 255, 255, 255, 0, 1, 255, 255, 255, 255, 255, 255, 255, 255, 255], labels);
        Assert.Equal([0, 0, 0, 0, 0, -100, -97, 0, 0, 0, 0, 0, 0, 0, 0, 0], image[..16]);
    }

    [Fact]
    public void The_crop_reaches_both_ends_of_the_image()
    {
        Assert.Equal([0], Apply(Ramp(3, 3), Still, Plain, 1, Neutral).Labels);
        Assert.Equal([8], Apply(Ramp(3, 3), Still, Plain, 1, Neutral with { Top = 0.999, Left = 0.999 }).Labels);
        Assert.Equal([4], Apply(Ramp(3, 3), Still, Plain, 1, Neutral with { Top = 0.5, Left = 0.5 }).Labels);
    }

    [Fact]
    public void A_quarter_turn_is_counter_clockwise()
    {
        // 0 1    1 3
        // 2 3 →  0 2
        var (image, labels) = Apply(Ramp(2, 2), Still with { RotationDegrees = 90 }, Plain, 2, Neutral with { Rotation = 1 });
        Assert.Equal([1, 3, 0, 2], labels);
        Assert.Equal([3, 9, 0, 6], image[..4].Select(v => MathF.Round(v, 3)));
    }

    [Fact]
    public void The_references_jitter_is_next_to_nothing_and_the_working_one_is_not()
    {
        var sample = Ramp(2, 2);
        var brightest = Neutral with { Brightness = 1, Contrast = 0.5, Saturation = 0.5 };
        var (reference, _) = Apply(sample, Still with { Jitter = ColourJitter.Reference }, Plain, 2, brightest);
        Assert.Equal(9 + (63f / 255), reference[3], 5);
        var (working, _) = Apply(sample, Still with { Jitter = ColourJitter.Working }, Plain, 2, brightest);
        Assert.Equal(9 * 1.25f, working[3], 4);
    }

    [Property(MaxTest = 150)]
    public void Any_draw_gives_what_the_steps_give_one_after_the_other(int seed, byte size, byte cropSize, byte kind)
    {
        var chance = Chance.For(seed, ChancePurpose.Augmentation);
        var sample = Blocks(8 + (size % 23), 8 + (size / 10), seed);
        var crop = 1 + (cropSize % 40);
        var settings = new AugmentationSettings
        {
            Jitter = (ColourJitter)(kind % 3),
            Mirror = kind % 2 == 0,
            ScaleMin = 0.5,
            ScaleMax = 2,
            RotationDegrees = kind % 4 == 0 ? 0 : 10 * (kind % 7),
        };
        var data = new DataSettings { Mean = [120, 110, 100], Std = [50, 60, 70] };
        var draw = AugmentationDraw.From(chance);
        var (image, labels) = Apply(sample, settings, data, crop, draw);
        var expected = SequentialAugmentation.Apply(sample, settings, data, crop, draw);
        Assert.Equal(expected.Labels, labels);
        for (var i = 0; i < image.Length; i++) Assert.True(Math.Abs(expected.Image[i] - image[i]) < 1e-3, $"value {i}: {image[i]} is not {expected.Image[i]}");
    }

    // The image's colour says the label, so wherever a label's neighbours agree the colour must be its own.
    [Property(MaxTest = 150)]
    public void Image_and_labels_stay_aligned_under_every_draw(int seed, byte cropSize)
    {
        var sample = Blocks(48, 64, seed);
        var crop = 8 + (cropSize % 80);
        var settings = new AugmentationSettings { Jitter = ColourJitter.None, RotationDegrees = 25 };
        var (image, labels) = Apply(sample, settings, Plain, crop, AugmentationDraw.For(seed & int.MaxValue, 3, 1));
        for (var y = 2; y < crop - 2; y++)
        {
            for (var x = 2; x < crop - 2; x++)
            {
                var label = labels[(y * crop) + x];
                if (label == 255 || !SurroundedBySame(labels, crop, y, x)) continue;
                var colour = image[(y * crop) + x];
                Assert.True(Math.Abs(colour - (20 * (label + 1))) < 0.01, $"label {label} at {y}, {x} has colour {colour}");
            }
        }
    }

    [Fact]
    public void Draws_do_not_depend_on_what_is_switched_on()
    {
        var draw = AugmentationDraw.For(3, 14, 2);
        Assert.Equal(draw, AugmentationDraw.For(3, 14, 2));
        Assert.NotEqual(draw, AugmentationDraw.For(3, 14, 3));
        var chance = Chance.For(3, ChancePurpose.Augmentation, 14, 2);
        double[] drawn = [draw.Mirror, draw.Scale, draw.Rotation, draw.Top, draw.Left, draw.Brightness, draw.Contrast, draw.Saturation];
        Assert.All(drawn, value => Assert.Equal(chance.NextDouble(), value));
    }

    private static bool SurroundedBySame(long[] labels, int crop, int y, int x)
    {
        for (var dy = -2; dy <= 2; dy++)
        {
            for (var dx = -2; dx <= 2; dx++)
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

    /// <summary>Values 0, 1, 2, ... as colours, and as labels.</summary>
    private static Sample Ramp(int height, int width) => new(
        "ramp",
        new RgbImage(height, width, [.. Enumerable.Range(0, height * width * 3).Select(i => (byte)i)]),
        new LabelMap(height, width, [.. Enumerable.Range(0, height * width).Select(i => (byte)i)]));

    /// <summary>Blocks of 8 × 8 pixels with random labels; the colour is 20 · (label + 1), and 0 for 255.</summary>
    private static Sample Blocks(int height, int width, int seed)
    {
        var chance = Chance.For(seed, ChancePurpose.Scene);
        var blocks = Enumerable.Range(0, 400).Select(_ => (byte)(chance.NextInt(8) == 0 ? 255 : chance.NextInt(10))).ToArray();
        var labels = new LabelMap(height, width, 0);
        var image = new RgbImage(height, width);
        for (var i = 0; i < height * width; i++)
        {
            var label = blocks[(i / width / 8 * 20) + (i % width / 8)];
            labels.Values[i] = label;
            image.Pixels.AsSpan(3 * i, 3).Fill(label == 255 ? (byte)0 : (byte)(20 * (label + 1)));
        }

        return new Sample("blocks", image, labels);
    }
}
