using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Golden;
using Experiments.Engine.Training;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Training;

public class FisherTests
{
    private const int Classes = 5;

    private static readonly NetworkSettings ResNet18 = new() { Backbone = Backbone.ResNet18 };

    [Fact]
    public void Exact_diagonal_is_that_of_PyTorchs_loops()
    {
        using var scope = NewDisposeScope();
        var golden = GoldenNumbers.Read("training");
        var placement = new Placement([CPU], ScalarType.Float64);
        using var network = new Classifier(placement, ResNet18, Classes);
        FormulaNumbers.Fill(network);
        using var estimator = new FisherEstimator(network, placement, FisherLabels.Exact);
        var images = FormulaNumbers.Image("fisher/image", 3, 3, 32, 32);
        for (var i = 0; i < 3; i++) estimator.Add(images.narrow(0, i, 1), 0);
        var diagonal = estimator.Diagonal();
        Assert.Equal(network.named_parameters().Count(), diagonal.Count);
        foreach (var (name, value) in diagonal) golden.AssertDigest($"fisher/{name}", name, value, 1e-8);
    }

    [Fact]
    public void Sampled_diagonal_weighted_by_the_probabilities_is_the_exact_one()
    {
        // One image, and draws in the middle of each class's share: Σ p_k · F(drawn k) must be the exact F.
        using var scope = NewDisposeScope();
        var placement = new Placement([CPU], ScalarType.Float64);
        using var network = new Classifier(placement, ResNet18, Classes);
        FormulaNumbers.Fill(network);
        network.eval();
        var image = FormulaNumbers.Image("fisher/one", 1, 3, 32, 32);
        var p = nn.functional.softmax(network.Logits([image])[0], 1).detach().data<double>().ToArray();
        using var exact = new FisherEstimator(network, placement, FisherLabels.Exact);
        exact.Add(image, 0);
        Tensor? sum = null;
        var reached = 0.0;
        foreach (var share in p)
        {
            using var sampled = new FisherEstimator(network, placement, FisherLabels.Sampled);
            sampled.Add(image, reached + (share / 2));
            reached += share;
            var part = sampled.Diagonal()["fc.weight"] * share;
            sum = sum is null ? part : sum + part;
        }

        Assert.True((sum! - exact.Diagonal()["fc.weight"]).norm().item<double>() < 1e-12 * sum!.norm().item<double>());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.19, 0)]
    [InlineData(0.2, 1)]
    [InlineData(0.69, 1)]
    [InlineData(0.71, 2)]
    [InlineData(0.9999999999999999, 2)]
    public void A_draw_falls_into_the_share_of_a_class(double draw, int expected) =>
        Assert.Equal(expected, FisherEstimator.Drawn([0.2, 0.5, 0.3], draw));
}
