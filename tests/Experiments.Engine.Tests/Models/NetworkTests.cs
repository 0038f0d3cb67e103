using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Models;

public class NetworkTests
{
    private static readonly NetworkSettings Small = new() { Backbone = Backbone.ResNet18, WidthMultiplier = 0.25, Dropout = 0 };

    [Theory]
    [InlineData(Backbone.ResNet18, 1000, 11_689_512)]
    [InlineData(Backbone.ResNet34, 1000, 21_797_672)]
    [InlineData(Backbone.ResNet50, 1000, 25_557_032)]
    [InlineData(Backbone.ResNet101, 1000, 44_549_160)]
    [InlineData(Backbone.ResNet152, 1000, 60_192_808)]
    [InlineData(Backbone.CifarResNet20, 10, 269_722)]
    [InlineData(Backbone.CifarResNet56, 10, 853_018)]
    public void Classifier_has_the_published_number_of_parameters(Backbone backbone, int classes, long expected)
    {
        using var network = new Classifier(Placement.Cpu, new NetworkSettings { Backbone = backbone }, classes);
        Assert.Equal(expected, network.parameters().Sum(p => p.numel()));
    }

    [Theory]
    [InlineData(Backbone.ResNet18, 96, 12)]
    [InlineData(Backbone.ResNet50, 96, 12)]
    [InlineData(Backbone.CifarResNet20, 48, 24)]
    public void Logits_have_one_eighth_of_the_side_or_one_half_for_CIFAR_networks(Backbone backbone, int crop, int side)
    {
        using var scope = NewDisposeScope();
        using var network = new PspNet(Placement.Cpu, new NetworkSettings { Backbone = backbone, WidthMultiplier = 0.125, Dropout = 0 }, 7);
        Initialisation.Apply(network, 0, new NetworkSettings());
        network.train();
        var (main, auxiliary) = network.Logits([zeros(2, 3, crop, crop)]);
        Assert.Equal([2, 7, side, side], main[0].shape);
        Assert.Equal([2, 7, side, side], auxiliary![0].shape);
    }

    [Fact]
    public void Auxiliary_head_is_silent_in_evaluation_and_absent_at_weight_zero()
    {
        using var scope = NewDisposeScope();
        using var network = new PspNet(Placement.Cpu, Small, 3);
        network.eval();
        Assert.Null(network.Logits([zeros(1, 3, 48, 48)]).Auxiliary);
        using var without = new PspNet(Placement.Cpu, Small with { AuxiliaryWeight = 0 }, 3);
        Assert.DoesNotContain(without.state_dict().Keys, k => k.StartsWith("aux", StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_of_the_backbone_are_those_of_torchvision()
    {
        using var network = new PspNet(Placement.Cpu, new NetworkSettings { Backbone = Backbone.ResNet50, WidthMultiplier = 0.0625 }, 3);
        var keys = network.state_dict().Keys.ToHashSet();
        Assert.Contains("backbone.conv1.weight", keys);
        Assert.Contains("backbone.bn1.running_var", keys);
        Assert.Contains("backbone.layer1.0.downsample.0.weight", keys);
        Assert.Contains("backbone.layer1.0.downsample.1.running_mean", keys);
        Assert.Contains("backbone.layer4.2.conv3.weight", keys);
        Assert.Contains("head.classifier.bias", keys);
        Assert.Contains("aux.conv.weight", keys);
        Assert.DoesNotContain(keys, k => k.Contains("num_batches_tracked", StringComparison.Ordinal));
    }

    [Fact]
    public void Widths_of_the_heads_follow_the_last_stage_and_never_fall_below_16()
    {
        using var quarter = new PspNet(Placement.Cpu, Small, 3);
        var state = quarter.state_dict();
        Assert.Equal([32, 128, 1, 1], state["pyramid.conv.0.weight"].shape);
        Assert.Equal([32, 128 + (4 * 32), 3, 3], state["head.conv.weight"].shape);
        Assert.Equal([16, 64, 3, 3], state["aux.conv.weight"].shape);
        using var tiny = new PspNet(Placement.Cpu, new NetworkSettings { Backbone = Backbone.CifarResNet20, WidthMultiplier = 0.25 }, 3);
        Assert.Equal([16, 16, 1, 1], tiny.state_dict()["pyramid.conv.0.weight"].shape);
    }

    [Fact]
    public void Start_values_depend_on_the_seed_and_the_tensor_alone()
    {
        using var with = new PspNet(Placement.Cpu, Small, 3);
        using var without = new PspNet(Placement.Cpu, Small with { AuxiliaryWeight = 0 }, 3);
        using var other = new PspNet(Placement.Cpu, Small, 3);
        Initialisation.Apply(with, 4, new NetworkSettings());
        Initialisation.Apply(without, 4, new NetworkSettings());
        Initialisation.Apply(other, 5, new NetworkSettings());
        var (a, b, c) = (with.state_dict(), without.state_dict(), other.state_dict());
        Assert.All(b.Keys, key => Assert.True(a[key].equal(b[key]).all().item<bool>(), key));
        Assert.False(a["head.conv.weight"].equal(c["head.conv.weight"]).all().item<bool>());
        Assert.Equal(0.01f, a["head.classifier.bias"][0].item<float>());
        // He: N(0, sqrt(2/(k²·out))); 32·256·9 draws put the estimate within a per cent.
        Assert.Equal(Math.Sqrt(2.0 / (9 * 32)), a["head.conv.weight"].std().item<float>(), 3);
    }

    [Theory]
    [InlineData(ResizeConvention.Tf1Legacy, new[] { 0.0, 2, 4, 4 })]
    [InlineData(ResizeConvention.HalfPixel, new[] { 0.0, 1, 3, 4 })]
    [InlineData(ResizeConvention.AlignCorners, new[] { 0, 4.0 / 3, 8.0 / 3, 4 })]
    public void Two_pixels_0_and_4_become_four_as_each_convention_says(ResizeConvention convention, double[] expected)
    {
        using var scope = NewDisposeScope();
        var pixels = tensor(new double[] { 0, 4 }, [1, 1, 1, 2]);
        var resized = BilinearResize.Apply(pixels, 1, 4, convention);
        Assert.Equal(expected, resized.data<double>().ToArray(), (x, y) => Math.Abs(x - y) < 1e-12);
    }

    [Fact]
    public void Legacy_resize_by_a_whole_factor_equals_padding_and_aligned_corners()
    {
        using var scope = NewDisposeScope();
        using var chance = new Generator(1);
        var pixels = empty([2, 3, 5, 4], ScalarType.Float64).normal_(generator: chance);
        var padded = nn.functional.pad(pixels, [0, 1, 0, 1], TorchSharp.PaddingModes.Replicate);
        var expected = BilinearResize.Apply(padded, (5 * 3) + 1, (4 * 3) + 1, ResizeConvention.AlignCorners).narrow(2, 0, 15).narrow(3, 0, 12);
        var legacy = BilinearResize.Apply(pixels, 15, 12, ResizeConvention.Tf1Legacy);
        Assert.True((legacy - expected).abs().max().item<double>() < 1e-12);
    }
}
