using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

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

    [Fact]
    public void The_reference_s_jitter_never_moves_a_value_by_a_quarter_of_a_grey_level()
    {
        foreach (var brightness in new[] { 0, 0.25, 0.75, 1 })
        {
            var (image, _) = Apply(Ramp(2, 2), Still with { Jitter = ColourJitter.Reference }, Plain, 2, Neutral with { Brightness = brightness });
            var (plain, _) = Apply(Ramp(2, 2), Still, Plain, 2, Neutral);
            Assert.All(image.Zip(plain), pair => Assert.Equal(63.0 / 255 * ((2 * brightness) - 1), pair.First - pair.Second, 1e-5));
            Assert.All(image.Zip(plain), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0.1, 0.25));
        }
    }

    [Fact]
    public void Labels_are_taken_under_the_new_pixels_centre_or_under_its_corner()
    {
        var (narrower, wider) = (Still with { ScaleMin = 0.75, ScaleMax = 0.75 }, Still with { ScaleMin = 1.5, ScaleMax = 1.5 });
        Assert.Equal([0, 2, 3], Row(Apply(Ramp(1, 4), narrower, Plain, 3, Neutral)));
        Assert.Equal([0, 1, 2], Row(Apply(Ramp(1, 4), narrower with { LabelResize = NearestConvention.Corner }, Plain, 3, Neutral)));
        Assert.Equal([0, 1, 1], Row(Apply(Ramp(1, 2), wider, Plain, 3, Neutral)));
        Assert.Equal([0, 0, 1], Row(Apply(Ramp(1, 2), wider with { LabelResize = NearestConvention.Corner }, Plain, 3, Neutral)));

        static long[] Row((float[] Image, long[] Labels) made) => [.. made.Labels.Where(l => l != 255).Take(3)];
    }

    // 0 and 4 become four pixels, as the reference documents of the three programs have it.
    [Theory]
    [InlineData(ResizeConvention.Tf1Legacy, 0, 2, 4, 4)]
    [InlineData(ResizeConvention.HalfPixel, 0, 1, 3, 4)]
    [InlineData(ResizeConvention.AlignCorners, 0, 4f / 3, 8f / 3, 4)]
    public void Images_are_scaled_by_the_convention_named(ResizeConvention convention, float a, float b, float c, float d)
    {
        var sample = new Sample("two", new RgbImage(2, 2, [0, 0, 0, 4, 4, 4, 0, 0, 0, 4, 4, 4]), new LabelMap(2, 2, 0));
        var (image, _) = Apply(sample, Still with { ScaleMin = 2, ScaleMax = 2, ImageResize = convention }, Plain, 4, Neutral);
        float[] expected = [a, b, c, d];
        for (var i = 0; i < image.Length; i++) Assert.Equal(expected[i % 4], image[i], 1e-6f);
    }

    [Fact]
    public void Half_a_turn_about_the_centre_keeps_every_pixel_and_about_opencv_s_point_loses_a_row_and_a_column()
    {
        // 0 1    3 2        255 255
        // 2 3 →  1 0   or   255   3
        var turned = Still with { RotationDegrees = 180 };
        Assert.Equal([3, 2, 1, 0], Apply(Ramp(2, 2), turned, Plain, 2, Neutral with { Rotation = 1 }).Labels);
        var (image, labels) = Apply(Ramp(2, 2), turned with { RotationCentre = RotationCentre.OpenCv }, Plain, 2, Neutral with { Rotation = 1 });
        Assert.Equal([255, 255, 255, 3], labels);
        Assert.Equal([0, 0, 0, 9], image[..4].Select(v => MathF.Round(v, 3)));
    }

    [Fact]
    public void A_draw_at_or_above_the_probability_leaves_the_image_unturned()
    {
        var half = Still with { RotationDegrees = 90, RotationProbability = 0.5 };
        Assert.Equal([1, 3, 0, 2], Apply(Ramp(2, 2), half, Plain, 2, Neutral with { Rotation = 1, RotationGate = 0.499 }).Labels);
        Assert.Equal([0, 1, 2, 3], Apply(Ramp(2, 2), half, Plain, 2, Neutral with { Rotation = 1, RotationGate = 0.5 }).Labels);
        Assert.Equal([0, 1, 2, 3], Apply(Ramp(2, 2), half with { RotationProbability = 0 }, Plain, 2, Neutral with { Rotation = 1, RotationGate = 0 }).Labels);
    }

    [Fact]
    public void The_blur_is_opencv_s_binomial_kernel_and_goes_on_as_a_reflection_at_the_edge()
    {
        // One bright column of 160 in a black image, at the left edge and then in the middle.
        var blurred = Still with { Order = AugmentationOrder.Semseg, BlurProbability = 0.5 };
        Assert.Equal([60, 40, 10, 0, 0], Blur(0, 0.4999));
        // Columns 0 and 4 see the middle twice, once reflected.
        Assert.Equal([20, 40, 60, 40, 20], Blur(2, 0.4999));
        Assert.Equal([80, 70, 40, 10, 0], Blur(1, 0.4999));
        Assert.Equal([0, 0, 160, 0, 0], Blur(2, 0.5));

        float[] Blur(int bright, double gate)
        {
            var image = new RgbImage(5, 5);
            for (var y = 0; y < 5; y++) image.Pixels.AsSpan(3 * ((5 * y) + bright), 3).Fill(160);
            var (made, labels) = Apply(new Sample("line", image, new LabelMap(5, 5, 7)), blurred, Plain, 5, Neutral with { BlurGate = gate });
            Assert.All(labels, label => Assert.Equal(7, label));
            return made[..5];
        }
    }

    [Fact]
    public void Semseg_s_order_mirrors_what_was_scaled_and_the_reference_s_scales_what_was_mirrored()
    {
        // By TensorFlow 1's convention, which is not symmetric: 0 4 → 0 2 4 4 and, mirrored first, 4 0 → 4 2 0 0.
        var sample = new Sample("two", new RgbImage(2, 2, [0, 0, 0, 4, 4, 4, 0, 0, 0, 4, 4, 4]), new LabelMap(2, 2, 0));
        var settings = Still with { Mirror = true, ScaleMin = 2, ScaleMax = 2, ImageResize = ResizeConvention.Tf1Legacy };
        var mirrored = Neutral with { Mirror = 0 };
        Assert.Equal([4, 2, 0, 0], Apply(sample, settings, Plain, 4, mirrored).Image[..4]);
        Assert.Equal([4, 4, 2, 0], Apply(sample, settings with { Order = AugmentationOrder.Semseg }, Plain, 4, mirrored).Image[..4]);
    }

    [Fact]
    public void Draws_do_not_depend_on_what_is_switched_on()
    {
        var draw = AugmentationDraw.For(3, 14, 2);
        Assert.Equal(draw, AugmentationDraw.For(3, 14, 2));
        Assert.NotEqual(draw, AugmentationDraw.For(3, 14, 3));
        var chance = Chance.For(3, ChancePurpose.Augmentation, 14, 2);
        double[] drawn = [draw.Mirror, draw.Scale, draw.Rotation, draw.Top, draw.Left, draw.Brightness, draw.Contrast, draw.Saturation, draw.RotationGate, draw.BlurGate];
        Assert.All(drawn, value => Assert.Equal(chance.NextDouble(), value));
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
}
