using System.Text.Json;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation.Scoring;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Cli;
using Experiments.Engine.Tests.Golden;
using Experiments.Engine.Tests.Imaging;

namespace Experiments.Engine.Tests.Evaluation;

public sealed class PredictionScorerTests : IDisposable
{
    private static readonly DatasetClass[] Two = [new("ground", 0, 0, 0), new("thing", 255, 0, 0)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_metric_of_files_with_pixels_without_a_class_is_that_of_NumPy()
    {
        var golden = GoldenNumbers.Read("scoring");
        var street = MetricsGoldenTests.Street;
        for (var i = 0; i < 3; i++)
        {
            // Three ways to write the same: palette, grey, 16 bits; nested folders, and endings of Cityscapes' kind.
            var (height, width) = (37 + (6 * i), 53 - (4 * i));
            var (truth, prediction, instances) = MetricsGoldenTests.Masks($"score/{i}", height, width, 6);
            var none = FormulaNumbers.Uniform($"score/{i}/none", height * width);
            var predicted = prediction with { Values = [.. prediction.Values.Zip(none, (p, u) => u < 0.05 ? LabelMap.Ignored : p)] };
            PngFile.WritePalette(_folder[$"labels/town/{i}_gtFine.png"], truth, street);
            if (i == 0) PngFile.WritePalette(_folder[$"predictions/{i}-indices.png"], predicted, street);
            else if (i == 1) PngFile.WriteGrey(_folder[$"predictions/{i}-indices.png"], predicted);
            else Write16($"predictions/{i}-indices.png", new RawLabels(height, width, Array.ConvertAll(predicted.Values, v => (ushort)v), 16));
            Write16($"instances/town/{i}_ids.png", instances);
        }

        var report = PredictionScorer.Run(
            new ScoreRequest(_folder["predictions"], _folder["labels"], _folder["instances"], street, [255], AbsentClassRule.Skip), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(golden["confusion"], report.Confusion.Select(c => (double)c));
        Assert.Equal(golden["unclassified"], report.Unclassified.Select(c => (double)c));
        Assert.Equal(golden["mIoU (skip)"][0], report.MeanIoU, 1e-14);
        Assert.Equal(golden["mAcc"][0], report.MeanAccuracy, 1e-14);
        Assert.Equal(golden["aAcc"][0], report.PixelAccuracy, 1e-14);
        foreach (var (name, value) in report.Metrics) Assert.Equal(golden[name][0], value, 1e-14);
        Assert.Equal(
            golden.Names.Where(n => n is not ("mAcc" or "aAcc" or "confusion" or "unclassified") && !n.StartsWith("image ", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            report.Metrics.Keys.Order(StringComparer.Ordinal));
        foreach (var (image, i) in report.Images.Select((image, i) => (image, i)))
        {
            Assert.Equal($"town/{i}_gtFine", image.Stem);
            Assert.Equal(golden[$"image {i}"][0], image.Pixels);
            Assert.Equal(golden[$"image {i}"][1], image.MeanIoU, 1e-14);
            Assert.Equal(golden[$"image {i}"][2], image.PixelAccuracy, 1e-14);
        }
    }

    [Theory]
    [InlineData(StoredValues.LabelIds, new byte[] { 7, 8, 0, 34 })]
    [InlineData(StoredValues.PlusOne, new byte[] { 1, 2, 0, 255 })]
    public void Labels_are_scored_as_their_sets_ship_them(StoredValues values, byte[] stored)
    {
        // Road, pavement, and two pixels that count for nothing; the prediction takes one pavement pixel for road.
        DatasetClass[] classes = [new("road", 0, 0, 0, LabelId: 7), new("pavement", 1, 1, 1, LabelId: 8)];
        PngFile.WriteGrey(_folder["labels/a.png"], new LabelMap(1, 5, [stored[0], stored[1], stored[1], stored[2], stored[3]]));
        PngFile.WriteGrey(_folder["predictions/a.png"], new LabelMap(1, 5, [stored[0], stored[1], stored[0], stored[0], stored[1]]));
        var request = new ScoreRequest(_folder["predictions"], _folder["labels"], null, classes, [255], AbsentClassRule.Skip) { LabelValues = values, PredictionValues = values };
        var report = PredictionScorer.Run(request, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([1, 0, 1, 1], report.Confusion);
        Assert.Equal(0.5, report.MeanIoU);
    }

    [Fact]
    public void Predictions_of_other_frames_are_no_partners()
    {
        foreach (var town in new[] { "aachen", "bochum" })
        {
            PngFile.WriteGrey(_folder[$"labels/{town}_000000_000019_gtFine.png"], new LabelMap(1, 1, [0]));
            PngFile.WriteGrey(_folder[$"predictions/{town}_000001_000019_leftImg8bit.png"], new LabelMap(1, 1, [0]));
        }

        var error = Assert.Throws<DataException>(() => PredictionScorer.Run(
            new ScoreRequest(_folder["predictions"], _folder["labels"], null, Two, [255], AbsentClassRule.Skip), cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("aachen_000000_000019_gtFine", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pixel_predicted_as_ignored_is_a_miss_and_no_false_positive()
    {
        Write("labels/a.png", 0, 0, 1, 255);
        Write("predictions/a.png", 0, 255, 1, 0);
        var report = Run();
        Assert.Equal((3, 1), (report.Pixels, report.IgnoredPixels));
        Assert.Equal([0.5, 1], report.ClassIoU);
        Assert.Equal([0.5, 1], report.ClassAccuracy);
        Assert.Equal(2 / 3.0, report.PixelAccuracy, 1e-15);
        Assert.Equal([1L, 0L, 0L, 1L], report.Confusion);
        Assert.Equal([1L, 0L], report.Unclassified);
        Assert.Equal([0L, 1L], Assert.Single(report.Images).Unclassified);
    }

    [Fact]
    public void Every_problem_of_every_file_is_named_at_once()
    {
        foreach (var name in new[] { "good", "missing", "range", "size", "damaged", "truth" }) Write($"labels/{name}.png", 0, 1);
        foreach (var name in new[] { "good", "truth", "extra" }) Write($"predictions/{name}.png", 0, 1);
        Write("labels/truth.png", 0, 9);
        Write("predictions/range.png", 7, 7);
        Write("predictions/size.png", 0, 1, 1);
        File.WriteAllText(_folder["predictions/damaged.png"], "nothing");
        var problems = Assert.Throws<DataException>(Run).Message.Split(Environment.NewLine);
        Assert.Equal(
            [
                $"Label {_folder["labels/missing.png"]} has no prediction: none in --predictions is called missing; add it, or leave the label out.",
                $"Label {_folder["predictions/damaged.png"]} cannot be used: it is no PNG; replace the file, or leave its stem out of the split.",
                $"Prediction {_folder["predictions/range.png"]} has the value 7 at 2 pixels: classes are 0 to 1, ignored values are 255; correct the file, or name the value in --classes or --ignore.",
                $"{_folder["predictions/size.png"]} is 3×1, but its label {_folder["labels/size.png"]} is 2×1: they must have one size; write it at the label's size.",
                $"Label {_folder["labels/truth.png"]} has the value 9 at 1 pixel: classes are 0 to 1, ignored values are 255; correct the file, or name the value in --classes or --ignore.",
            ],
            problems);
    }

    [Theory]
    [InlineData("a,b", "a,b", "a,b")]
    [InlineData("x/a,y/b", "a,b", "a,b")]
    [InlineData("a,b", "out/1/a,out/2/b", "out/1/a,out/2/b")]
    [InlineData("x/a,y/a", "x/a,y/a", "x/a,y/a")]
    [InlineData("x/a_gt,y/b_gt", "x/a_pred,y/b_pred", "x/a_pred,y/b_pred")]
    [InlineData("a10,b20", "a10_pred,b20_pred,c31_pred", "a10_pred,b20_pred")]
    [InlineData("a_gtFine_labelIds,b_gtFine_labelIds", "a_leftImg8bit,b_leftImg8bit", "a_leftImg8bit,b_leftImg8bit")]
    [InlineData("a,b,c", "a,c", "a,-,c")]
    [InlineData("x/a,y/b", "p/a,q/a", "-,-")]
    [InlineData("img_001", "img_002", "-")]
    public void Predictions_are_found_where_names_leave_no_doubt(string labels, string predictions, string expected)
    {
        static List<ScoredFile> Files(string stems) => [.. stems.Split(',').Select(s => new ScoredFile($"{s}.png", s))];
        Assert.Equal(expected, string.Join(',', FileMatching.Match(Files(labels), Files(predictions)).Select(f => f?.Stem ?? "-")));
    }

    [Fact]
    public void The_command_prints_a_table_and_writes_json_and_a_line_an_image()
    {
        Write("labels/a_labelIds.png", 0, 0, 1, 1);
        Write("labels/a_colour.png", 3, 3, 3, 3);
        Write("predictions/a.png", 0, 1, 1, 1);
        ClassFile.Write(_folder["classes.csv"], Two);
        string[] arguments = ["score", "--predictions", _folder["predictions"], "--labels", _folder["labels/*_labelIds.png"], "--classes", _folder["classes.csv"]];
        var run = EngineRun.Of([.. arguments, "--json", _folder["out/score.json"], "--per-image", _folder["out/images.csv"]]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("mIoU 58.33 (absent classes: skip), mAcc 75.00, aAcc 75.00", run.Output, StringComparison.Ordinal);
        Assert.Equal("stem,pixels,ignored_pixels,miou,accuracy\na_labelIds,4,0,0.5833333333333333,0.75\n", File.ReadAllText(_folder["out/images.csv"]));
        var report = JsonSerializer.Deserialize<ScoreReport>(File.ReadAllText(_folder["out/score.json"]), SchemaJson.Indented)!;
        Assert.Equal([1L, 1L, 0L, 2L], report.Confusion);

        var refused = EngineRun.Of([.. arguments, "--ignore", "-1"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Equal("--ignore has -1: label values are 0 to 65535.", refused.Error.Trim());
    }

    private ScoreReport Run() => PredictionScorer.Run(new ScoreRequest(_folder["predictions"], _folder["labels"], null, Two, [255], AbsentClassRule.Skip));

    private void Write(string name, params byte[] row) => PngFile.WriteGrey(_folder[name], new LabelMap(1, row.Length, row));

    private void Write16(string name, RawLabels labels)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], new TestPng { Width = labels.Width, Height = labels.Height, BitDepth = 16 }.Encode(labels.Samples));
    }
}
