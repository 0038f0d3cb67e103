using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Models;

/// <summary>Replicas in lock-step are one device with the whole batch, in float64.</summary>
public class ReplicaTests
{
    private const int Classes = 5;

    private static readonly NetworkSettings Settings = new() { Backbone = Backbone.ResNet18, WidthMultiplier = 0.25, Dropout = 0.3 };

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Replicas_give_the_logits_and_gradients_of_one_device(int replicas)
    {
        using var scope = NewDisposeScope();
        var one = Run(1);
        var many = Run(replicas);
        Assert.True(Difference(one.Logits, many.Logits) < 1e-10);
        Assert.All(one.Gradients.Keys, name => Assert.True(Difference(one.Gradients[name], many.Gradients[name]) < 1e-6, name));
        Assert.All(one.Statistics.Keys, name => Assert.True(Difference(one.Statistics[name], many.Statistics[name]) < 1e-10, name));
    }

    private static (Tensor Logits, Dictionary<string, Tensor> Gradients, Dictionary<string, Tensor> Statistics) Run(int replicas)
    {
        var placement = new Placement([.. Enumerable.Repeat(CPU, replicas)], ScalarType.Float64);
        var network = new PspNet(placement, Settings, Classes);
        Initialisation.Apply(network, 3, new NetworkSettings());
        network.train();
        foreach (var dropout in network.Dropouts) dropout.Chance = new Generator(11);
        var chance = new Generator(7);
        var images = empty([4, 3, 48, 48], ScalarType.Float64).normal_(0, 50, chance);
        var labels = empty([4, 48, 48], ScalarType.Float64).uniform_(0, Classes, chance).to(ScalarType.Int64);
        // Valid pixels are spread unevenly, so that a mean of the replicas' means would differ.
        labels[TensorIndex.Slice(0, 1)].fill_(255);
        var shares = labels.chunk(replicas, 0);
        var (main, auxiliary) = network.Logits(images.chunk(replicas, 0));
        var loss = SegmentationLoss.CrossEntropy(placement, main, shares, LossResolution.Label, ResizeConvention.HalfPixel)
            + (0.4 * SegmentationLoss.CrossEntropy(placement, auxiliary!, shares, LossResolution.Label, ResizeConvention.HalfPixel));
        loss.backward();
        return (
            cat(main, 0).detach(),
            network.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.detach()),
            network.named_buffers().ToDictionary(b => b.name, b => b.buffer.detach()));
    }

    private static double Difference(Tensor a, Tensor b) =>
        ((a - b).norm() / (a.norm() + 1e-30)).item<double>();
}
