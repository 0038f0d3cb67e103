using Experiments.Engine.Evaluation;
using Experiments.Engine.Imaging;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Golden;

/// <summary>Predictions under each system's protocol against loops written from their descriptions in Python (<c>generators/evaluation.py</c>).</summary>
public class EvaluationGoldenTests
{
    private const int Classes = 5;
    private const int Height = 53;
    private const int Width = 75;

    private static readonly GoldenNumbers Golden = GoldenNumbers.Read("evaluation");

    private static readonly NetworkSettings Plain = new() { Backbone = Backbone.ResNet18 };

    private static readonly NetworkSettings Adaptive = Plain with { PyramidPooling = PyramidPooling.Adaptive, PyramidBins = [1, 2, 3, 6] };

    private static readonly NetworkSettings Mmseg = Adaptive with { Stem = Stem.Deep32To64, FirstDilation = FirstDilation.Previous };

    /// <summary>Network, training crop and protocol of a case; base sizes are small, so that the test is quick.</summary>
    private static (NetworkSettings Network, int Crop, Protocol Protocol) Case(string name)
    {
        var multiScale = name.EndsWith("/MS", StringComparison.Ordinal);
        var configuration = new RunConfiguration { Compat = Compatibility.Reference };
        return name.Split('/')[0] switch
        {
            "reference" => (
                Plain with { StemPooling = StemPooling.TfSame, Resize = ResizeConvention.Tf1Legacy }, 48,
                name == "reference/training" ? ProtocolTemplates.DuringTraining(configuration) : ProtocolTemplates.Of(Compatibility.Reference, multiScale)),
            "semseg" => (
                Adaptive with { Stem = Stem.Deep64To128, Resize = ResizeConvention.AlignCorners }, 49,
                ProtocolTemplates.Of(Compatibility.Semseg, multiScale) with { BaseLong = 72 }),
            "mmseg" => (Mmseg, 48, ProtocolTemplates.Of(Compatibility.Mmseg, multiScale) with { BaseLong = 84, BaseShort = 48 }),
            "slide" => (Mmseg, 57, ProtocolTemplates.MmsegSlide(multiScale) with { BaseLong = 84, BaseShort = 48, StridePixels = 39 }),
            "torchvision" => (Mmseg, 48, ProtocolTemplates.Of(Compatibility.Torchvision, multiScale) with { BaseShort = 60 }),
            "conventions" => (Mmseg, 48, new Protocol
            {
                Coverage = Coverage.WholeImage,
                Scales = [1.25],
                ImageResize = ResizeConvention.AlignCorners,
                ResultResize = ResizeConvention.Tf1Legacy,
            }),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such case."),
        };
    }

    [Theory]
    [InlineData("reference/training")]
    [InlineData("reference/SS")]
    [InlineData("reference/MS")]
    [InlineData("semseg/SS")]
    [InlineData("semseg/MS")]
    [InlineData("mmseg/SS")]
    [InlineData("mmseg/MS")]
    [InlineData("slide/SS")]
    [InlineData("slide/MS")]
    [InlineData("torchvision/SS")]
    [InlineData("conventions/SS")]
    public void Scores_and_classes_of_an_image_are_those_of_the_system(string name)
    {
        using var scope = NewDisposeScope();
        var (settings, crop, protocol) = Case(name);
        using var network = Network(settings);
        var predictor = Predictor(network, settings, crop, protocol);
        var image = Image("evaluation/image");

        Golden.AssertDigest($"{name}/scores", "scores", predictor.Scores(image), 1e-9);

        // A digest of whole numbers: one pixel of another class moves it by far more than the tolerance.
        var classes = predictor.Predict(image);
        using var map = tensor(classes.Values, [Height, Width]);
        Golden.AssertDigest($"{name}/classes", "classes", map, 1e-12);
        Assert.Equal(Golden[$"{name}/counts"], Enumerable.Range(0, Classes).Select(c => (double)classes.Values.Count(v => v == c)));
    }

    [Fact]
    public void Windows_shared_out_to_replicas_give_the_same_scores()
    {
        using var scope = NewDisposeScope();
        var (settings, crop, protocol) = Case("reference/SS");
        var placement = new Placement([CPU, CPU, CPU], ScalarType.Float64);
        using var network = Network(settings, placement);
        Golden.AssertDigest("reference/SS/scores", "scores", Predictor(network, settings, crop, protocol, placement).Scores(Image("evaluation/image")), 1e-9);
    }

    private static readonly Placement Double = new([CPU], ScalarType.Float64);

    private static PspNet Network(NetworkSettings settings, Placement? placement = null)
    {
        var network = new PspNet(placement ?? Double, settings, Classes);
        FormulaNumbers.Fill(network);
        using var guard = no_grad();
        // As in the generator: no class ahead everywhere, no softmax of 0 and 1.
        var weight = network.state_dict()["head.classifier.weight"];
        weight.sub_(weight.mean([1], keepdim: true)).mul_(1.0 / 16);
        return network;
    }

    private static WindowedPredictor Predictor(PspNet network, NetworkSettings settings, int crop, Protocol protocol, Placement? placement = null)
    {
        var configuration = new RunConfiguration
        {
            Network = settings,
            Training = new TrainingSettings { Crop = crop },
            Data = new DataSettings { Mean = [123.675, 116.28, 103.53], Std = [58.395, 57.12, 57.375] },
        };
        return new WindowedPredictor(network, placement ?? Double, configuration, protocol.Resolve(crop, ""));
    }

    /// <summary>The generator's picture: waves of bytes with some noise.</summary>
    private static RgbImage Image(string name)
    {
        var noise = FormulaNumbers.Uniform($"{name}/noise", Height * Width * 3);
        var pixels = new byte[Height * Width * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x, channel) = (i / 3 / Width, i / 3 % Width, i % 3);
            var wave = channel switch
            {
                0 => (y * 5) + (x * 3),
                1 => (y * 2) + (x / 16 * 60),
                _ => (y / 12 * 50) + (x * 7),
            };
            pixels[i] = (byte)Math.Floor((0.75 * (wave % 256)) + (64 * noise[i]));
        }

        return new RgbImage(Height, Width, pixels);
    }
}
