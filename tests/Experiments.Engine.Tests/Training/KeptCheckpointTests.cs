using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using Experiments.Engine.Weights;
using static TorchSharp.torch;

namespace Experiments.Engine.Tests.Training;

/// <summary>Checkpoints that a training keeps beside its last one, on real trainings of seconds.</summary>
public sealed class KeptCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly RunConfiguration Configuration = Keep(TinyRuns.Segmentation(iterations: 6));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_best_are_the_weights_of_the_highest_evaluation_and_score_what_it_says()
    {
        var configuration = Configuration with { Execution = Configuration.Execution with { KeepIterations = [1, 2, 3, 4, 5] } };
        var run = Train(configuration, "run");
        var scores = run.Series("validation/miou").ToList();
        Assert.Equal(6, scores.Count);
        var highest = scores.Max();
        var iteration = scores.IndexOf(highest) + 1;

        var best = Bytes("run-best");
        Assert.True(Same(best, Bytes(iteration == 6 ? "run-last" : $"run-iteration:{iteration}")));
        var about = Read("run-best");
        Assert.Equal((iteration, true, new BestEvaluation(iteration, highest)), (about.Iteration, about.IsBest, about.Best));
        Assert.Equal(highest, Score("run-best"), 12);
        Assert.False(Read("run-last").IsBest);
    }

    [Fact]
    public void The_weights_kept_at_an_iteration_are_those_of_a_run_that_was_stopped_there()
    {
        Train(Configuration with { Execution = Configuration.Execution with { KeepIterations = [4] } }, "run");
        using var stop = new CancellationTokenSource();
        var stopped = new TinyRuns.Recorder
        {
            OnAdvanced = done => { if (done == 4) stop.Cancel(); },
            OnSnapshot = (trainer, final) => trainer.Save(_folder["stopped"], final),
        };
        using (var trainer = new Trainer(Configuration, DatasetFactory.Open(Configuration), stopped))
            Assert.Throws<OperationCanceledException>(() => trainer.Run(stop.Token));

        var (kept, snapshot) = (Bytes("run-iteration:4"), Bytes("stopped"));
        Assert.All(kept, t => Assert.True(t.Value.AsSpan().SequenceEqual(snapshot[t.Key]), t.Key));
        Assert.True(snapshot.Count > kept.Count); // the optimiser's state and the best so far
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void A_run_that_goes_on_from_a_snapshot_ends_with_the_best_of_one_that_was_never_stopped(int at)
    {
        var whole = Train(Configuration, "whole");
        using var stop = new CancellationTokenSource();
        var first = new TinyRuns.Recorder
        {
            OnAdvanced = done => { if (done == at) stop.Cancel(); },
            OnSnapshot = (trainer, final) => trainer.Save(_folder["snapshot"], final),
        };
        using (var trainer = new Trainer(Configuration, DatasetFactory.Open(Configuration), first))
            Assert.Throws<OperationCanceledException>(() => trainer.Run(stop.Token));
        var second = Recorder("second");
        using (var trainer = new Trainer(Configuration, DatasetFactory.Open(Configuration), second))
        {
            trainer.Resume(_folder["snapshot"]);
            Assert.Equal(new BestEvaluation(whole.Series("validation/miou").ToList().IndexOf(first.Series("validation/miou").Max()) + 1, first.Series("validation/miou").Max()), trainer.Best);
            trainer.Run(CancellationToken.None);
        }

        Assert.Equal(File.ReadAllBytes(_folder["whole-best"]), File.ReadAllBytes(_folder["second-best"]));
    }

    [Fact]
    public void A_best_from_before_the_interruption_survives_it_bit_by_bit()
    {
        using var scope = NewDisposeScope();
        var network = new PspNet(Placement.Cpu, Configuration.Network, 3);
        Initialisation.Apply(network, 1, Configuration.Network);
        using var best = new BestWeights();
        best.Offer(network, 2, 0.5);
        var kept = best.Tensors.ToDictionary(t => t.Key, t => t.Value.clone());
        using (no_grad())
        {
            foreach (var (_, tensor) in network.state_dict().Where(t => t.Value.is_floating_point())) tensor.add_(1);
        }

        best.Offer(network, 3, 0.5); // of equals the earliest stays
        best.Offer(network, 4, double.NaN);
        best.Offer(network, 5, 0.4);
        Assert.Equal(new BestEvaluation(2, 0.5), best.Evaluation);
        Checkpoint.Write(_folder["snapshot"], network, new Dictionary<string, Tensor>(), new CheckpointInfo(Configuration, 5, [], []) { Best = best.Evaluation }, best.Tensors);

        using var restored = new BestWeights();
        var (about, file) = Checkpoint.Read(_folder["snapshot"]);
        using (file) restored.Restore(about, file, network);
        Assert.Equal(best.Evaluation, restored.Evaluation);
        Assert.Equal(kept.Keys.Order(StringComparer.Ordinal), restored.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.All(restored.Tensors, t => Assert.True(t.Value.bytes.SequenceEqual(kept[t.Key].bytes), t.Key));
    }

    [Fact]
    public void The_best_can_be_chosen_on_images_of_their_own()
    {
        var settings = DatasetRenderer.Render(Configuration, _folder["data"], cancellation: TestContext.Current.CancellationToken);
        var stems = DatasetFactory.Open(Configuration with { Data = settings }).Stems(Subset.Train);
        File.WriteAllLines(_folder["data/train.txt"], stems.Skip(1));
        File.WriteAllLines(_folder["data/choose.txt"], stems.Take(1));
        var apart = Configuration with
        {
            Data = settings with { TrainList = "train.txt" },
            Selection = new SelectionSettings { KeepBest = true, List = "choose.txt" },
        };
        var run = Train(apart, "run");
        var best = Read("run-best").Best!;
        Assert.Equal(run.Series("validation/miou").Max(), best.Value);
        Assert.Equal(best.Value, Score("run-best", SelectedImages.ToChooseOn(apart, DatasetFactory.Open(apart))), 12);
    }

    [Fact]
    public void Without_the_setting_nothing_is_kept_and_a_snapshot_carries_no_more_than_before()
    {
        var plain = Configuration with { Selection = new SelectionSettings() };
        var kept = new List<CheckpointRule>();
        var recorder = new TinyRuns.Recorder { OnKeep = (_, rule) => kept.Add(rule), OnSnapshot = (trainer, _) => trainer.Save(_folder["snapshot"], final: false) };
        using (var trainer = new Trainer(plain, DatasetFactory.Open(plain), recorder)) trainer.Run(CancellationToken.None);
        Assert.Empty(kept);
        Assert.Null(Read("snapshot").Best);
        Assert.DoesNotContain(Bytes("snapshot").Keys, k => k.StartsWith("best.", StringComparison.Ordinal));
    }

    private static RunConfiguration Keep(RunConfiguration configuration) => configuration with
    {
        Selection = new SelectionSettings { KeepBest = true },
        Execution = configuration.Execution with { ValidateEvery = 1, ValidateImages = 3 },
    };

    private TinyRuns.Recorder Train(RunConfiguration configuration, string name)
    {
        var recorder = Recorder(name);
        using var trainer = new Trainer(configuration, DatasetFactory.Open(configuration), recorder);
        trainer.Run(CancellationToken.None);
        return recorder;
    }

    private TinyRuns.Recorder Recorder(string name) => new()
    {
        OnSnapshot = (trainer, final) => { if (final) trainer.Save(_folder[$"{name}-last"], final); },
        OnKeep = (trainer, rule) =>
        {
            if (rule == CheckpointRule.Best) trainer.SaveBest(_folder[$"{name}-best"]);
            else trainer.Save(_folder[$"{name}-{rule}"], final: true);
        },
    };

    /// <summary>mIoU of a checkpoint's network by an evaluator of its own.</summary>
    private double Score(string name, IImageSet? images = null)
    {
        var (about, file) = Checkpoint.Read(_folder[name]);
        using (file)
        {
            using var network = new PspNet(Placement.Cpu, about.Configuration.Network, about.Classes.Count);
            Checkpoint.Restore(file, network, new Dictionary<string, Tensor>());
            var predictor = new WindowedPredictor(network, Placement.Cpu, about.Configuration, Protocol.SingleScale.Resolve(48, ""));
            var dataset = (IDataset)(images ?? DatasetFactory.Open(about.Configuration));
            return Evaluator.Score(predictor, dataset, Subset.Validation, Enumerable.Range(0, dataset.Stems(Subset.Validation).Count), null, CancellationToken.None)
                .MeanIoU(AbsentClassRule.Skip);
        }
    }

    private CheckpointInfo Read(string name)
    {
        var (about, file) = Checkpoint.Read(_folder[name]);
        file.Dispose();
        return about;
    }

    private Dictionary<string, byte[]> Bytes(string name)
    {
        var (_, file) = Checkpoint.Read(_folder[name]);
        using (file) return file.Tensors.ToDictionary(t => t.Key, t => t.Value.bytes.ToArray());
    }

    private static bool Same(Dictionary<string, byte[]> a, Dictionary<string, byte[]> b) =>
        a.Count == b.Count && a.All(t => t.Value.AsSpan().SequenceEqual(b[t.Key]));
}
