using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Evaluation;

/// <summary>Scores a network on a subset of a data set under a protocol.</summary>
public static class Evaluator
{
    /// <summary>Called after each image: its position, its sample, its prediction and its own counts.</summary>
    public delegate void ImageScored(int index, Sample sample, Imaging.LabelMap prediction, Confusion counts);

    /// <summary>Scores images one after the other.</summary>
    /// <param name="predictor">The network under a protocol.</param>
    /// <param name="dataset">The data set.</param>
    /// <param name="subset">Which images.</param>
    /// <param name="indices">Positions in the subset.</param>
    /// <param name="scored">Called after each image; may be null.</param>
    /// <param name="cancellation">Ends the work between two images.</param>
    /// <returns>Counts summed over the images.</returns>
    public static Confusion Score(WindowedPredictor predictor, IDataset dataset, Subset subset, IEnumerable<int> indices, ImageScored? scored, CancellationToken cancellation)
    {
        var sum = new Confusion(dataset.Classes.Count);
        foreach (var index in indices)
        {
            cancellation.ThrowIfCancellationRequested();
            var sample = dataset.Load(subset, index);
            var prediction = predictor.Predict(sample.Image);
            var own = new Confusion(dataset.Classes.Count);
            own.Add(sample.Labels, prediction);
            sum.Add(own);
            scored?.Invoke(index, sample, prediction, own);
        }

        return sum;
    }

    /// <summary>The journal's summary of a scored checkpoint.</summary>
    /// <param name="confusion">Counts over the data set.</param>
    /// <param name="protocol">The resolved protocol.</param>
    /// <param name="checkpointSha256">SHA-256 of the checkpoint.</param>
    /// <param name="classes">The classes with their categories.</param>
    /// <param name="instances">Sums over the instances; null without instance images.</param>
    public static EvaluationEvent Summarise(
        Confusion confusion, Protocol protocol, string checkpointSha256, IReadOnlyList<DatasetClass> classes, InstanceScores? instances) => new()
        {
            Protocol = protocol,
            CheckpointSha256 = checkpointSha256,
            Classes = confusion.Classes,
            Confusion = confusion.Counts,
            MeanIoU = confusion.MeanIoU(protocol.AbsentClass),
            MeanAccuracy = confusion.MeanAccuracy(),
            PixelAccuracy = confusion.PixelAccuracy(),
            ClassIoU = confusion.ClassIoU(),
            Metrics = FurtherMetrics.Of(confusion, protocol.AbsentClass, classes, instances),
        };
}
