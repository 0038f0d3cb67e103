using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Golden;

/// <summary>Counts and metrics of masks against NumPy (<c>generators/evaluation.py</c>).</summary>
public class MetricsGoldenTests
{
    private const int Block = 6;

    private static readonly GoldenNumbers Golden = GoldenNumbers.Read("evaluation");

    internal static readonly DatasetClass[] Street =
    [
        new("road", 0, 0, 0, "flat", 7),
        new("building", 0, 0, 1, "construction", 11),
        new("person", 0, 0, 2, "human", 24),
        new("rider", 0, 0, 3, "human", 25),
        new("car", 0, 0, 4, "vehicle", 26),
        new("bicycle", 0, 0, 5, "vehicle", 33),
        new("sky", 0, 0, 6, "sky", 23),
    ];

    /// <summary>Three images with ignored pixels; in the first case sky is on neither side.</summary>
    [Theory]
    [InlineData("street", 6)]
    [InlineData("whole street", -1)]
    public void Counts_are_exact_and_every_metric_is_that_of_its_definition(string name, int absent)
    {
        var sum = new Confusion(Street.Length);
        var instances = new InstanceScores(Street);
        for (var i = 0; i < 3; i++)
        {
            var (truth, prediction, ids) = Masks($"{name}/{i}", 37 + (6 * i), 53 - (4 * i), absent);
            var own = new Confusion(Street.Length);
            own.Add(truth, prediction);
            Assert.Equal(Golden[$"{name}/confusion {i}"], own.Counts.Select(c => (double)c));
            sum.Add(own);
            instances.Add(ids, prediction);
        }

        Assert.Equal(Golden[$"{name}/confusion"], sum.Counts.Select(c => (double)c));
        Assert.Equal(Golden[$"{name}/mAcc"][0], sum.MeanAccuracy(), 1e-14);
        Assert.Equal(Golden[$"{name}/aAcc"][0], sum.PixelAccuracy(), 1e-14);
        var metrics = FurtherMetrics.Of(sum, AbsentClassRule.Skip, Street, instances);
        foreach (var (metric, value) in metrics)
            Assert.True(Math.Abs(Golden[$"{name}/{metric}"][0] - value) < 1e-14, $"{metric} is {value:r}, NumPy's {Golden[$"{name}/{metric}"][0]:r}.");
        var expected = Golden.Names.Where(n => n.StartsWith($"{name}/", StringComparison.Ordinal)).Select(n => n[(name.Length + 1)..])
            .Where(n => n is not ("mAcc" or "aAcc") && !n.StartsWith("confusion", StringComparison.Ordinal));
        Assert.Equal(expected.Order(StringComparer.Ordinal), metrics.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>Labels of a frame as the truth of its neighbour, three times.</summary>
    [Fact]
    public void Counts_of_real_masks_are_those_of_NumPy()
    {
        var root = CamVid();
        Assert.SkipWhen(root is null, "The CamVid frames are not here: ../shared/data/camvid is missing.");
        var classes = ClassFile.Read(Path.Combine(root, "classes.csv")).Count;
        var frames = Directory.GetFiles(Path.Combine(root, "labels", "val"), "*.png").Order(StringComparer.Ordinal).Take(4).Select(LabelFile.Read).ToList();
        var sum = new Confusion(classes);
        foreach (var (truth, next) in frames.Zip(frames.Skip(1)))
            sum.Add(truth, next with { Values = [.. next.Values.Select(v => v < classes ? v : (byte)0)] });
        Assert.Equal(Golden["camvid/confusion"], sum.Counts.Select(c => (double)c));
        foreach (var (expected, actual) in Golden["camvid/ious"].Zip(sum.ClassIoU())) Assert.Equal(expected, double.IsNaN(actual) ? -1 : actual, 1e-14);
    }

    private static string? CamVid()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Experiments.slnx"))) folder = folder.Parent;
        var root = Path.GetFullPath(Path.Combine(folder?.FullName ?? ".", "..", "shared", "data", "camvid"));
        return Directory.Exists(root) ? root : null;
    }

    /// <summary>The generator's masks: blocks of classes and instances, a tenth ignored, predictions right two times of three.</summary>
    internal static (LabelMap Truth, LabelMap Prediction, RawLabels Instances) Masks(string name, int height, int width, int absent)
    {
        var choices = Enumerable.Range(0, Street.Length).Where(c => c != absent).ToList();
        var (rows, columns) = ((height + Block - 1) / Block, (width + Block - 1) / Block);
        var blocks = FormulaNumbers.Uniform($"{name}/truth", rows * columns);
        var numbers = FormulaNumbers.Uniform($"{name}/instance", rows * columns);
        var ignored = FormulaNumbers.Uniform($"{name}/ignored", height * width);
        var wrong = FormulaNumbers.Uniform($"{name}/wrong", height * width);
        var right = FormulaNumbers.Uniform($"{name}/right", height * width);
        var (truth, prediction, instances) = (new byte[height * width], new byte[height * width], new ushort[height * width]);
        for (var i = 0; i < truth.Length; i++)
        {
            var block = (i / width / Block * columns) + (i % width / Block);
            var label = choices[(int)(blocks[block] * choices.Count)];
            var number = (int)(numbers[block] * 5);
            var id = Street[label].LabelId!.Value;
            prediction[i] = (byte)(right[i] < 2.0 / 3 ? label : choices[(int)(wrong[i] * choices.Count)]);
            truth[i] = ignored[i] < 0.1 ? LabelMap.Ignored : (byte)label;
            var isThing = InstanceScores.AverageSizes.ContainsKey(Street[label].Name);
            instances[i] = (ushort)(ignored[i] < 0.1 ? 29001 : isThing && number > 0 ? (id * 1000) + number : id);
        }

        return (new LabelMap(height, width, truth), new LabelMap(height, width, prediction), new RawLabels(height, width, instances, 16));
    }
}
