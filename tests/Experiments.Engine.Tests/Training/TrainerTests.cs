using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using Experiments.Engine.Weights;

namespace Experiments.Engine.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("experiments-trainer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_run_that_goes_on_from_a_snapshot_ends_with_the_bits_of_one_that_was_never_stopped()
    {
        var configuration = TinyRuns.Segmentation(iterations: 6);
        var whole = TinyRuns.Train(configuration);
        var snapshot = Path.Combine(_folder, "snapshot.safetensors");
        using var stop = new CancellationTokenSource();
        var first = new TinyRuns.Recorder
        {
            OnAdvanced = done => { if (done == 3) stop.Cancel(); },
            OnSnapshot = (trainer, final) => trainer.Save(snapshot, final),
        };
        using (var trainer = new Trainer(configuration, DatasetFactory.Open(configuration), first))
            Assert.Throws<OperationCanceledException>(() => trainer.Run(stop.Token));
        var second = new TinyRuns.Recorder();
        using (var trainer = new Trainer(configuration, DatasetFactory.Open(configuration), second))
        {
            trainer.Resume(snapshot);
            Assert.Equal(3, trainer.Iteration);
            trainer.Run(CancellationToken.None);
        }

        Assert.All(whole.Weights, w => Assert.True(w.Value.AsSpan().SequenceEqual(second.Weights[w.Key]), w.Key));
        Assert.Equal(whole.Series("train/loss").Skip(3), second.Series("train/loss"));
    }

    [Fact]
    public void The_same_seed_repeats_every_bit_and_another_seed_does_not()
    {
        var configuration = TinyRuns.Segmentation(iterations: 2);
        var (a, b) = (TinyRuns.Train(configuration), TinyRuns.Train(configuration));
        var c = TinyRuns.Train(configuration with { Seed = 4 });
        Assert.Equal(a.Points, b.Points);
        Assert.NotEqual(a.Series("train/loss").First(), c.Series("train/loss").First());
    }

    [Fact]
    public void A_snapshot_of_another_configuration_is_refused()
    {
        var configuration = TinyRuns.Segmentation(iterations: 1);
        var path = Path.Combine(_folder, "other.safetensors");
        using var trainer = new Trainer(configuration, DatasetFactory.Open(configuration), new TinyRuns.Recorder());
        trainer.Save(path, final: false);
        using var other = new Trainer(configuration with { Seed = 8 }, DatasetFactory.Open(configuration), new TinyRuns.Recorder());
        Assert.Contains("belongs to another configuration or seed", Assert.Throws<UsageException>(() => other.Resume(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_the_run_and_names_iteration_and_images()
    {
        var configuration = TinyRuns.Segmentation(iterations: 50);
        configuration = configuration with { Training = configuration.Training with { BaseLearningRate = 100 }, Regulariser = configuration.Regulariser with { Alpha = 100, Beta = 100 } };
        var e = Assert.Throws<DataException>(() => TinyRuns.Train(configuration));
        Assert.Equal("not-finite", e.FailureClass);
        Assert.Contains("at iteration", e.Message, StringComparison.Ordinal);
        Assert.Contains("training.baseLearningRate (now 100)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_layers_learn_at_their_multiples_of_the_rate()
    {
        var configuration = TinyRuns.Segmentation();
        configuration = configuration with { Training = configuration.Training with { NewWeightMultiplier = 10, NewBiasMultiplier = 20 } };
        using var trainer = new Trainer(configuration, DatasetFactory.Open(configuration), new TinyRuns.Recorder());
        Assert.All(trainer.Parameters, p => Assert.Equal(p.Name.EndsWith("bias", StringComparison.Ordinal) ? 20 : 10, p.LearningRateMultiplier));
        var inherited = ParameterGroups.Of(new Engine.Models.Classifier(Engine.Models.Placement.Cpu, configuration.Network, 2), new HashSet<string> { "fc.weight" }, configuration.Training, configuration.Regulariser);
        Assert.Equal(1, inherited.Single(p => p.Name == "fc.weight").LearningRateMultiplier);
    }

    [Fact]
    public void The_poly_schedule_falls_from_the_base_rate_to_almost_nothing()
    {
        var training = new TrainingSettings { Iterations = 100, BaseLearningRate = 0.01, PolyPower = 0.9 };
        Assert.Equal(0.01, LearningRateSchedule.Rate(training, 0));
        Assert.Equal(0.01 * Math.Pow(0.5, 0.9), LearningRateSchedule.Rate(training, 50), 15);
        Assert.Equal(0.01 * Math.Pow(0.01, 0.9), LearningRateSchedule.Rate(training, 99), 15);
    }

    [Fact]
    public void Training_lowers_the_loss()
    {
        var losses = TinyRuns.Train(TinyRuns.Segmentation(iterations: 30)).Series("train/loss").ToList();
        Assert.True(losses.TakeLast(5).Average() < 0.8 * losses.Take(5).Average());
    }

    [Fact]
    public void The_loss_at_the_logits_size_reads_every_eighth_label()
    {
        var configuration = TinyRuns.Segmentation(iterations: 1);
        var label = TinyRuns.Train(configuration).Series("train/loss").Single();
        var logit = TinyRuns.Train(configuration with { Training = configuration.Training with { LossResolution = LossResolution.Logit } }).Series("train/loss").Single();
        Assert.NotEqual(label, logit);
        Assert.InRange(logit, 0.5 * label, 2 * label);
    }

    [Theory]
    [InlineData(OptimiserName.CaffeMomentum)]
    [InlineData(OptimiserName.Adam)]
    [InlineData(OptimiserName.AdamW)]
    [InlineData(OptimiserName.RmsProp)]
    [InlineData(OptimiserName.RmsPropTf)]
    public void Every_optimiser_goes_on_from_a_snapshot_with_the_same_bits(OptimiserName optimiser)
    {
        var configuration = TinyRuns.Segmentation(iterations: 4);
        configuration = configuration with { Training = configuration.Training with { Optimiser = optimiser, BaseLearningRate = 0.001, Accumulation = 2 } };
        var snapshot = Path.Combine(_folder, "snapshot.safetensors");
        var first = new TinyRuns.Recorder { OnSnapshot = (t, final) => { if (!final) t.Save(snapshot, final); } };
        using (var trainer = new Trainer(configuration with { Execution = configuration.Execution with { SnapshotEvery = 3 } }, DatasetFactory.Open(configuration), first)) trainer.Run(CancellationToken.None);
        var second = new TinyRuns.Recorder();
        using (var trainer = new Trainer(configuration, DatasetFactory.Open(configuration), second))
        {
            trainer.Resume(snapshot);
            Assert.Equal(3, trainer.Iteration);
            trainer.Run(CancellationToken.None);
        }

        Assert.NotEmpty(first.Weights);
        Assert.All(first.Weights, w => Assert.True(w.Value.AsSpan().SequenceEqual(second.Weights[w.Key]), w.Key));
    }

    [Fact]
    public void The_references_extra_step_moves_statistics_and_no_weight()
    {
        var configuration = TinyRuns.Segmentation(iterations: 3);
        var (plain, quirk) = (new Ending(), new Ending());
        plain.Train(configuration);
        quirk.Train(configuration with { Training = configuration.Training with { FinalZeroStep = true } });
        Assert.Equal((3, 4), (plain.Iterations, quirk.Iterations));
        Assert.Equal(0, quirk.LastRate);
        Assert.All(plain.Recorder.Weights, w => Assert.True(w.Value.AsSpan().SequenceEqual(quirk.Recorder.Weights[w.Key]), w.Key));
        Assert.NotEqual(plain.Mean, quirk.Mean);
    }

    [Fact]
    public void With_factors_for_new_layers_the_references_quirk_trains_by_momentum_whatever_is_set()
    {
        var training = new TrainingSettings { Optimiser = OptimiserName.Adam, MultipliersForceMomentum = true };
        Assert.Equal(OptimiserName.Adam, training.EffectiveOptimiser);
        Assert.Equal(OptimiserName.Momentum, (training with { NewBiasMultiplier = 20 }).EffectiveOptimiser);
        Assert.Equal(OptimiserName.Adam, (training with { NewBiasMultiplier = 20, MultipliersForceMomentum = false }).EffectiveOptimiser);
    }

    [Fact]
    public void Batch_norm_of_new_layers_can_be_left_at_the_schedules_rate()
    {
        var configuration = TinyRuns.Segmentation();
        configuration = configuration with { Training = configuration.Training with { NewWeightMultiplier = 10, NewBiasMultiplier = 20, ScaleNewBatchNorm = false } };
        using var trainer = new Trainer(configuration, DatasetFactory.Open(configuration), new TinyRuns.Recorder());
        var factors = trainer.Parameters.ToDictionary(p => p.Name, p => p.LearningRateMultiplier);
        Assert.Equal((10, 20, 1, 1), (factors["head.classifier.weight"], factors["head.classifier.bias"], factors["head.bn.weight"], factors["head.bn.bias"]));
    }

    [Fact]
    public void Lists_by_hand_that_name_nothing_are_refused_all_at_once()
    {
        var configuration = TinyRuns.Segmentation();
        configuration = configuration with { Regulariser = configuration.Regulariser with { NewTensors = ["backbone.layer9"], InheritedTensors = ["head"] } };
        var problem = Assert.Throws<UsageException>(() => new Trainer(configuration, DatasetFactory.Open(configuration), new TinyRuns.Recorder()));
        Assert.Equal(2, problem.Problems.Count);
        Assert.StartsWith("regulariser.newTensors has \"backbone.layer9\", which names no tensor of the network: use keys such as backbone.conv1.weight", problem.Problems[0], StringComparison.Ordinal);
        Assert.StartsWith("regulariser.inheritedTensors has \"head\", but the weights file gave the network no such tensor", problem.Problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_classes_must_be_one_a_class()
    {
        var configuration = TinyRuns.Segmentation();
        configuration = configuration with { Training = configuration.Training with { ClassWeights = [1, 2] } };
        var problem = Assert.Throws<UsageException>(() => new Trainer(configuration, DatasetFactory.Open(configuration), new TinyRuns.Recorder()));
        Assert.StartsWith("training.classWeights has 2 values: the data set has ", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>A training and what it ended with.</summary>
    private sealed class Ending
    {
        public TinyRuns.Recorder Recorder { get; } = new();

        public int Iterations { get; private set; }

        public double LastRate { get; private set; }

        public float[] Mean { get; private set; } = [];

        public void Train(RunConfiguration configuration)
        {
            using var trainer = new Trainer(configuration, DatasetFactory.Open(configuration), Recorder);
            trainer.Run(CancellationToken.None);
            Iterations = trainer.Iteration;
            LastRate = Recorder.Series("train/learning_rate").Last();
            var path = Path.GetTempFileName();
            trainer.Save(path, final: true);
            using var file = SafetensorsFile.Read(path);
            Mean = file.Tensors["head.bn.running_mean"].data<float>().ToArray();
            File.Delete(path);
        }
    }
}
