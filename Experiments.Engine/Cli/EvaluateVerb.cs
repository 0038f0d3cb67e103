using System.Globalization;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Imaging;
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
        var dataset = SelectedImages.ToScore(configuration, template) as IDataset ?? DatasetFactory.Open(configuration);
        attempt.WriteConfiguration(configuration);
        var threads = EngineProcess.PrepareTorch(configuration.Execution);
        using var opened = CheckpointNetwork.Segmentation(arguments.Checkpoint, configuration.Execution);
        var about = opened.About;
        CheckpointNetwork.CheckRule(arguments.Checkpoint, about, template);
        CheckClasses(arguments.Checkpoint, about, dataset);
        // The crop is the one that the network was trained with, whatever --config says.
        var protocol = Resolve(template, about.Configuration.Training.Crop, dataset);
        var predictor = new WindowedPredictor(opened.Network, opened.Placement, about.Configuration, protocol);
        attempt.Log($"engine {EngineProcess.Version}, {protocol.Name}: {dataset.Stems(protocol.Subset).Count} images; {ProtocolText.Of(protocol)}");
        attempt.Journal.Write(EngineProcess.Started(configuration.Execution, threads, about.Classes, about.Colours));
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
        var summary = Evaluator.Summarise(confusion!, protocol, FileHash.Of(arguments.Checkpoint), dataset.Classes, instances);
        attempt.Journal.Write(summary);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{protocol.Name}: mIoU {100 * summary.MeanIoU:0.00}, mAcc {100 * summary.MeanAccuracy:0.00}, aAcc {100 * summary.PixelAccuracy:0.00}"));
    }

    /// <summary>The template for a trained crop and the images found, which must be those that it was made for.</summary>
    internal static Protocol Resolve(Protocol template, int trainedCrop, IImageSet dataset)
    {
        var manifest = dataset.ManifestOf(template.Subset);
        if (template.Manifest.Length > 0 && template.Manifest != manifest)
            throw new UsageException($"The protocol's manifest is {template.Manifest}, but the images and labels found give {manifest}: they are not the ones it was made for; restore them, or empty the protocol's manifest.");
        return template.Resolve(trainedCrop, manifest);
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
}
