using System.Globalization;
using System.Security.Cryptography;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Imaging;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;

namespace Experiments.Engine.Cli;

/// <summary>Arguments of <c>evaluate</c>.</summary>
internal sealed record EvaluateArguments(string Checkpoint, string Configuration, string? Protocol, string Out, double? LeaseSeconds);

/// <summary><c>evaluate</c>: scores a checkpoint under a protocol, image by image and in sum.</summary>
internal static class EvaluateVerb
{
    private const string PredictionsFolder = "predictions";

    // Where every prediction is wanted, image and truth are copied for the first few only: they lie in the data set.
    private const int CompletePictures = 4;

    /// <summary>Scores.</summary>
    public static int Run(EvaluateArguments arguments) =>
        EngineProcess.Run(arguments.Out, arguments.LeaseSeconds, (attempt, cancellation) => Evaluate(arguments, attempt, cancellation));

    private static void Evaluate(EvaluateArguments arguments, AttemptFolder attempt, CancellationToken cancellation)
    {
        var configuration = ConfigurationFile.Read(arguments.Configuration);
        if (configuration.Task == LearningTask.Classification)
        {
            var views = arguments.Protocol is { } given ? ConfigurationFile.ReadProtocol(given) : Protocol.SingleScale;
            ClassifierEvaluation.Run(arguments, configuration, views, attempt, cancellation);
            return;
        }

        var template = arguments.Protocol is { } file ? ConfigurationFile.ReadProtocol(file) : ProtocolTemplates.For(configuration, ProtocolTemplates.SingleScale);
        var dataset = DatasetFactory.Open(configuration);
        attempt.WriteConfiguration(configuration);
        var threads = EngineProcess.PrepareTorch(configuration.Execution);
        var (network, about) = CheckpointNetwork.Open(arguments.Checkpoint, configuration.Execution);
        using var owned = network.Network;
        CheckClasses(arguments.Checkpoint, about, dataset);
        var protocol = Resolve(template, about.Configuration, dataset);
        var predictor = new WindowedPredictor(network.Network, network.Placement, about.Configuration, protocol);
        attempt.Log($"engine {EngineProcess.Version}, {protocol.Name}: {dataset.Stems(protocol.Subset).Count} images; {ProtocolText.Of(protocol)}");
        attempt.Journal.Write(new StartedEvent
        {
            EngineVersion = EngineProcess.Version,
            Device = configuration.Execution.Devices[0],
            Threads = threads,
            Classes = about.Classes,
            Colours = about.Colours,
        });
        Confusion? confusion = null;
        InstanceScores? instances = null;
        ConsoleProgress.Run($"evaluation {protocol.Name}", "images", TimeProvider.System, report =>
        {
            var count = dataset.Stems(protocol.Subset).Count;
            confusion = Evaluator.Score(predictor, dataset, protocol.Subset, Enumerable.Range(0, count), (index, sample, prediction, counts) =>
            {
                attempt.Journal.Write(new ImageScoredEvent { Index = index, Stem = sample.Stem, Counts = counts.Sparse() });
                if (dataset.LoadInstances(protocol.Subset, index) is { } found) (instances ??= new InstanceScores(dataset.Classes)).Add(found, prediction);
                if (protocol.WritesPicture(index)) WritePictures(attempt, dataset, sample, prediction, index < Math.Max(protocol.PredictionImages, CompletePictures));
                attempt.Progress(index + 1, count);
                report(index + 1, count);
            }, cancellation);
        });
        var summary = Evaluator.Summarise(confusion!, protocol, Sha256(arguments.Checkpoint), dataset.Classes, instances);
        attempt.Journal.Write(summary);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{protocol.Name}: mIoU {100 * summary.MeanIoU:0.00}, mAcc {100 * summary.MeanAccuracy:0.00}, aAcc {100 * summary.PixelAccuracy:0.00}"));
    }

    /// <summary>The protocol for the checkpoint: its crop is the one that the network was trained with, whatever --config says.</summary>
    private static Protocol Resolve(Protocol template, RunConfiguration trained, IDataset dataset)
    {
        var manifest = dataset.ManifestOf(template.Subset);
        if (template.Manifest.Length > 0 && template.Manifest != manifest)
            throw new UsageException($"The protocol's manifest is {template.Manifest}, but the images and labels found give {manifest}: they are not the ones it was made for; restore them, or empty the protocol's manifest.");
        return template.Resolve(trained.Training.Crop, manifest);
    }

    private static void CheckClasses(string checkpoint, CheckpointInfo about, IDataset dataset)
    {
        if (about.Classes.Count != dataset.Classes.Count)
            throw new UsageException($"Checkpoint {checkpoint} knows {about.Classes.Count} classes and the data set has {dataset.Classes.Count}: evaluate it on a data set with the classes it was trained on ({string.Join(", ", about.Classes.Take(5))}, ...).");
    }

    private static void WritePictures(AttemptFolder attempt, IDataset dataset, Sample sample, LabelMap prediction, bool isComplete)
    {
        Directory.CreateDirectory(attempt.File(PredictionsFolder));
        void Put(string kind, string suffix, Action<string> write)
        {
            var relative = Path.Combine(PredictionsFolder, $"{sample.Stem}{suffix}.png");
            write(attempt.File(relative));
            attempt.Journal.Write(new ArtifactEvent { Kind = kind, Name = sample.Stem, Path = relative });
        }

        if (isComplete)
        {
            Put("image", "-image", path => PngFile.WriteRgb(path, sample.Image));
            Put("truth", "-truth", path => PngFile.WritePalette(path, sample.Labels, dataset.Classes));
        }

        Put("prediction-colour", "-colour", path => PngFile.WritePalette(path, prediction, dataset.Classes));
        Put("prediction", "", path => PngFile.WriteGrey(path, prediction));
    }

    private static string Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

/// <summary>Opens the segmentation network of a checkpoint.</summary>
internal static class CheckpointNetwork
{
    /// <summary>Builds the network that the checkpoint describes and fills it.</summary>
    /// <param name="path">A checkpoint of this engine.</param>
    /// <param name="execution">Where it is to run.</param>
    /// <exception cref="UsageException">There is no such file, or it holds a classifier.</exception>
    public static ((PspNet Network, Placement Placement) Network, CheckpointInfo About) Open(string path, ExecutionSettings execution)
    {
        if (!File.Exists(path)) throw new UsageException($"--checkpoint {path} does not exist: give a file from a run's checkpoints folder.");
        var (about, file) = Checkpoint.Read(path);
        using (file)
        {
            if (about.Configuration.Task != LearningTask.Segmentation)
                throw new UsageException($"Checkpoint {path} holds a classifier: this wants a segmentation network; score a classifier with evaluate and its own configuration (task classification), or train a segmentation network that starts from it (weights.path).");
            var placement = Placement.Of(execution.Devices.Count, execution.Devices);
            var network = new PspNet(placement, about.Configuration.Network, about.Classes.Count);
            Checkpoint.Restore(file, network, new Dictionary<string, TorchSharp.torch.Tensor>(StringComparer.Ordinal));
            return ((network, placement), about);
        }
    }
}
