using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Engine.Training;
using Experiments.Engine.Weights;
using static TorchSharp.torch;

namespace Experiments.Engine.Cli;

/// <summary><c>fisher</c>: estimates the Fisher information of a trained classifier, which L2-SP-Fisher weighs by.</summary>
internal static class FisherVerb
{
    /// <summary>Name of the file that is left in the checkpoints folder.</summary>
    public const string FileName = "fisher.safetensors";

    /// <summary>Estimates.</summary>
    public static int Run(string configuration, AttemptPlace place) =>
        EngineProcess.Run(place, (attempt, cancellation) => Estimate(configuration, attempt, cancellation));

    private static void Estimate(string path, AttemptFolder attempt, CancellationToken cancellation)
    {
        var configuration = ConfigurationFile.Read(path);
        if (configuration.Task != LearningTask.Fisher)
            throw new UsageException($"task is {SettingDescriptor.NameOf(configuration.Task)}, which this verb does not do: use `train` or `pretrain`, or set task to fisher.");
        configuration = ConfigurationResolver.Resolve(configuration);
        attempt.WriteConfiguration(configuration);
        using var metrics = attempt.MeasureSystem(configuration.Execution);
        var dataset = DatasetFactory.OpenAny(configuration);
        var threads = EngineProcess.PrepareTorch(configuration.Execution);
        // One image at a time: one device.
        var execution = configuration.Execution with { Devices = [configuration.Execution.Devices[0]] };
        using var opened = CheckpointNetwork.Classifier(configuration.Weights.Path, execution, _ =>
            $"weights.path {configuration.Weights.Path} holds no classifier: the Fisher information is that of a classifier on its source data; give the final checkpoint of a pre-training.");
        attempt.Log($"engine {EngineProcess.Version}, Fisher information of {configuration.Weights.Path} over {configuration.Fisher.Images} images");
        attempt.Journal.Write(EngineProcess.Started(execution, threads, opened.About.Classes, opened.About.Colours) with
        {
            Parameters = opened.Network.parameters().Sum(p => p.numel()),
        });
        using var estimator = new FisherEstimator(opened.Network, opened.Placement, configuration.Fisher.Labels);
        ConsoleProgress.Run("Fisher information", "images", TimeProvider.System, report => Feed(estimator, configuration, dataset, (done, total) =>
        {
            cancellation.ThrowIfCancellationRequested();
            attempt.Progress(done, total);
            report(done, total);
        }));
        Write(attempt, estimator, configuration);
    }

    /// <summary>Images as training sees them: the same loader, the same augmentation, one image at a time.</summary>
    private static void Feed(FisherEstimator estimator, RunConfiguration configuration, IImageSet dataset, Action<int, int> advanced)
    {
        using var loader = TrainingLoader.Create(dataset, configuration, 0);
        var total = configuration.Fisher.Images;
        while (estimator.Images < total)
        {
            using var scope = NewDisposeScope();
            var batch = loader.Next();
            var images = tensor(batch.Images, [batch.Stems.Count, 3, configuration.Training.Crop, configuration.Training.Crop]);
            for (var i = 0; i < batch.Stems.Count && estimator.Images < total; i++)
            {
                estimator.Add(images.narrow(0, i, 1), Chance.For(configuration.Seed, ChancePurpose.Fisher, estimator.Images).NextDouble());
                advanced(estimator.Images, total);
            }
        }
    }

    private static void Write(AttemptFolder attempt, FisherEstimator estimator, RunConfiguration configuration)
    {
        var relative = Path.Combine(CheckpointFiles.Folder, FileName);
        var diagonal = estimator.Diagonal();
        var about = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = "experiments-fisher-1",
            ["configuration"] = System.Text.Json.JsonSerializer.Serialize(configuration, SchemaJson.Compact),
        };
        var sha256 = SafetensorsFile.Write(attempt.File(relative), [.. diagonal.OrderBy(t => t.Key, StringComparer.Ordinal)], about);
        foreach (var tensor in diagonal.Values) tensor.Dispose();
        attempt.Journal.Write(new CheckpointEvent { Path = relative, Iteration = estimator.Images, Sha256 = sha256, Final = true });
        attempt.Log($"wrote {relative}");
    }
}
