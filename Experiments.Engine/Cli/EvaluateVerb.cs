using System.Globalization;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Journal;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;

namespace Experiments.Engine.Cli;

/// <summary>Arguments of <c>evaluate</c>.</summary>
internal sealed record EvaluateArguments(string Checkpoint, string Configuration, string? Protocol, AttemptPlace Place)
{
    /// <summary>Go on with the evaluation that is in the folder.</summary>
    public bool Resume { get; init; }

    /// <summary>Journals of earlier attempts, the newest first.</summary>
    public IReadOnlyList<string> ResumeFrom { get; init; } = [];

    /// <summary>The journals whose images are taken over.</summary>
    /// <param name="attempt">The attempt's folder.</param>
    public IEnumerable<string> JournalsToGoOnFrom(AttemptFolder attempt) =>
        Resume ? [attempt.File(JournalWriter.FileName), .. ResumeFrom] : ResumeFrom;
}

/// <summary><c>evaluate</c>: scores a checkpoint under a protocol, image by image and in sum.</summary>
internal static class EvaluateVerb
{
    /// <summary>Scores.</summary>
    public static int Run(EvaluateArguments arguments) =>
        EngineProcess.Run(arguments.Place, (attempt, cancellation) => Evaluate(arguments, attempt, cancellation));

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
        using var metrics = attempt.MeasureSystem(configuration.Execution);
        var threads = EngineProcess.PrepareTorch(configuration.Execution);
        var checkpoint = FileHash.Of(arguments.Checkpoint);
        using var opened = CheckpointNetwork.Segmentation(arguments.Checkpoint, configuration.Execution);
        var about = opened.About;
        CheckpointNetwork.CheckRule(arguments.Checkpoint, about, template);
        CheckClasses(arguments.Checkpoint, about, dataset);
        // The crop is the one that the network was trained with, whatever --config says.
        var protocol = Resolve(template, about.Configuration.Training.Crop, dataset);
        var stems = dataset.Stems(protocol.Subset);
        attempt.Log($"engine {EngineProcess.Version}, {protocol.Name}: {stems.Count} images; {ProtocolText.Of(protocol)}");
        var started = EngineProcess.Started(configuration.Execution, threads, about.Classes, about.Colours) with
        {
            Scores = EarlierScores.ThingOf(checkpoint, protocol, configuration, dataset),
        };
        var pictures = new EvaluationPictures(protocol, attempt, dataset.Classes);
        var earlier = EarlierScores.Read(arguments.JournalsToGoOnFrom(attempt), started, stems, pictures.KindsOf, attempt);
        attempt.Journal.Write(started with { ResumedFrom = earlier.Count });
        var predictor = new WindowedPredictor(opened.Network, opened.Placement, about.Configuration, protocol);
        var sums = new SegmentationSums(dataset.Classes);
        ConsoleProgress.Run($"evaluation {protocol.Name}", "images", TimeProvider.System, report =>
        {
            for (var index = 0; index < stems.Count; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                var known = earlier.TakeOver(index);
                var image = known ?? Score(predictor, dataset, protocol.Subset, index, pictures);
                if (known is null) attempt.Journal.Write(image);
                sums.Add(image);
                // What was taken over counts for no rate.
                if (known is not null && index + 1 < stems.Count) continue;
                attempt.Progress(index + 1, stems.Count);
                report(index + 1, stems.Count);
            }
        });
        var summary = Evaluator.Summarise(sums.Confusion, protocol, checkpoint, dataset.Classes, sums.Instances);
        attempt.Journal.Write(summary);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{protocol.Name}: mIoU {100 * summary.MeanIoU:0.00}, mAcc {100 * summary.MeanAccuracy:0.00}, aAcc {100 * summary.PixelAccuracy:0.00}"));
    }

    /// <summary>Scores one image and writes its pictures; what is journalled of it comes last, so that it says that all is there.</summary>
    private static ImageScoredEvent Score(WindowedPredictor predictor, IDataset dataset, Subset subset, int index, EvaluationPictures pictures)
    {
        var image = new ImageScoredEvent();
        Evaluator.Score(predictor, dataset, subset, [index], (_, sample, prediction, counts) =>
        {
            pictures.Write(index, sample, prediction);
            var instances = dataset.LoadInstances(subset, index) is { } found ? new InstanceScores(dataset.Classes).Count(found, prediction) : null;
            image = new ImageScoredEvent { Index = index, Stem = sample.Stem, Counts = counts.Sparse(), Instances = instances is null ? null : InstanceScores.ToNumbers(instances) };
        }, CancellationToken.None);
        return image with { Check = image.CheckOf() };
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
}
