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
        var source = segmentation with
        {
            Task = LearningTask.Classification,
            Synthetic = segmentation.Synthetic with { Domain = SyntheticDomain.Source },
            Training = segmentation.Training with { BatchSize = 8 },
        };
        var pretrained = At("pretrained");
        Succeeds(EngineRun.Of("pretrain", "--config", EngineRun.Write(_folder, source), "--out", pretrained));

        var start = Path.Combine(pretrained, "checkpoints", "final.safetensors");
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
        Assert.Equal(new RunConfiguration().Training, SchemaJson.ReadConfiguration(run.Output).Training);
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
