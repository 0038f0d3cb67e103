using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;
using Experiments.Engine.Weights.Conventions;

namespace Experiments.Engine.Tests.Weights;

public sealed class RealWeightsTests
{
    [Fact]
    public void The_Caffe_ResNet_50_fills_everything_up_to_its_third_block_and_block_4_is_new()
    {
        using var network = new PspNet(Placement.Cpu, new NetworkSettings(), 11);
        using var file = SafetensorsFile.Read(RealWeights.Path(RealWeights.Msra));
        var report = WeightsLoader.Load(network, file, withStatistics: true);
        Assert.Equal("msra", report.Scheme);
        // 216 tensors, of which conv1's bias goes into a mean.
        Assert.Equal(215, report.Loaded.Count);
        var skipped = Assert.Single(report.SkippedWhy);
        Assert.Equal(["conv1.bias"], skipped.Names);
        Assert.Equal("its effect is subtracted from the mean of bn_conv1", skipped.Why);
        Assert.Empty(report.Mismatched);
        var backbone = network.state_dict().Keys.Where(k => k.StartsWith("backbone.", StringComparison.Ordinal)).ToList();
        Assert.Equal(backbone.Where(k => k.StartsWith("backbone.layer4.", StringComparison.Ordinal)).Order(), report.New.Where(k => k.StartsWith("backbone.", StringComparison.Ordinal)));
        using var mean = file.Tensors["bn_conv1.mean"] - file.Tensors["conv1.bias"];
        Assert.True(mean.equal(network.state_dict()["backbone.bn1.running_mean"]).all().item<bool>());
    }

    [Fact]
    public void The_files_say_how_they_are_fed()
    {
        var caffe = InputConvention.Of(WeightsHeader.Read(RealWeights.Path(RealWeights.Msra)));
        Assert.Equal(
            [
                new("network.channelOrder", "bgr"), new("data.mean", "123.7, 117, 104"), new("data.std", "1, 1, 1"), new("network.stridePlacement", "first-1x1"),
                new("network.stem", "7x7"), new("network.stemPooling", "ceil"), new("network.batchNormEpsilon", "1E-05"),
            ],
            caffe.Settings);
        var cifar = InputConvention.Of(WeightsHeader.Read(RealWeights.Path("resnet20-cifar10.safetensors")));
        Assert.Equal(
            [new("network.channelOrder", "rgb"), new("data.mean", "123.675, 116.28, 103.53"), new("data.std", "58.395, 57.12, 57.375")],
            cifar.Settings);
    }
}
