using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Models;

/// <summary>
/// The fast float32 kernels compute what the plain float64 ones do, but for rounding, which a ReLU near zero turns
/// into a few thousandths of a gradient. (With 8 or 24 channels oneDNN's are wrong by half and more on some processors:
/// see the rule on network.widthMultiplier.)
/// </summary>
public class PrecisionTests
{
    [Theory]
    [InlineData(Backbone.ResNet18, 0.25, 96)]
    [InlineData(Backbone.CifarResNet20, 1, 48)]
    public void Gradients_in_float32_agree_with_float64(Backbone backbone, double width, int crop)
    {
        using var scope = NewDisposeScope();
        var settings = new NetworkSettings { Backbone = backbone, WidthMultiplier = width, Dropout = 0 };
        var exact = Gradients(settings, crop, ScalarType.Float64);
        var fast = Gradients(settings, crop, ScalarType.Float32);
        var worst = exact.Keys.Select(k => (Name: k, Error: ((fast[k].to(ScalarType.Float64) - exact[k]).norm() / (exact[k].norm() + 1e-12)).item<double>())).MaxBy(e => e.Error);
        Assert.True(worst.Error < 5e-3, $"{worst.Name}: {worst.Error:g3}");
    }

    private static Dictionary<string, Tensor> Gradients(NetworkSettings settings, int crop, ScalarType type)
    {
        var placement = new Placement([CPU], type);
        var network = new PspNet(placement, settings, 7);
        Initialisation.Apply(network, 3, new NetworkSettings());
        network.train();
        var chance = new Generator(7);
        var images = empty([4, 3, crop, crop], ScalarType.Float32).normal_(0, 50, chance).to(type);
        var labels = empty([4, crop, crop], ScalarType.Float32).uniform_(0, 7, chance).to(ScalarType.Int64);
        var (main, auxiliary) = network.Logits([images]);
        var loss = SegmentationLoss.CrossEntropy(placement, main, [labels], new PixelCounting(LossResolution.Label, ResizeConvention.HalfPixel))
            + (0.4 * SegmentationLoss.CrossEntropy(placement, auxiliary!, [labels], new PixelCounting(LossResolution.Label, ResizeConvention.HalfPixel)));
        loss.backward();
        return network.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!);
    }
}
