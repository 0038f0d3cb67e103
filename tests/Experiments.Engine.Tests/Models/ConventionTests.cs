using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Models;

/// <summary>Known answers of single conventions; whole networks are compared in <c>Golden/</c>.</summary>
public class ConventionTests
{
    private static readonly Placement Double = new([CPU], ScalarType.Float64);

    private static readonly NetworkSettings Small = new() { Backbone = Backbone.ResNet18, WidthMultiplier = 0.25, Dropout = 0 };

    [Fact]
    public void Blue_green_red_input_is_the_flipped_input()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var rgb = new PspNet(Double, Small, 3);
        using var bgr = new PspNet(Double, Small with { ChannelOrder = ChannelOrder.Bgr }, 3);
        Golden.FormulaNumbers.Fill(rgb);
        Golden.FormulaNumbers.Fill(bgr);
        rgb.eval();
        bgr.eval();
        var image = Golden.FormulaNumbers.Image("channels", 1, 3, 48, 48);
        Assert.Equal(0, (bgr.Logits([image]).Main[0] - rgb.Logits([image.flip(1)]).Main[0]).abs().max().item<double>());
        Assert.NotEqual(0, (bgr.Logits([image]).Main[0] - rgb.Logits([image]).Main[0]).abs().max().item<double>());
    }

    [Fact]
    public void Dropout_of_channels_zeroes_whole_channels_and_of_elements_does_not()
    {
        using var scope = NewDisposeScope();
        Tensor Apply(DropoutKind kind)
        {
            using var dropout = new Engine.Models.Dropout(Double, 0.5, kind) { Chance = new Generator(3) };
            dropout.train();
            return dropout.forward([ones(4, 32, 5, 5, ScalarType.Float64)])[0];
        }

        // A kept value is 1/(1 − ½) = 2.
        var channels = Apply(DropoutKind.Channel).mean([2, 3]).data<double>().ToArray();
        Assert.All(channels, mean => Assert.True(mean is 0 or 2, $"{mean}"));
        Assert.InRange(channels.Count(m => m == 2), 32, 96);
        var elements = Apply(DropoutKind.Element);
        Assert.All(elements.data<double>().ToArray(), value => Assert.True(value is 0 or 2));
        Assert.Contains(elements.mean([2, 3]).data<double>().ToArray(), mean => mean is not (0 or 2));
    }

    [Theory]
    [InlineData(Initialiser.He, "normal", 0.0833333)] // sqrt(2/(9·32))
    [InlineData(Initialiser.Xavier, "uniform", 0.0481125)] // sqrt(6/(9·256 + 9·32))
    [InlineData(Initialiser.PyTorch, "uniform", 0.0208333)] // 1/sqrt(9·256)
    public void Convolutions_start_as_the_initialiser_says(Initialiser initialiser, string family, double scale)
    {
        using var scope = NewDisposeScope();
        using var network = new PspNet(Placement.Cpu, Small, 3);
        Initialisation.Apply(network, 4, Small with { Initialiser = initialiser });
        var weight = network.state_dict()["head.conv.weight"]; // 32×256×3×3
        Assert.Equal([32, 256, 3, 3], weight.shape);
        var deviation = family == "normal" ? scale : scale / Math.Sqrt(3);
        Assert.Equal(deviation, weight.std().item<float>(), deviation * 0.01);
        var largest = weight.abs().max().item<float>();
        if (family == "uniform") Assert.InRange(largest, scale * 0.999, scale);
        else Assert.True(largest > 3 * scale);
    }

    [Fact]
    public void Classifiers_start_with_their_own_deviation_and_bias()
    {
        using var scope = NewDisposeScope();
        using var network = new PspNet(Placement.Cpu, Small, 150);
        Initialisation.Apply(network, 4, Small with { ClassifierDeviation = 0.01, ClassifierBias = 0.25 });
        var state = network.state_dict();
        Assert.Equal(0.01, state["head.classifier.weight"].std().item<float>(), 0.0005);
        Assert.All(state["aux.classifier.bias"].data<float>().ToArray(), b => Assert.Equal(0.25f, b));
    }

    [Theory]
    [InlineData(StemPooling.Padded, 8, new[] { 1.0, 3, 5, 7 })]
    [InlineData(StemPooling.TfSame, 8, new[] { 2.0, 4, 6, 7 })] // one pixel off: windows start at 0, 2, 4, 6
    [InlineData(StemPooling.Ceil, 8, new[] { 2.0, 4, 6, 7 })]
    [InlineData(StemPooling.Padded, 7, new[] { 1.0, 3, 5, 6 })]
    [InlineData(StemPooling.TfSame, 7, new[] { 1.0, 3, 5, 6 })] // an odd side is padded on both ends
    [InlineData(StemPooling.Ceil, 7, new[] { 2.0, 4, 6 })]
    public void Max_pool_of_0_1_2_and_so_on_shows_where_its_windows_lie(StemPooling pooling, int size, double[] expected)
    {
        using var scope = NewDisposeScope();
        var ramp = arange(size, ScalarType.Float64).view(1, 1, 1, size).expand(1, 1, size, size).contiguous();
        using var network = new ResNet(Double, Small with { StemPooling = pooling }, dilated: true);
        Assert.Equal(expected, network.Pool(ramp)[0][0][1].data<double>().ToArray());
    }

    [Fact]
    public void Logits_can_be_resized_by_another_convention_than_the_pyramid()
    {
        var settings = Small with { Resize = ResizeConvention.Tf1Legacy };
        Assert.Equal(ResizeConvention.Tf1Legacy, settings.LogitConvention);
        Assert.Equal(ResizeConvention.AlignCorners, (settings with { LogitResize = LogitResize.AlignCorners }).LogitConvention);
    }

    [Theory]
    [InlineData(Stem.Single7x7, "conv1.weight", 64, 7)]
    [InlineData(Stem.Deep64To128, "conv3.weight", 128, 3)]
    [InlineData(Stem.Deep32To64, "conv3.weight", 64, 3)]
    public void Stem_ends_with_the_width_of_its_name(Stem stem, string key, int width, int kernel)
    {
        using var network = new ResNet(Placement.Cpu, new NetworkSettings { Backbone = Backbone.ResNet18, Stem = stem }, dilated: true);
        var shape = network.state_dict()[key].shape;
        Assert.Equal((width, kernel), ((int)shape[0], (int)shape[3]));
    }
}
