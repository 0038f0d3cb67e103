using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using FsCheck.Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Tests.Models;

/// <summary>Joined and spread pyramids are one function; <c>NetworkGoldenTests</c> holds both against PyTorch.</summary>
public class PyramidRouteTests
{
    private static readonly NetworkSettings Small = new() { Backbone = Backbone.CifarResNet20, WidthMultiplier = 0.125, Dropout = 0 };

    [Property(MaxTest = 150)]
    public void Taps_on_pooled_cells_equal_the_convolution_of_resized_maps(int seed, byte high, byte wide, byte convention, byte shape)
    {
        using var scope = NewDisposeScope();
        using var chance = new Generator((ulong)(uint)seed);
        Tensor Draw(params long[] size) => empty(size, ScalarType.Float64).normal_(generator: chance);
        var (count, height, width) = (1 + (shape % 3), 1 + (high % 14), 1 + (wide % 14));
        var resize = (ResizeConvention)(convention % 3);
        var features = Draw(count, 3, height, width).requires_grad_();
        // Cells from 1×1 to more than the features have, square or not.
        var maps = Enumerable.Range(0, 1 + (shape % 4))
            .Select(i => Draw(count, 2 + i, 1 + ((high + i) % 7), 1 + ((wide + (3 * i)) % 7)).requires_grad_()).ToArray();
        var kernel = Draw(4, 3 + maps.Sum(m => m.shape[1]), 3, 3).requires_grad_();
        Tensor[] inputs = [kernel, features, .. maps];

        var joined = cat([features, .. maps.Select(m => BilinearResize.Apply(m, height, width, resize))], 1);
        var expected = functional.conv2d(joined, kernel, padding: [1, 1]);
        var actual = PyramidConvolution.Apply(kernel, features, maps, resize);

        AssertClose(expected, actual, "output");
        var weights = Draw(expected.shape);
        var wanted = autograd.grad([(expected * weights).sum()], inputs);
        var got = autograd.grad([(actual * weights).sum()], inputs);
        for (var i = 0; i < inputs.Length; i++) AssertClose(wanted[i], got[i], $"gradient of input {i}");
    }

    [Theory]
    [InlineData(PyramidPooling.Fixed, ResizeConvention.Tf1Legacy, new[] { 6, 3, 2, 1 }, 24, 36)]
    [InlineData(PyramidPooling.Fixed, ResizeConvention.HalfPixel, new[] { 4 }, 22, 30)]
    [InlineData(PyramidPooling.Adaptive, ResizeConvention.AlignCorners, new[] { 1, 2, 3, 6 }, 26, 34)]
    [InlineData(PyramidPooling.Adaptive, ResizeConvention.HalfPixel, new[] { 5, 1 }, 10, 14)]
    public void Both_routes_of_a_network_agree_on_two_replicas_and_features_that_are_not_square(
        PyramidPooling pooling, ResizeConvention resize, int[] bins, int height, int width)
    {
        using var scope = NewDisposeScope();
        var settings = Small with { PyramidPooling = pooling, Resize = resize, PyramidBins = bins };
        var (joined, spread) = (Run(PyramidRoute.Join), Run(PyramidRoute.Spread));
        Assert.Equal(joined.Keys, spread.Keys);
        foreach (var key in joined.Keys) AssertClose(joined[key], spread[key], key);

        Dictionary<string, Tensor> Run(PyramidRoute route)
        {
            using var network = new PspNet(new Placement([CPU, CPU], ScalarType.Float64), settings, 3, route);
            Initialisation.Apply(network, 1, settings);
            using var chance = new Generator(2);
            var images = Enumerable.Range(0, 2).Select(_ => empty([2, 3, height, width], ScalarType.Float64).normal_(generator: chance)).ToArray();
            var (main, auxiliary) = network.Logits(images);
            main.Concat(auxiliary!).Select(l => l.square().mean()).Aggregate((a, b) => a + b).backward();
            var results = network.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.clone(), StringComparer.Ordinal);
            for (var r = 0; r < main.Length; r++) results[$"logits of replica {r}"] = main[r];
            return results;
        }
    }

    [Theory]
    [InlineData(Backbone.ResNet50, 1, true)]
    [InlineData(Backbone.ResNet101, 1, true)]
    [InlineData(Backbone.ResNet18, 0.25, false)]
    [InlineData(Backbone.ResNet18, 1, true)]
    [InlineData(Backbone.ResNet18, 0.5, false)]
    [InlineData(Backbone.CifarResNet20, 1, false)]
    [InlineData(Backbone.CifarResNet56, 4, false)]
    public void Wide_networks_spread_and_narrow_ones_join(Backbone backbone, double widthMultiplier, bool spreads)
    {
        var settings = new NetworkSettings { Backbone = backbone, WidthMultiplier = widthMultiplier };
        using var network = new PspNet(Placement.Cpu, settings, 3);
        Assert.Equal(spreads ? PyramidRoute.Spread : PyramidRoute.Join, network.Route);
    }

    [Fact]
    public void The_route_changes_no_key_of_a_checkpoint()
    {
        using var joined = new PspNet(Placement.Cpu, Small, 3, PyramidRoute.Join);
        using var spread = new PspNet(Placement.Cpu, Small, 3, PyramidRoute.Spread);
        Assert.Equal(joined.state_dict().Keys, spread.state_dict().Keys);
    }

    private static void AssertClose(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        var difference = (expected - actual).norm().item<double>();
        Assert.True(difference <= 1e-10 * (1 + expected.norm().item<double>()), $"{what} differs by {difference:g3}.");
    }
}
