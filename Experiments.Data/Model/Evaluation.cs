namespace Experiments.Data.Model;

/// <summary>A checkpoint scored under a protocol: at most one a job. It counts once its job has succeeded.</summary>
public sealed class Evaluation
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Run.</summary>
    public long RunId { get; set; }

    /// <summary>Run.</summary>
    public Run? Run { get; set; }

    /// <summary>Job that scored it.</summary>
    public long JobId { get; set; }

    /// <summary>Job that scored it.</summary>
    public Job? Job { get; set; }

    /// <summary>Attempt that scored it.</summary>
    public int AttemptNumber { get; set; }

    /// <summary>Fingerprint of the resolved protocol.</summary>
    public required string ProtocolFingerprint { get; set; }

    /// <summary>Short name of the protocol, for example <c>SS</c>.</summary>
    public required string ProtocolName { get; set; }

    /// <summary>The resolved protocol, JSON.</summary>
    public required string ProtocolJson { get; set; }

    /// <summary>SHA-256 of the scored checkpoint.</summary>
    public required string CheckpointSha256 { get; set; }

    /// <summary>Number of classes K.</summary>
    public int Classes { get; set; }

    /// <summary>Confusion[truth, prediction] over the data set: K×K 64-bit integers, row-major, little-endian; see <see cref="Results.ConfusionBlob"/>.</summary>
    public required byte[] Confusion { get; set; }

    /// <summary>mIoU, 0 to 1; null for not a number, as it always is for a classifier.</summary>
    public double? MeanIoU { get; set; }

    /// <summary>Mean class accuracy, 0 to 1; null for not a number.</summary>
    public double? MeanAccuracy { get; set; }

    /// <summary>Pixel accuracy, 0 to 1; null for not a number. A classifier's share of right images.</summary>
    public double? PixelAccuracy { get; set; }

    /// <summary>IoU per class in index order, 0 to 1; NaN for an absent class.</summary>
    public double[] ClassIoU { get; set; } = [];

    /// <summary>Further metrics by name (fwIoU, iIoU, top-5, ...), 0 to 1, all finite.</summary>
    public Dictionary<string, double> Metrics { get; set; } = [];

    /// <summary>When it was stored, Unix milliseconds.</summary>
    public long CreatedMs { get; set; }

    /// <summary>The metric that stands for it: top-1 of a classifier, else mIoU.</summary>
    public string HeadlineMetric => HeadlineOf(Metrics);

    /// <summary>A metric by the name that columns have, 0 to 1; null where it is not a number or not there.</summary>
    /// <param name="metric"><see cref="GridColumn.MeanIoU"/>, or a name among <see cref="Metrics"/>.</param>
    public double? ValueOf(string metric) => ValueOf(metric, MeanIoU, Metrics);

    /// <summary>See <see cref="HeadlineMetric"/>.</summary>
    public static string HeadlineOf(IReadOnlyDictionary<string, double> metrics) =>
        metrics.ContainsKey(GridColumn.TopOne) ? GridColumn.TopOne : GridColumn.MeanIoU;

    /// <summary>See <see cref="ValueOf(string)"/>.</summary>
    public static double? ValueOf(string metric, double? meanIoU, IReadOnlyDictionary<string, double> metrics) =>
        metric == GridColumn.MeanIoU ? meanIoU : metrics.TryGetValue(metric, out var value) ? value : null;
}

/// <summary>Confusion counts of one image of an evaluation.</summary>
public sealed class EvaluationImage
{
    /// <summary>Job that scored it (images come before the evaluation they add up to).</summary>
    public long JobId { get; set; }

    /// <summary>Position in the subset, from 0.</summary>
    public int Index { get; set; }

    /// <summary>Attempt that scored it.</summary>
    public int AttemptNumber { get; set; }

    /// <summary>Stem of the file.</summary>
    public required string Stem { get; set; }

    /// <summary>Non-zero cells as triples truth, prediction, count; see <see cref="Results.SparseCounts"/>.</summary>
    public required byte[] Counts { get; set; }

    /// <summary>Classification: place of the true class among the scores, from 1; null in segmentation.</summary>
    public int? Rank { get; set; }
}
