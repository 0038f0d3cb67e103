using System.Globalization;
using System.Security.Cryptography;
using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;
using static TorchSharp.torch;

namespace Experiments.Engine.Cli;

/// <summary><c>evaluate</c> of a classifier: top-1 and top-5 on class folders, image by image and in sum.</summary>
internal static class ClassifierEvaluation
{
    /// <summary>Scores.</summary>
    /// <param name="arguments">What the command line says.</param>
    /// <param name="configuration">Its configuration: the data set and where to run.</param>
    /// <param name="template">Protocol, not yet resolved.</param>
    /// <param name="attempt">The attempt's folder.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static void Run(EvaluateArguments arguments, RunConfiguration configuration, Protocol template, AttemptFolder attempt, CancellationToken cancellation)
    {
        var dataset = DatasetFactory.OpenAny(configuration) as IClassificationDataset
            ?? throw new UsageException($"data.dataset is {SettingDescriptor.NameOf(configuration.Data.Dataset)}: a classifier is scored on whole images of one class each, and this set has classes for pixels; use data.dataset class-folders.");
        var manifest = dataset.ManifestOf(template.Subset);
        if (template.Manifest.Length > 0 && template.Manifest != manifest)
            throw new UsageException($"The protocol's manifest is {template.Manifest}, but the images found give {manifest}: they are not the ones it was made for; restore them, or empty the protocol's manifest.");
        var protocol = template.Resolve(configuration.Training.Crop, manifest);
        attempt.WriteConfiguration(configuration);
        var threads = EngineProcess.PrepareTorch(configuration.Execution);
        var (network, placement, about) = Open(arguments.Checkpoint, configuration.Execution);
        using var owned = network;
        CheckClasses(arguments.Checkpoint, about, dataset);
        var predictor = new ClassifierPredictor(network, placement, about.Configuration, protocol);
        var count = dataset.Stems(protocol.Subset).Count;
        attempt.Log($"engine {EngineProcess.Version}, {protocol.Name}: {count} images, short side {about.Configuration.Data.ShortSide}, crop {protocol.Crop}, {predictor.ViewsAnImage} crops an image");
        attempt.Journal.Write(new StartedEvent
        {
            EngineVersion = EngineProcess.Version,
            Device = configuration.Execution.Devices[0],
            Threads = threads,
            Classes = about.Classes,
            Colours = about.Colours,
        });
        ClassificationTally? tally = null;
        ConsoleProgress.Run($"evaluation {protocol.Name}", "images", TimeProvider.System, report =>
        {
            // Each image is wanted once: nothing is kept.
            var images = new ShortSideImages(dataset, protocol.Subset, about.Configuration.Data.ShortSide, maximumBytes: 0);
            tally = ClassificationEvaluator.Score(predictor, images, dataset.Classes.Count, Enumerable.Range(0, count), image =>
            {
                attempt.Journal.Write(new ImageScoredEvent { Index = image.Index, Stem = image.Stem, Counts = [image.Truth, image.Prediction, 1], Rank = image.Rank });
                attempt.Progress(image.Index + 1, count);
                report(image.Index + 1, count);
            }, cancellation);
        });
        attempt.Journal.Write(tally!.Summarise(protocol, Sha256(arguments.Checkpoint)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{protocol.Name}: top-1 {100 * tally.TopOne:0.00}, top-5 {100 * tally.TopFive:0.00}, mean class accuracy {100 * tally.MeanClassAccuracy():0.00}"));
    }

    private static (Classifier Network, Placement Placement, CheckpointInfo About) Open(string path, ExecutionSettings execution)
    {
        if (!File.Exists(path)) throw new UsageException($"--checkpoint {path} does not exist: give a file from a run's checkpoints folder.");
        var (about, file) = Checkpoint.Read(path);
        using (file)
        {
            if (about.Configuration.Task != LearningTask.Classification)
                throw new UsageException($"Checkpoint {path} holds no classifier but a network of task {SettingDescriptor.NameOf(about.Configuration.Task)}: evaluate it with the configuration it was trained with.");
            var placement = Placement.Of(execution.Devices.Count, execution.Devices);
            var network = new Classifier(placement, about.Configuration.Network, about.Classes.Count);
            Checkpoint.Restore(file, network, new Dictionary<string, Tensor>(StringComparer.Ordinal));
            return (network, placement, about);
        }
    }

    private static void CheckClasses(string checkpoint, CheckpointInfo about, IClassificationDataset dataset)
    {
        var found = dataset.Classes.Select(c => c.Name).ToList();
        if (about.Classes.SequenceEqual(found, StringComparer.Ordinal)) return;
        var differing = about.Classes.Except(found, StringComparer.Ordinal).Concat(found.Except(about.Classes, StringComparer.Ordinal)).Take(5);
        throw new UsageException($"Checkpoint {checkpoint} knows {about.Classes.Count} classes and the class folders are {found.Count}, not the same ones (differing: {string.Join(", ", differing)}): evaluate it on folders of the classes it was trained on.");
    }

    private static string Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
