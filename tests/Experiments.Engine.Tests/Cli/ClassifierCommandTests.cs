using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Datasets;

namespace Experiments.Engine.Tests.Cli;

/// <summary>A classifier on class folders, from images to scores, by the real executable.</summary>
public sealed class ClassifierCommandTests : IDisposable
{
    private readonly ClassFolderFixture _set = new(trainImages: 12, validationImages: 5);

    public void Dispose() => _set.Dispose();

    [Fact]
    public void A_classifier_learns_textures_fine_tunes_to_other_classes_and_is_scored_image_by_image()
    {
        var configuration = _set.Configuration with { Execution = _set.Configuration.Execution with { ValidateEvery = 20, ValidateImages = 20 } };
        var file = EngineRun.Write(_set[""], configuration);
        Succeeds(EngineRun.Of("train", "--config", file, "--out", _set["trained"]));
        var events = EngineRun.Journal(_set["trained"]);
        Assert.Equal(ClassFolderFixture.Classes, events.OfType<StartedEvent>().Single().Classes);
        Assert.Equal([20, 40], events.OfType<PointEvent>().Where(p => p.Key == "validation/top-1").Select(p => p.Step));

        var final = Path.Combine(_set["trained"], events.OfType<CheckpointEvent>().Single(c => c.Final).Path);
        foreach (var protocol in new[] { Protocol.SingleScale, Protocol.TenCrop })
        {
            var (folder, text) = (_set[protocol.Name], _set[$"{protocol.Name}.json"]);
            File.WriteAllText(text, SchemaJson.Write(protocol));
            var run = EngineRun.Of("evaluate", "--checkpoint", final, "--config", file, "--protocol", text, "--out", folder);
            Succeeds(run);
            var summary = Assert.Single(EngineRun.Journal(folder).OfType<EvaluationEvent>());
            Assert.True(summary.Metrics["top-1"] > 0.9, $"{protocol.Name}: top-1 is {summary.Metrics["top-1"]}");
            Assert.Equal((28, 4), (summary.Protocol.Crop, summary.Classes));
            Assert.Contains($"{protocol.Name}: top-1 {(100 * summary.Metrics["top-1"]).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)}, top-5 100.00", run.Output, StringComparison.Ordinal);
            AssertImages([.. EngineRun.Journal(folder).OfType<ImageScoredEvent>()], summary);
        }

        // Fine-tuning: another number of classes makes the last layer new, the rest is inherited.
        Directory.Delete(_set["train/sand"], recursive: true);
        Directory.Delete(_set["val/sand"], recursive: true);
        var fine = configuration with
        {
            Weights = new WeightsSettings { Path = final },
            Regulariser = configuration.Regulariser with { Kind = RegulariserName.L2Sp },
            Training = configuration.Training with { Iterations = 3 },
            Execution = configuration.Execution with { LogEvery = 1, ValidateEvery = 0 },
        };
        Succeeds(EngineRun.Of("pretrain", "--config", EngineRun.Write(_set[""], fine), "--out", _set["fine"]));
        var tuned = EngineRun.Journal(_set["fine"]);
        var report = Assert.Single(tuned.OfType<WeightsReportEvent>());
        Assert.Equal(["fc.bias", "fc.weight"], report.New);
        Assert.Equal(2, report.Mismatched.Count);
        Assert.Contains(tuned.OfType<PointEvent>(), p => p.Key == "drift/layer4" && p.Value > 0);
        Assert.DoesNotContain(tuned.OfType<PointEvent>(), p => p.Key == "drift/fc");

        var foreign = EngineRun.Of("evaluate", "--checkpoint", final, "--config", file, "--out", _set["foreign"]);
        Assert.Equal(2, foreign.ExitCode);
        Assert.Contains("knows 4 classes and the class folders are 3, not the same ones (differing: sand)", foreign.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_trained_or_scored_says_why()
    {
        var segmentation = new RunConfiguration { Training = new TrainingSettings { Crop = 48 }, Regulariser = new RegulariserSettings { Kind = RegulariserName.L2 } };
        var wrongVerb = EngineRun.Of("pretrain", "--config", EngineRun.Write(_set[""], segmentation), "--out", _set["wrong"]);
        Assert.Equal((2, "task is segmentation, which this verb does not train: use `train`, or set task to classification."), (wrongVerb.ExitCode, wrongVerb.Error.Trim()));

        var patches = segmentation with { Task = LearningTask.Classification };
        var unscored = EngineRun.Of("evaluate", "--checkpoint", _set["none"], "--config", EngineRun.Write(_set[""], patches), "--out", _set["patches"]);
        Assert.Equal(2, unscored.ExitCode);
        Assert.Contains("data.dataset is synthetic: a classifier is scored on whole images", unscored.Error, StringComparison.Ordinal);

        var weighted = _set.Configuration with { Training = _set.Configuration.Training with { ClassWeights = [1, 2] } };
        var refused = EngineRun.Of("train", "--config", EngineRun.Write(_set[""], weighted), "--out", _set["weighted"]);
        Assert.Equal((2, "training.classWeights has 2 values: the data set has 4 classes; give one weight a class, or leave it empty."), (refused.ExitCode, refused.Error.Trim()));
    }

    private void AssertImages(List<ImageScoredEvent> images, EvaluationEvent summary)
    {
        Assert.Equal(Enumerable.Range(0, 20), images.Select(i => i.Index));
        var confusion = new long[16];
        foreach (var image in images)
        {
            Assert.Equal([ClassFolderFixture.Classes.ToList().IndexOf(image.Stem.Split('/')[0]), image.Counts[1], 1], image.Counts);
            Assert.Equal(image.Counts[0] == image.Counts[1], image.Rank == 1);
            confusion[(image.Counts[0] * 4) + image.Counts[1]]++;
        }

        Assert.Equal(confusion, summary.Confusion);
        Assert.Equal(images.Average(i => i.Rank == 1 ? 1.0 : 0), summary.Metrics["top-1"], 1e-12);
        Assert.True(double.IsNaN(summary.MeanIoU));
    }

    private static void Succeeds(EngineRun run) => Assert.True(run.ExitCode == 0, $"{run.ExitCode}: {run.Error}{run.Output}");
}
