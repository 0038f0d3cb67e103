using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Golden;

/// <summary>Whole networks against PyTorch on torchvision's ResNets (<c>generators/networks.py</c>).</summary>
public class NetworkGoldenTests
{
    private const int Classes = 5;
    private const int Count = 2;

    private static readonly GoldenNumbers Golden = GoldenNumbers.Read("networks");

    // Golden networks have no dropout: its masks are each program's own.
    private static readonly NetworkSettings Plain = new() { Dropout = 0, Backbone = Backbone.ResNet18 };

    private static readonly NetworkSettings Adaptive = Plain with { PyramidPooling = PyramidPooling.Adaptive, PyramidBins = [1, 2, 3, 6] };

    private static (NetworkSettings Settings, int Crop) Case(string name) => name switch
    {
        "resnet18" => (Plain, 96),
        "resnet50" => (Plain with { Backbone = Backbone.ResNet50 }, 96),
        "reference" => (Plain with { StemPooling = StemPooling.TfSame, Resize = ResizeConvention.Tf1Legacy }, 96),
        "semseg" => (Adaptive with { Stem = Stem.Deep64To128, Resize = ResizeConvention.AlignCorners }, 89),
        "semseg50" => (Adaptive with { Backbone = Backbone.ResNet50, Stem = Stem.Deep64To128, Resize = ResizeConvention.AlignCorners }, 89),
        "torchvision" => (Adaptive with { Backbone = Backbone.ResNet50, FirstDilation = FirstDilation.Previous }, 96),
        "mmseg" => (Adaptive with { Stem = Stem.Deep32To64, FirstDilation = FirstDilation.Previous }, 104),
        "slim" => (Plain with { Backbone = Backbone.ResNet50, StridePlacement = StridePlacement.LastOfPrevious, StemPooling = StemPooling.TfSame }, 96),
        "caffe" => (Plain with { Backbone = Backbone.ResNet50, StridePlacement = StridePlacement.First1x1, StemPooling = StemPooling.Ceil }, 96),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such case."),
    };

    // Both ways from the pyramid through the head, whichever the widths would choose.
    public static MatrixTheoryData<string, bool> EveryCaseBothWays => new(
        ["resnet18", "resnet50", "reference", "semseg", "semseg50", "torchvision", "mmseg", "slim", "caffe"], [false, true]);

    [Theory]
    [MemberData(nameof(EveryCaseBothWays))]
    public void Logits_loss_gradients_and_statistics_are_those_of_PyTorch(string name, bool spread)
    {
        using var scope = NewDisposeScope();
        var (settings, crop) = Case(name);
        var placement = new Placement([CPU], ScalarType.Float64);
        using var network = new PspNet(placement, settings, Classes, RouteOf(spread));
        FormulaNumbers.Fill(network);
        var images = FormulaNumbers.Image($"{name}/image", Count, 3, crop, crop);
        var labels = tensor(FormulaNumbers.Labels($"{name}/label", Count * crop * crop, Classes), [Count, crop, crop]);

        network.eval();
        using (no_grad()) Golden.AssertDigest($"{name}/logits", "logits", network.Logits([images]).Main[0], 1e-10);

        network.train();
        var (main, auxiliary) = network.Logits([images]);
        var loss = SegmentationLoss.CrossEntropy(placement, main, [labels], new PixelCounting(LossResolution.Label, settings.LogitConvention))
            + (0.4 * SegmentationLoss.CrossEntropy(placement, auxiliary!, [labels], new PixelCounting(LossResolution.Label, settings.LogitConvention)));
        loss.backward();
        Assert.Equal(Golden[$"{name}/loss"][0], loss.ToDouble(), 1e-10);
        foreach (var (key, parameter) in network.named_parameters()) Golden.AssertDigest($"{name}/gradient/{key}", key, parameter.grad!, 1e-8);
        foreach (var (key, buffer) in network.named_buffers()) Golden.AssertDigest($"{name}/statistic/{key}", key, buffer, 1e-10);
        Assert.Equal(
            Golden.Names.Count(n => n.StartsWith($"{name}/gradient/", StringComparison.Ordinal)), network.named_parameters().Count());
    }

    [Theory]
    [InlineData("resnet18", false)]
    [InlineData("resnet18", true)]
    [InlineData("resnet50", false)]
    [InlineData("resnet50", true)]
    [InlineData("semseg50", false)]
    [InlineData("semseg50", true)]
    public void Logits_in_float32_are_within_1e_4(string name, bool spread)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var (settings, crop) = Case(name);
        using var network = new PspNet(Placement.Cpu, settings, Classes, RouteOf(spread));
        FormulaNumbers.Fill(network);
        network.eval();
        var images = FormulaNumbers.Image($"{name}/image", Count, 3, crop, crop).to(ScalarType.Float32);
        Golden.AssertDigest($"{name}/logits", "logits", network.Logits([images]).Main[0], 1e-4);
    }

    private static PyramidRoute RouteOf(bool spread) => spread ? PyramidRoute.Spread : PyramidRoute.Join;
}
