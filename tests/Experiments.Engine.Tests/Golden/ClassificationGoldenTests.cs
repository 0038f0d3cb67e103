using Experiments.Engine.Augmentation;
using Experiments.Engine.Imaging;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Golden;

/// <summary>Classifiers against PyTorch on torchvision's ResNets, and the resize of whole images against NumPy (<c>generators/classification.py</c>).</summary>
public class ClassificationGoldenTests
{
    private const int Classes = 7;
    private const int Count = 3;
    private const int Crop = 64;

    private static readonly GoldenNumbers Golden = GoldenNumbers.Read("classification");

    private static readonly double[] Weights = [1, 0.25, 2, 0.5, 3, 1.5, 0.75];

    [Theory]
    [InlineData("resnet18", Backbone.ResNet18, false)]
    [InlineData("resnet50", Backbone.ResNet50, false)]
    [InlineData("weighted", Backbone.ResNet18, true)]
    public void Classifier_logits_loss_gradients_and_statistics_are_those_of_PyTorch(string name, Backbone backbone, bool weighted)
    {
        using var scope = NewDisposeScope();
        var placement = new Placement([CPU], ScalarType.Float64);
        using var network = new Classifier(placement, new NetworkSettings { Backbone = backbone }, Classes);
        FormulaNumbers.Fill(network);
        var images = FormulaNumbers.Image($"{name}/image", Count, 3, Crop, Crop);
        var labels = tensor([.. FormulaNumbers.Uniform($"{name}/label", Count).Select(u => (long)Math.Floor(u * Classes))]);

        network.eval();
        using (no_grad()) Golden.AssertDigest($"{name}/logits", "logits", network.Logits([images])[0], 1e-10);

        network.train();
        var loss = ClassificationLearner.CrossEntropy(placement, network.Logits([images]), [labels], weighted ? Weights : []);
        loss.backward();
        Assert.Equal(Golden[$"{name}/loss"][0], loss.ToDouble(), 1e-10);
        foreach (var (key, parameter) in network.named_parameters()) Golden.AssertDigest($"{name}/gradient/{key}", key, parameter.grad!, 1e-8);
        foreach (var (key, buffer) in network.named_buffers()) Golden.AssertDigest($"{name}/statistic/{key}", key, buffer, 1e-10);
        Assert.Equal(
            Golden.Names.Count(n => n.StartsWith($"{name}/gradient/", StringComparison.Ordinal)), network.named_parameters().Count());
    }

    [Fact]
    public void Three_replicas_of_a_classifier_share_one_weighted_mean()
    {
        using var scope = NewDisposeScope();
        var logits = FormulaNumbers.Image("shared/logits", 6, Classes);
        long[] labels = [0, 3, 6, 1, 1, 4];
        var whole = ClassificationLearner.CrossEntropy(Placement.Cpu, [logits], [tensor(labels)], Weights).ToDouble();
        var shared = ClassificationLearner.CrossEntropy(new Placement([CPU, CPU, CPU]), logits.chunk(3, 0), tensor(labels).chunk(3, 0), Weights).ToDouble();
        Assert.Equal(whole, shared, 1e-12);
    }

    [Theory]
    [InlineData("landscape", 11, 17, 8)]
    [InlineData("portrait", 23, 9, 7)]
    [InlineData("enlarged", 6, 8, 9)]
    [InlineData("odd", 10, 13, 9)]
    public void The_shorter_side_is_resized_as_NumPy_says_to_the_nearest_byte(string name, int height, int width, int shortSide)
    {
        var image = new RgbImage(height, width, [.. FormulaNumbers.Uniform($"{name}/pixels", height * width * 3).Select(u => (byte)Math.Floor(u * 256))]);
        var resized = ShortSideImages.Resized(image, shortSide);
        Assert.Equal((Golden[$"{name}/size"][0], Golden[$"{name}/size"][1]), (resized.Height, resized.Width));
        Assert.Equal(shortSide, Math.Min(resized.Height, resized.Width));
        var expected = Golden[$"{name}/resized"];
        Assert.Equal(expected.Length, resized.Pixels.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - resized.Pixels[i]) <= 0.5 + 1e-4, $"value {i} is {resized.Pixels[i]}, NumPy's {expected[i]}");
    }
}
