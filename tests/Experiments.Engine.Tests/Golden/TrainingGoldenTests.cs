using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Golden;

/// <summary>Five training steps of PSPNet-18 in float64 against PyTorch (<c>generators/training.py</c>).</summary>
public class TrainingGoldenTests
{
    private const int Classes = 5;
    private const int Count = 2;
    private const int Crop = 48;
    private const int Steps = 5;

    private static readonly GoldenNumbers Golden = GoldenNumbers.Read("training");

    private static readonly TrainingSettings Training = new()
    {
        Iterations = Steps,
        BatchSize = Count,
        Crop = Crop,
        BaseLearningRate = 0.02,
        NewWeightMultiplier = 2,
        NewBiasMultiplier = 4,
    };

    private static readonly RegulariserSettings L2 = new() { Kind = RegulariserName.L2, Alpha = 0.2, Beta = 0.1 };

    private static readonly RegulariserSettings L2Sp = L2 with { Kind = RegulariserName.L2Sp };

    [Theory]
    [InlineData("momentum", 0.02)]
    [InlineData("caffe-momentum", 0.02)]
    [InlineData("sgd", 0.02)]
    [InlineData("adam", 0.001)]
    [InlineData("adamw", 0.001)]
    [InlineData("rmsprop", 0.001)]
    [InlineData("rmsprop-tf", 0.001)]
    public void Optimiser_takes_the_weights_where_the_other_implementation_takes_them(string name, double rate)
    {
        var training = Training with { Optimiser = Choice<OptimiserName>("training.optimiser", name), BaseLearningRate = rate };
        if (training.Optimiser == OptimiserName.RmsPropTf) training = training with { RmsDecay = 0.9, OptimiserEpsilon = 1e-10 };
        // Adam and RMSProp divide by the root of tiny squares, which enlarges rounding: still within 1e-8 of the weights themselves.
        Check($"optimiser/{name}", training, L2, relative: rate < 0.01 ? 1e-7 : 1e-8);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("l2-sp")]
    [InlineData("l2-sp-normalised")]
    [InlineData("l2-sp-orthogonal")]
    [InlineData("l1-sp")]
    [InlineData("gl-sp")]
    [InlineData("l2-sp-fisher")]
    public void Penalty_as_gradient_updates_trains_as_the_penalty_as_a_graph(string name) =>
        Check($"regulariser/{name}", Training, L2 with { Kind = Choice<RegulariserName>("regulariser.kind", name) });

    [Fact]
    public void Penalty_on_everything_takes_batch_norm_and_biases_too()
    {
        Check("option/scope-all", Training, L2 with { Scope = PenaltyScope.All });
        Check("option/scope-all-l2-sp", Training, L2Sp with { Scope = PenaltyScope.All });
    }

    [Fact]
    public void Dilated_blocks_can_be_drawn_to_zero_as_new_weights_are() =>
        Check("option/consider-dilated", Training, L2Sp with { ConsiderDilated = true });

    [Fact]
    public void Dilated_blocks_named_by_hand_train_the_same() =>
        Check("option/consider-dilated", Training, L2Sp with { NewTensors = ["backbone.layer3", "backbone.layer4."] });

    [Fact]
    public void Inherited_tensors_named_by_hand_leave_the_others_new() => Check("option/consider-dilated", Training, L2Sp with
    {
        InheritedTensors = ["backbone.conv1.weight", "backbone.bn1", "backbone.layer1", "backbone.layer2"],
    });

    [Fact]
    public void Loss_can_be_taken_at_the_logits_size() =>
        Check("option/logit-resolution", Training with { LossResolution = LossResolution.Logit }, L2);

    [Fact]
    public void Classes_can_have_weights() =>
        Check("option/class-weights", Training with { ClassWeights = [0.5, 1, 2, 0, 3] }, L2);

    [Theory]
    [InlineData("ohem", 0.3, 200, LossResolution.Label)]
    [InlineData("ohem-minimum", 1e-6, 30, LossResolution.Logit)]
    public void Hard_pixels_alone_can_count(string name, double threshold, int minimum, LossResolution resolution) =>
        Check($"option/{name}", Training with { OhemThreshold = threshold, OhemMinimum = minimum, LossResolution = resolution }, L2);

    [Fact]
    public void Gradient_can_be_clipped() => Check("option/clip", Training with { ClipNorm = 0.5 }, L2);

    [Fact]
    public void Gradients_of_several_batches_can_be_averaged() => Check("option/accumulation", Training with { Accumulation = 3 }, L2);

    [Theory]
    [InlineData("poly")]
    [InlineData("poly-minimum")]
    [InlineData("steps")]
    [InlineData("cosine")]
    [InlineData("constant")]
    [InlineData("warmup")]
    public void Schedule_has_the_rates_of_PyTorchs(string name)
    {
        var training = new TrainingSettings { Iterations = 20, BaseLearningRate = 0.1, StepIterations = [5, 12] };
        training = name switch
        {
            "poly-minimum" => training with { MinimumLearningRate = 1e-3 },
            "cosine" => training with { Schedule = ScheduleName.Cosine, MinimumLearningRate = 1e-3 },
            "warmup" => training with { WarmupIterations = 5, WarmupFactor = 0.25 },
            _ => training with { Schedule = Choice<ScheduleName>("training.schedule", name) },
        };
        var expected = Golden[$"schedule/{name}"];
        for (var step = 0; step < expected.Length; step++) Assert.Equal(expected[step], LearningRateSchedule.Rate(training, step), 1e-13);
    }

    [Fact]
    public void Optimiser_of_the_first_golden_case_would_not_pass_for_another()
    {
        // The golden numbers tell the cases apart: a test that any of them passes would show nothing.
        var cases = Golden.Names.Where(n => n.EndsWith("/moved/layer2", StringComparison.Ordinal)).Select(n => Golden[n][0]).ToList();
        Assert.Equal(cases.Count, cases.Distinct().Count());
    }

    private static T Choice<T>(string key, string text) => (T)SettingCatalog.Get(key).Parse(text);

    /// <summary>Trains, and compares how far each block has moved, relative to that distance.</summary>
    private static void Check(string name, TrainingSettings training, RegulariserSettings regulariser, double relative = 1e-8)
    {
        using var scope = NewDisposeScope();
        var placement = new Placement([CPU], ScalarType.Float64);
        using var network = new PspNet(placement, new NetworkSettings { Backbone = Backbone.ResNet18, Dropout = 0 }, Classes);
        FormulaNumbers.Fill(network);
        network.train();
        var inherited = network.named_parameters().Select(p => p.name).Where(n => n.StartsWith("backbone.", StringComparison.Ordinal)).ToHashSet();
        using var fisher = new FormulaFisher(network);
        var parameters = ParameterGroups.Of(network, inherited, training, regulariser);
        var starts = parameters.ToDictionary(p => p.Name, p => p.Value.detach().clone());
        using var update = new WeightUpdate(parameters, training, regulariser with { FisherPath = fisher.Path });
        var counting = new PixelCounting(training.LossResolution, ResizeConvention.HalfPixel, training.ClassWeights, training.OhemThreshold, training.OhemMinimum);
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            update.ClearGradients();
            for (var k = 0; k < training.Accumulation; k++)
            {
                var batch = $"step{(step * training.Accumulation) + k}";
                var labels = tensor(FormulaNumbers.Labels($"{batch}/label", Count * Crop * Crop, Classes), [Count, Crop, Crop]);
                var (main, auxiliary) = network.Logits([FormulaNumbers.Image($"{batch}/image", Count, 3, Crop, Crop)]);
                var loss = SegmentationLoss.CrossEntropy(placement, main, [labels], counting)
                    + (0.4 * SegmentationLoss.CrossEntropy(placement, auxiliary!, [labels], counting));
                (loss / training.Accumulation).backward();
            }

            update.Apply(step);
        }

        foreach (var block in parameters.OrderBy(p => p.Name, StringComparer.Ordinal).GroupBy(p => p.Block))
        {
            using var inner = NewDisposeScope();
            var moved = cat([.. block.Select(p => (p.Value.detach() - starts[p.Name]).flatten())], 0);
            Golden.AssertDigest($"{name}/moved/{block.Key}", block.Key, moved, relative);
        }
    }
}
