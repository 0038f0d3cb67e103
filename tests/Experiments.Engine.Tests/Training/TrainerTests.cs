using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;

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
        var inherited = TrainedParameter.Of(new Engine.Models.Classifier(Engine.Models.Placement.Cpu, configuration.Network, 2), new HashSet<string> { "fc.weight" }, 10, 20);
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
}
