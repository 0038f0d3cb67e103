using Experiments.Engine.Evaluation;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Evaluation;

public class ConfusionTests
{
    // Truth × prediction; class 2 appears on neither side.
    private static readonly Confusion Known = new(3, [6, 2, 0, 1, 3, 0, 0, 0, 0]);

    [Fact]
    public void Metrics_have_their_known_values()
    {
        var iou = Known.ClassIoU();
        Assert.Equal(6.0 / 9, iou[0], 15);
        Assert.Equal(3.0 / 6, iou[1], 15);
        Assert.Equal(double.NaN, iou[2]);
        Assert.Equal(((6.0 / 8) + (3.0 / 4)) / 2, Known.MeanAccuracy(), 15);
        Assert.Equal(9.0 / 12, Known.PixelAccuracy(), 15);
    }

    [Fact]
    public void An_absent_class_is_NaN_zero_or_skipped_as_the_rule_says()
    {
        Assert.Equal(double.NaN, Known.MeanIoU(AbsentClassRule.NaN));
        Assert.Equal(((6.0 / 9) + 0.5) / 3, Known.MeanIoU(AbsentClassRule.Zero), 15);
        Assert.Equal(((6.0 / 9) + 0.5) / 2, Known.MeanIoU(AbsentClassRule.Skip), 15);
    }

    [Fact]
    public void Ignored_pixels_count_for_nothing_and_images_add_up()
    {
        var first = new Confusion(2);
        first.Add(new LabelMap(1, 4, [0, 1, 255, 1]), new LabelMap(1, 4, [0, 0, 1, 1]));
        Assert.Equal([1, 0, 1, 1], first.Counts);
        var second = new Confusion(2);
        second.Add(new LabelMap(1, 1, [0]), new LabelMap(1, 1, [1]));
        first.Add(second);
        Assert.Equal([1, 1, 1, 1], first.Counts);
        Assert.Equal([0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1], first.Sparse());
    }

    [Fact]
    public void Mean_IoU_of_a_data_set_is_not_the_mean_over_its_images()
    {
        var large = new Confusion(2, [90, 10, 0, 100]);
        var small = new Confusion(2, [0, 5, 5, 0]);
        var mean = (large.MeanIoU(AbsentClassRule.Skip) + small.MeanIoU(AbsentClassRule.Skip)) / 2;
        large.Add(small);
        Assert.NotEqual(mean, large.MeanIoU(AbsentClassRule.Skip), 3);
    }

    [Fact]
    public void Counts_beyond_what_a_float_can_hold_stay_exact()
    {
        var sum = new Confusion(1, [(1L << 53) + 1]);
        sum.Add(new Confusion(1, [2]));
        Assert.Equal((1L << 53) + 3, sum.Counts[0]);
    }
}
