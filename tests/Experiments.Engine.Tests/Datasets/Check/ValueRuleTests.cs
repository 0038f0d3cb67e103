using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using SkiaSharp;

namespace Experiments.Engine.Tests.Datasets.Check;

public sealed class ValueRuleTests : IDisposable
{
    private readonly MadeSet _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Sound_labels_are_no_mistake_with_and_without_a_class_file()
    {
        _set.WithBands(0, 1, 2, 255);
        Assert.Empty(_set.Check().Findings);
        Assert.Empty(_set.WithClasses(3).Check().Findings);
        Assert.True(_set.Check().IsSound);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Label_ids_of_Cityscapes_are_told_from_train_ids(bool hasClassFile)
    {
        _set.WithBands(7, 8, 11, 11, 21, 21, 23, 26, 3, 24, 33, 0);
        if (hasClassFile) _set.WithClasses(19);
        var finding = _set.Finds("label-ids");
        Assert.Equal(FindingWeight.Wrong, finding.Weight);
        Assert.Equal("The labels hold Cityscapes' label ids (0 to 33), not its train ids (0 to 18).", finding.Title);
        Assert.StartsWith("values found: 0, 3, 7, 8, 11, 21, 23, 24, 26, 33; ", finding.Evidence[0], StringComparison.Ordinal);
        Assert.Contains("7=0, 8=1, 11=2, 12=3, 13=4, 17=5, 19=6, 20=7, 21=8, 22=9, 23=10, 24=11, 25=12, 26=13, 27=14, 28=15, 31=16, 32=17, 33=18", finding.Remedy, StringComparison.Ordinal);
        Assert.Equal(["label-ids"], _set.Mistakes());
    }

    [Fact]
    public void Thirty_four_named_classes_are_meant()
    {
        _set.WithBands(7, 8, 11, 11, 21, 21, 23, 26, 3, 24, 33, 0).WithClasses(34);
        Assert.Empty(_set.Mistakes());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Masks_of_0_and_255_lose_their_foreground(int classes)
    {
        _set.WithBands(0, 255);
        if (classes > 0) _set.WithClasses(classes);
        var finding = _set.Finds("binary-masks");
        Assert.Equal("The masks are saved as 0 and 255, and 255 is ignored: every pixel is class 0 or counts for nothing.", finding.Title);
        Assert.Contains("255", finding.Evidence[0], StringComparison.Ordinal);
        Assert.Equal("The masks are saved as 0 and 255, and 255 is no class.", _set.WithClasses(2).Ignoring(9).Finds("binary-masks").Title);
        Assert.Equal(["binary-masks"], _set.Mistakes());
    }

    [Theory]
    [InlineData(new[] { 0, 85, 170, 255 }, "0 becomes 0, 85 becomes 1, 170 becomes 2, 255 becomes 3")]
    [InlineData(new[] { 0, 128, 255 }, "0 becomes 0, 128 becomes 1, 255 becomes 2")]
    [InlineData(new[] { 0, 20, 40, 60, 100 }, "0 becomes 0, 20 becomes 1, 40 becomes 2, 60 becomes 3, 100 becomes 4")]
    public void Values_that_were_stretched_to_be_seen_are_named(int[] values, string remedy)
    {
        Assert.Contains(remedy, _set.WithBands(values).Finds("stretched-values").Remedy, StringComparison.Ordinal);
        Assert.Equal(["stretched-values"], _set.WithClasses(values.Length).Mistakes());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_palette_turned_to_grey_is_known_by_the_brightness_of_its_colours(bool hasClassFile)
    {
        // 0.299 · 128 = 38, 0.587 · 128 = 75, both 113, 0.299 · 64 + 0.587 · 128 = 94.
        _set.WithBands(0, 38, 75, 113, 94);
        if (hasClassFile) _set.WithClasses(21);
        var finding = _set.Finds("grey-palette");
        Assert.Contains("38 is the brightness of #800000 (class 1)", finding.Evidence[1], StringComparison.Ordinal);
        Assert.Equal(["grey-palette"], _set.Mistakes());
    }

    [Fact]
    public void Minus_one_that_became_255_wants_to_be_ignored()
    {
        _set.WithBands(0, 1, 2, 255).WithClasses(3).Ignoring(7);
        var finding = _set.Finds("minus-one");
        Assert.Equal("Value 255 is the void label: −1 stored in 8 bits; it is not ignored.", finding.Title);
        Assert.Equal("Set data.ignoreLabels to 7, 255.", finding.Remedy);
        Assert.Equal(["minus-one"], _set.Mistakes());
    }

    [Fact]
    public void Minus_one_in_sixteen_bits_is_65535()
    {
        _set.WithLabels((_, x, _) => x < 4 ? 65535 : x / 12, bitDepth: 16).WithClasses(3);
        Assert.Equal("Set data.ignoreLabels to 255, 65535.", _set.Finds("minus-one").Remedy);
    }

    [Theory]
    [InlineData(150)]
    [InlineData(0)]
    public void Labels_of_ADE20K_are_one_too_high(int classes)
    {
        _set.WithLabels((number, x, y) => x < 2 ? 0 : 1 + (((x / 4) + (y / 4 * 8) + (number * 41)) % 150));
        if (classes > 0) _set.WithClasses(classes);
        var finding = _set.Finds("ade-off-by-one");
        Assert.Equal("The labels are ADE20K's as distributed: 1 to 150 are the classes, 0 is unlabelled; every class is off by one.", finding.Title);
        Assert.Contains("subtract one from every label", finding.Remedy, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["ade-off-by-one"], _set.Mistakes());
    }

    [Fact]
    public void Labels_that_count_from_one_are_told_by_the_missing_zero()
    {
        _set.WithBands(1, 2, 3);
        Assert.Equal(FindingWeight.Doubtful, _set.Finds("labels-from-one").Weight);
        Assert.Equal(FindingWeight.Wrong, _set.WithClasses(3).Finds("labels-from-one").Weight);
        Assert.Equal("The labels count classes from 1: 3 is the largest value, and 0 never occurs.", _set.Finds("labels-from-one").Title);
    }

    [Fact]
    public void One_value_above_the_classes_is_void_or_a_class_without_a_line()
    {
        _set.WithBands(0, 1, 2, 3).WithClasses(3);
        var finding = _set.Finds("one-value-too-many");
        Assert.Equal("The labels have 4 values and the class file 3 classes: value 3 is one more than the last.", finding.Title);
        Assert.Equal("If it marks what is unlabelled, set data.ignoreLabels to 3, 255; if it is a class, add its line to classes.csv.", finding.Remedy);
        Assert.Equal(["one-value-too-many"], _set.Mistakes());
        Assert.True(_set.Ignoring(3, 255).Check().IsSound);
    }

    [Fact]
    public void Instance_images_given_as_labels_are_named()
    {
        _set.WithLabels((_, x, _) => x < 10 ? 1 : x < 20 ? 2001 : 2000 + (x % 3), bitDepth: 16).WithClasses(4);
        var finding = _set.Finds("instance-files");
        Assert.Equal("they stand for the classes 2", finding.Evidence[1]);
        Assert.Contains("data.validationInstances", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(75)]
    [InlineData(95)]
    public void Labels_that_went_through_JPEG_are_known_by_their_edges(int quality)
    {
        // Drawn areas, then encoded and decoded by a JPEG codec, as somebody's tool did.
        foreach (var (subset, stem, number) in MadeSet.Stems)
        {
            using var bitmap = new SKBitmap(new SKImageInfo(MadeSet.Width, MadeSet.Height, SKColorType.Gray8));
            for (var y = 0; y < MadeSet.Height; y++)
            {
                for (var x = 0; x < MadeSet.Width; x++)
                {
                    var value = (byte)(40 * Area(number, x, y));
                    bitmap.SetPixel(x, y, new SKColor(value, value, value));
                }
            }

            using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
            using var back = SKBitmap.Decode(jpeg);
            _set.WriteLabel(subset, stem, (x, y) => back.GetPixel(x, y).Red);
        }

        Assert.Equal("smeared-labels", _set.WithClasses(4).Mistakes().First());
    }

    [Fact]
    public void Labels_resized_with_interpolation_are_known_by_their_edges()
    {
        foreach (var (subset, stem, number) in MadeSet.Stems)
        {
            // A third of the size, brought back by bilinear interpolation.
            var small = new RgbImage(MadeSet.Height / 3, MadeSet.Width / 3, [.. from y in Enumerable.Range(0, MadeSet.Height / 3) from x in Enumerable.Range(0, MadeSet.Width / 3) from c in Enumerable.Range(0, 3) select (byte)(8 * Area(number, 3 * x, 3 * y))]);
            var big = Resize.Bilinear(small, MadeSet.Height, MadeSet.Width);
            _set.WriteLabel(subset, stem, (x, y) => big.Pixels[3 * ((y * MadeSet.Width) + x)]);
        }

        Assert.Equal(["smeared-labels"], _set.WithClasses(30).Mistakes());
    }

    [Fact]
    public void The_rules_of_values_leave_sets_alone_that_are_not_folders() =>
        Assert.DoesNotContain(DatasetCheck.Run(
            new RunConfiguration { Synthetic = new SyntheticSettings { TrainCount = 12, ValidationCount = 6, Height = 96, Width = 128 } },
            cancellation: TestContext.Current.CancellationToken).Findings, f => f.Weight == FindingWeight.Wrong);

    /// <summary>Four areas with slanting borders.</summary>
    private static int Area(int number, int x, int y) => ((x + y + number) / 11 % 2) + (2 * ((x + (2 * number)) / 13 % 2));
}
