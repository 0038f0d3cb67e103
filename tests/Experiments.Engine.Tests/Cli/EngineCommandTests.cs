using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Training;
using Experiments.Engine.Weights;

namespace Experiments.Engine.Tests.Cli;

/// <summary>The engine alone, as a researcher without a database uses it.</summary>
public sealed class EngineCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("experiments-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Pretrain_train_evaluate_and_predict_follow_each_other()
    {
        var segmentation = TinyRuns.Segmentation(iterations: 3);
        var start = Pretrain(SourceOf(segmentation));
        var configuration = EngineRun.Write(_folder, segmentation with { Weights = new WeightsSettings { Path = start }, Regulariser = segmentation.Regulariser with { Kind = RegulariserName.L2Sp } });
        var trained = At("trained");
        Succeeds(EngineRun.Of("train", "--config", configuration, "--out", trained));
        var events = EngineRun.Journal(trained);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Sequence));
        Assert.IsType<FinishedEvent>(events[^1]);
        Assert.Equal(["fc.bias", "fc.weight"], Assert.Single(events.OfType<WeightsReportEvent>()).Skipped.Order());
        Assert.Equal(3, events.OfType<PointEvent>().Count(p => p.Key == "train/loss"));
        Assert.Contains(events.OfType<PointEvent>(), p => p.Key == "drift/layer1");

        var final = events.OfType<CheckpointEvent>().Single(c => c.Final);
        var protocol = At("protocol.json");
        File.WriteAllText(protocol, SchemaJson.Write(Protocol.MultiScale));
        var scored = At("scored");
        var evaluation = EngineRun.Of("evaluate", "--checkpoint", Path.Combine(trained, final.Path), "--config", configuration, "--protocol", protocol, "--out", scored);
        Succeeds(evaluation);
        Assert.Contains("MS: mIoU", evaluation.Output, StringComparison.Ordinal);
        var journal = EngineRun.Journal(scored);
        var summary = Assert.Single(journal.OfType<EvaluationEvent>());
        Assert.Equal(48, summary.Protocol.Crop);
        Assert.Equal(final.Sha256, summary.CheckpointSha256);
        Assert.Equal(3, journal.OfType<ImageScoredEvent>().Count());
        Assert.Equal(summary.Confusion, Sum(journal.OfType<ImageScoredEvent>(), summary.Classes));

        var image = journal.OfType<ArtifactEvent>().First(a => a.Kind == "image");
        Succeeds(EngineRun.Of("predict", "--checkpoint", Path.Combine(trained, final.Path), "--image", Path.Combine(scored, image.Path), "--out", At("predicted")));
        Assert.Equal(3, Directory.GetFiles(At("predicted"), "*.png").Length);
    }

    [Fact]
    public void Fisher_information_of_a_classifier_weighs_the_penalty_of_a_fine_tuning()
    {
        var segmentation = TinyRuns.Segmentation(iterations: 2);
        var source = SourceOf(segmentation);
        var weights = new WeightsSettings { Path = Pretrain(source) };
        var estimate = EngineRun.Write(_folder, source with { Task = LearningTask.Fisher, Weights = weights, Fisher = new FisherSettings { Images = 11 } });
        var estimated = At("fisher");
        Succeeds(EngineRun.Of("fisher", "--config", estimate, "--out", estimated));
        var checkpoint = EngineRun.Journal(estimated).OfType<CheckpointEvent>().Single();
        Assert.Equal((11, true), (checkpoint.Iteration, checkpoint.Final));
        var path = Path.Combine(estimated, checkpoint.Path);
        using (var file = SafetensorsFile.Read(path))
            Assert.All(file.Tensors, t => Assert.True(t.Value.min().item<float>() >= 0 && t.Value.max().item<float>() > 0, t.Key));

        var tuned = At("tuned");
        var regulariser = segmentation.Regulariser with { Kind = RegulariserName.L2SpFisher, FisherPath = path };
        Succeeds(EngineRun.Of("train", "--config", EngineRun.Write(_folder, segmentation with { Weights = weights, Regulariser = regulariser }), "--out", tuned));
        Assert.True(EngineRun.Journal(tuned).OfType<PointEvent>().Last(p => p.Key == "train/regulariser").Value > 0);

        // A backbone that the diagonal does not fit is refused by name.
        var other = regulariser with { InheritedTensors = [], Scope = PenaltyScope.All };
        using var trimmed = SafetensorsFile.Read(path);
        SafetensorsFile.Write(path, [.. trimmed.Tensors.Where(t => t.Key != "backbone.conv1.weight")], new Dictionary<string, string>());
        var refused = EngineRun.Of("train", "--config", EngineRun.Write(_folder, segmentation with { Weights = weights, Regulariser = other }), "--out", At("refused"));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("has no tensor backbone.conv1.weight", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_of_two_stages_trains_both_and_the_second_alone_gives_the_same_weights()
    {
        var recipe = TinyRuns.Segmentation(iterations: 2) with { FirstStage = new FirstStageSettings { Iterations = 2, SyntheticCount = 4 } };
        var configuration = EngineRun.Write(_folder, recipe);
        var both = At("both");
        Succeeds(EngineRun.Of("train", "--config", configuration, "--out", both));
        var first = Path.Combine(both, "first-stage", "checkpoints", "final.safetensors");
        Assert.Equal(2, EngineRun.Journal(Path.Combine(both, "first-stage")).OfType<PointEvent>().Count(p => p.Key == "train/loss"));
        Assert.All(EngineRun.Journal(both).OfType<WeightsReportEvent>().Single().New, n => Assert.Contains("running_", n, StringComparison.Ordinal));

        var alone = At("alone");
        var missing = EngineRun.Of("train", "--config", configuration, "--out", alone, "--stage", "second");
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("--stage second needs --first-stage-checkpoint", missing.Error, StringComparison.Ordinal);
        Succeeds(EngineRun.Of("train", "--config", configuration, "--out", alone, "--stage", "second", "--first-stage-checkpoint", first));

        var other = EngineRun.Write(_folder, recipe with { FirstStage = recipe.FirstStage with { Iterations = 3 } });
        var refused = EngineRun.Of("train", "--config", other, "--out", both, "--resume");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("is of another first stage than the configuration's", refused.Error, StringComparison.Ordinal);
        using var a = SafetensorsFile.Read(Path.Combine(both, "checkpoints", "final.safetensors"));
        using var b = SafetensorsFile.Read(Path.Combine(alone, "checkpoints", "final.safetensors"));
        Assert.Equal(a.Tensors.Keys.Order(), b.Tensors.Keys.Order());
        Assert.All(a.Tensors, t => Assert.True(t.Value.bytes.SequenceEqual(b.Tensors[t.Key].bytes), t.Key));
    }

    [Fact]
    public void A_stopped_training_leaves_a_snapshot_says_130_and_goes_on()
    {
        var file = EngineRun.Write(_folder, TinyRuns.Segmentation(iterations: 100_000));
        var folder = At("stopped");
        using (var process = EngineRun.Start("train", "--config", file, "--out", folder, "--lease", "600"))
        {
            WaitFor(() => Text(folder).Contains("\"train/loss\"", StringComparison.Ordinal));
            process.StandardInput.Close();
            Assert.Equal(130, EngineRun.Finish(process).ExitCode);
        }

        var done = EngineRun.Journal(folder).OfType<CheckpointEvent>().Single().Iteration;
        Assert.InRange(done, 1, 99_999);
        using var again = EngineRun.Start("train", "--config", file, "--out", folder, "--resume", "--lease", "600");
        WaitFor(() => Text(folder).Contains($"\"resumedFrom\":{done}", StringComparison.Ordinal));
        again.StandardInput.Close();
        Assert.Equal(130, EngineRun.Finish(again).ExitCode);
        var events = EngineRun.Journal(folder);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Sequence));
    }

    [Fact]
    public void A_silent_parent_ends_the_process()
    {
        using var process = EngineRun.Start("train", "--config", EngineRun.Write(_folder, TinyRuns.Segmentation(iterations: 100_000)), "--out", At("silent"), "--lease", "1");
        Assert.Equal(130, EngineRun.Finish(process).ExitCode);
    }

    [Fact]
    public void An_unusable_configuration_is_2_and_names_rule_value_and_default()
    {
        var wrong = TinyRuns.Segmentation();
        wrong = wrong with { Training = wrong.Training with { BaseLearningRate = -1 } };
        var run = EngineRun.Of("train", "--config", EngineRun.Write(_folder, wrong), "--out", At("wrong"));
        Assert.Equal(2, run.ExitCode);
        Assert.Equal("training.baseLearningRate is -1: it must be between 0 and 100; the default is 0.01.", run.Error.Trim());
        Assert.Equal("configuration", Assert.IsType<FailedEvent>(EngineRun.Journal(At("wrong"))[^1]).FailureClass);
    }

    [Fact]
    public void Unusable_arguments_are_2()
    {
        Assert.Equal(2, EngineRun.Of("train").ExitCode);
        Assert.Equal(2, EngineRun.Of("tarin").ExitCode);
        var missing = EngineRun.Of("train", "--config", At("no.json"), "--out", At("x"));
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("no.json", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_fit_nothing_are_1_with_one_line()
    {
        var other = At("other.safetensors");
        using (var tensor = TorchSharp.torch.zeros(3))
            SafetensorsFile.Write(other, [new("res2a_branch1.weight", tensor)], new Dictionary<string, string>());
        var run = EngineRun.Of("train", "--config", EngineRun.Write(_folder, TinyRuns.Segmentation(other)), "--out", At("foreign"));
        Assert.Equal(1, run.ExitCode);
        Assert.Single(run.Error.Trim().Split('\n'));
        Assert.Contains("none of its 1 tensors fits the network", run.Error, StringComparison.Ordinal);
        Assert.Equal("weights", Assert.IsType<FailedEvent>(EngineRun.Journal(At("foreign"))[^1]).FailureClass);
    }

    [Fact]
    public void A_printed_default_configuration_can_be_read_back()
    {
        var run = EngineRun.Of("config", "--print-default");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(SchemaJson.Write(new RunConfiguration()), SchemaJson.Write(SchemaJson.ReadConfiguration(run.Output)));
    }

    /// <summary>The classifier of the source city that a fine-tuning starts from.</summary>
    private static RunConfiguration SourceOf(RunConfiguration segmentation) => segmentation with
    {
        Task = LearningTask.Classification,
        Synthetic = segmentation.Synthetic with { Domain = SyntheticDomain.Source },
        Training = segmentation.Training with { BatchSize = 8 },
    };

    /// <summary>Pre-trains; gives the final checkpoint.</summary>
    private string Pretrain(RunConfiguration source)
    {
        var folder = At("pretrained");
        Succeeds(EngineRun.Of("pretrain", "--config", EngineRun.Write(_folder, source), "--out", folder));
        return Path.Combine(folder, "checkpoints", "final.safetensors");
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static void Succeeds(EngineRun run) => Assert.True(run.ExitCode == 0, $"{run.ExitCode}: {run.Error}{run.Output}");

    private static long[] Sum(IEnumerable<ImageScoredEvent> images, int classes)
    {
        var sum = new long[classes * classes];
        foreach (var counts in images.Select(i => i.Counts))
        {
            for (var i = 0; i < counts.Count; i += 3) sum[(counts[i] * classes) + counts[i + 1]] += counts[i + 2];
        }

        return sum;
    }

    private static string Text(string folder)
    {
        var path = Path.Combine(folder, "events.jsonl");
        if (!File.Exists(path)) return "";
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private static void WaitFor(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromMinutes(5)), "The engine did not get there within five minutes.");
}
