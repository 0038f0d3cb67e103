using Experiments.Engine.Augmentation;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Evaluation;

/// <summary>What became of one image.</summary>
/// <param name="Index">Position in the subset.</param>
/// <param name="Stem">Stem.</param>
/// <param name="Truth">Its class.</param>
/// <param name="Prediction">The class with the highest score.</param>
/// <param name="Rank">Place of its class among the scores, from 1.</param>
public sealed record ScoredImage(int Index, string Stem, int Truth, int Prediction, int Rank);

/// <summary>Sums over the images that a classifier scored: confusion of images, right in top-1 and in top-5.</summary>
public sealed class ClassificationTally
{
    private readonly long[] _confusion;

    /// <summary>Starts at nothing.</summary>
    /// <param name="classes">Number of classes K.</param>
    public ClassificationTally(int classes) => (Classes, _confusion) = (classes, new long[(long)classes * classes]);

    /// <summary>Number of classes K.</summary>
    public int Classes { get; }

    /// <summary>Images.</summary>
    public long Images { get; private set; }

    /// <summary>Images whose class came first.</summary>
    public long RightInOne { get; private set; }

    /// <summary>Images whose class was among the first five.</summary>
    public long RightInFive { get; private set; }

    /// <summary>Images by truth and prediction, row-major K×K.</summary>
    public IReadOnlyList<long> Confusion => _confusion;

    /// <summary>Share of images whose class came first, 0 to 1; NaN without images.</summary>
    public double TopOne => (double)RightInOne / Images;

    /// <summary>Share of images whose class was among the first five, 0 to 1; NaN without images.</summary>
    public double TopFive => (double)RightInFive / Images;

    /// <summary>Adds an image.</summary>
    public void Add(ScoredImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        _confusion[(image.Truth * Classes) + image.Prediction]++;
        Images++;
        if (image.Rank == 1) RightInOne++;
        if (image.Rank <= 5) RightInFive++;
    }

    /// <summary>Mean over the classes that have images of the share of them that is right, 0 to 1; NaN without images.</summary>
    public double MeanClassAccuracy()
    {
        var shares = new List<double>();
        for (var c = 0; c < Classes; c++)
        {
            var row = _confusion.AsSpan(c * Classes, Classes);
            var images = 0L;
            foreach (var count in row) images += count;
            if (images > 0) shares.Add((double)row[c] / images);
        }

        return shares.DefaultIfEmpty(double.NaN).Average();
    }

    /// <summary>
    /// The journal's summary. A classifier's images have no regions: mIoU is not a number and there is no IoU a class;
    /// pixel accuracy holds top-1 and mean accuracy the mean over classes, both of images.
    /// </summary>
    /// <param name="protocol">Resolved protocol.</param>
    /// <param name="checkpointSha256">SHA-256 of the scored checkpoint.</param>
    public EvaluationEvent Summarise(Protocol protocol, string checkpointSha256) => new()
    {
        Protocol = protocol,
        CheckpointSha256 = checkpointSha256,
        Classes = Classes,
        Confusion = Confusion,
        MeanIoU = double.NaN,
        MeanAccuracy = MeanClassAccuracy(),
        PixelAccuracy = TopOne,
        Metrics = Images == 0
            ? new Dictionary<string, double>()
            : new Dictionary<string, double> { [MetricNames.TopOne] = TopOne, [MetricNames.TopFive] = TopFive },
    };
}

/// <summary>Scores a classifier on a subset of class folders under a protocol.</summary>
public static class ClassificationEvaluator
{
    /// <summary>Scores images in groups; the groups do not change the scores' meaning, only their speed.</summary>
    /// <param name="predictor">The network under a protocol.</param>
    /// <param name="images">The images.</param>
    /// <param name="classes">Number of classes K.</param>
    /// <param name="indices">Positions in the subset.</param>
    /// <param name="scored">Called after each image, in order; may be null.</param>
    /// <param name="cancellation">Ends the work between two groups.</param>
    /// <exception cref="DataException">An image cannot be used, or the network's scores are not numbers.</exception>
    public static ClassificationTally Score(
        ClassifierPredictor predictor, ShortSideImages images, int classes, IEnumerable<int> indices, Action<ScoredImage>? scored, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(images);
        var tally = new ClassificationTally(classes);
        foreach (var group in indices.Chunk(predictor.ImagesAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            var loaded = group.Select(images.Load).ToList();
            var scores = predictor.Scores([.. loaded.Select(i => i.Image)]);
            for (var i = 0; i < group.Length; i++)
            {
                var (stem, _, truth) = loaded[i];
                var image = new ScoredImage(group[i], stem, truth, ClassificationMetrics.Prediction(scores[i]), ClassificationMetrics.RankOf(scores[i], truth));
                tally.Add(image);
                scored?.Invoke(image);
            }
        }

        return tally;
    }
}
