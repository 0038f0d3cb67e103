using System.Globalization;
using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;

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
        var dataset = SelectedImages.ToScore(configuration, template) as IClassificationDataset
            ?? throw new UsageException($"data.dataset is {SettingDescriptor.NameOf(configuration.Data.Dataset)}: a classifier is scored on whole images of one class each, and this set has classes for pixels; use data.dataset class-folders.");
        var protocol = EvaluateVerb.Resolve(template, configuration.Training.Crop, dataset);
        attempt.WriteConfiguration(configuration);
        using var metrics = attempt.MeasureSystem(configuration.Execution);
        var checkpoint = FileHash.Of(arguments.Checkpoint);
        var threads = EngineProcess.PrepareTorch(configuration.Execution);
        using var opened = CheckpointNetwork.Classifier(arguments.Checkpoint, configuration.Execution, task =>
            $"Checkpoint {arguments.Checkpoint} holds no classifier but a network of task {SettingDescriptor.NameOf(task)}: evaluate it with the configuration it was trained with.");
        var about = opened.About;
        CheckpointNetwork.CheckRule(arguments.Checkpoint, about, template);
        CheckClasses(arguments.Checkpoint, about, dataset);
        var predictor = new ClassifierPredictor(opened.Network, opened.Placement, about.Configuration, protocol);
        var count = dataset.Stems(protocol.Subset).Count;
        attempt.Log($"engine {EngineProcess.Version}, {protocol.Name}: {count} images, short side {about.Configuration.Data.ShortSide}, crop {protocol.Crop}, {predictor.ViewsAnImage} crops an image");
        var started = EngineProcess.Started(configuration.Execution, threads, about.Classes, about.Colours) with
        {
            Scores = EarlierScores.ThingOf(checkpoint, protocol, configuration, dataset),
        };
        var earlier = EarlierScores.Read(arguments.JournalsToGoOnFrom(attempt), started, dataset.Stems(protocol.Subset), _ => [], attempt);
        earlier.KeepWholeGroups(predictor.ImagesAtOnce, count);
        attempt.Journal.Write(started with { ResumedFrom = earlier.Count });
        var tally = new ClassificationTally(dataset.Classes.Count);
        ConsoleProgress.Run($"evaluation {protocol.Name}", "images", TimeProvider.System, report =>
        {
            // Each image is wanted once: nothing is kept.
            var images = new ShortSideImages(dataset, protocol.Subset, about.Configuration.Data.ShortSide, maximumBytes: 0);
            foreach (var group in Enumerable.Range(0, count).Chunk(predictor.ImagesAtOnce))
            {
                cancellation.ThrowIfCancellationRequested();
                List<ImageScoredEvent> known = [.. group.Select(earlier.TakeOver).OfType<ImageScoredEvent>()];
                foreach (var image in known) tally.Add(new ScoredImage(image.Index, image.Stem, (int)image.Counts[0], (int)image.Counts[1], image.Rank ?? 0));
                if (known.Count == 0) ScoreGroup(group, images);
                // What was taken over counts for no rate.
                if (known.Count > 0 && group[^1] + 1 < count) continue;
                attempt.Progress(group[^1] + 1, count);
                report(group[^1] + 1, count);
            }
        });
        attempt.Journal.Write(tally.Summarise(protocol, checkpoint));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{protocol.Name}: top-1 {100 * tally.TopOne:0.00}, top-5 {100 * tally.TopFive:0.00}, mean class accuracy {100 * tally.MeanClassAccuracy():0.00}"));

        void ScoreGroup(IEnumerable<int> group, ShortSideImages images) =>
            ClassificationEvaluator.Score(predictor, images, dataset.Classes.Count, group, image =>
            {
                tally.Add(image);
                var scored = new ImageScoredEvent { Index = image.Index, Stem = image.Stem, Counts = [image.Truth, image.Prediction, 1], Rank = image.Rank };
                attempt.Journal.Write(scored with { Check = scored.CheckOf() });
            }, CancellationToken.None);
    }

    private static void CheckClasses(string checkpoint, CheckpointInfo about, IClassificationDataset dataset)
    {
        var found = dataset.Classes.Select(c => c.Name).ToList();
        if (about.Classes.SequenceEqual(found, StringComparer.Ordinal)) return;
        var differing = about.Classes.Except(found, StringComparer.Ordinal).Concat(found.Except(about.Classes, StringComparer.Ordinal)).Take(5);
        throw new UsageException($"Checkpoint {checkpoint} knows {about.Classes.Count} classes and the class folders are {found.Count}, not the same ones (differing: {string.Join(", ", differing)}): evaluate it on folders of the classes it was trained on.");
    }
}
