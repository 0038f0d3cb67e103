using Experiments.Data.Results;
using Experiments.Engine.Schema;

namespace Experiments.Web.Bundles;

/// <summary>
/// The scores of an evaluation, computed from the counts of its images alone and from their definitions, not by the engine that wrote them:
/// IoU_c = C_cc / (row_c + column_c − C_cc), accuracy_c = C_cc / row_c, sums over the data set before any ratio.
/// </summary>
internal sealed class CountMetrics
{
    private readonly int _classes;
    private readonly long[] _truth;
    private readonly long[] _predicted;

    /// <summary>Sums up images.</summary>
    /// <param name="classes">Number of classes K.</param>
    /// <param name="images">Their counts, every class below K.</param>
    /// <param name="rule">The protocol's absent-class rule.</param>
    /// <param name="isClassifier">Whether images have a rank and no regions.</param>
    public CountMetrics(int classes, IReadOnlyList<ImageCounts> images, AbsentClassRule rule, bool isClassifier)
    {
        _classes = classes;
        (_truth, _predicted) = (new long[classes], new long[classes]);
        var confusion = new long[classes * classes];
        foreach (var (truth, prediction, count) in images.SelectMany(i => i.Counts))
        {
            confusion[(truth * classes) + prediction] += count;
            _truth[truth] += count;
            _predicted[prediction] += count;
        }

        Confusion = confusion;
        var iou = Enumerable.Range(0, classes).Select(IoU).ToList();
        var accuracy = Enumerable.Range(0, classes).Select(c => Ratio(Right(c), _truth[c])).ToList();
        var all = _truth.Sum();
        MeanAccuracy = MeanOfNumbers(accuracy);
        PixelAccuracy = Ratio(Enumerable.Range(0, classes).Sum(Right), all);
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        if (isClassifier)
        {
            MeanIoU = double.NaN;
            metrics[MetricNames.TopOne] = Ratio(images.Count(i => i.Rank == 1), images.Count);
            metrics[MetricNames.TopFive] = Ratio(images.Count(i => i.Rank <= 5), images.Count);
        }
        else
        {
            ClassIoU = iou;
            MeanIoU = Mean(iou, rule);
            foreach (var each in Enum.GetValues<AbsentClassRule>()) metrics[MetricNames.MeanIoU(each)] = Mean(iou, each);
            metrics[MetricNames.FrequencyWeightedIoU] = all == 0 ? double.NaN : Enumerable.Range(0, classes).Where(c => _truth[c] > 0).Sum(c => (double)_truth[c] / all * iou[c]);
            metrics[MetricNames.AdeScore] = (PixelAccuracy + MeanIoU) / 2;
        }

        Metrics = metrics.Where(m => double.IsFinite(m.Value)).ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
    }

    /// <summary>K×K, row-major, truth × prediction.</summary>
    public IReadOnlyList<long> Confusion { get; }

    /// <summary>mIoU under the protocol's rule; NaN for a classifier.</summary>
    public double MeanIoU { get; }

    /// <summary>Mean accuracy over the classes of the truth.</summary>
    public double MeanAccuracy { get; }

    /// <summary>Share of pixels (of a classifier's images) that is right.</summary>
    public double PixelAccuracy { get; }

    /// <summary>IoU of each class, NaN for an absent one; empty for a classifier.</summary>
    public IReadOnlyList<double> ClassIoU { get; } = [];

    /// <summary>The further metrics that counts give; those that are not a number are left out.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; }

    private long Right(int c) => Confusion[(c * _classes) + c];

    private double IoU(int c) => Ratio(Right(c), _truth[c] + _predicted[c] - Right(c));

    private static double Mean(List<double> iou, AbsentClassRule rule) => rule switch
    {
        AbsentClassRule.NaN => iou.Average(),
        AbsentClassRule.Zero => iou.Average(v => double.IsNaN(v) ? 0 : v),
        AbsentClassRule.Skip => MeanOfNumbers(iou),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown absent-class rule."),
    };

    private static double MeanOfNumbers(IEnumerable<double> values) => values.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average();

    private static double Ratio(long part, long whole) => whole == 0 ? double.NaN : (double)part / whole;
}
