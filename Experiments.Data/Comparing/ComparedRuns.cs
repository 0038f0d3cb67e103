using Experiments.Data.Model;

namespace Experiments.Data.Comparing;

/// <summary>A run that is compared.</summary>
/// <param name="RunId">Run.</param>
/// <param name="Name">Name.</param>
/// <param name="Fingerprint">Fingerprint: runs of one are repeats of each other.</param>
/// <param name="Seed">Seed.</param>
/// <param name="ReproductionOfRunId">The run that it repeats with the same seed; such a run never counts in n.</param>
/// <param name="State">State.</param>
public sealed record ComparedRun(long RunId, string Name, string Fingerprint, int Seed, long? ReproductionOfRunId, RunState State);

/// <summary>A score of a run: its newest evaluation under a protocol.</summary>
/// <param name="EvaluationId">Evaluation.</param>
/// <param name="RunId">Run.</param>
/// <param name="JobId">Job that scored it.</param>
/// <param name="ProtocolFingerprint">What it was scored under.</param>
/// <param name="ProtocolName">The protocol's short name.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="MeanIoU">mIoU, 0 to 1; null for not a number.</param>
/// <param name="MeanAccuracy">Mean class accuracy, 0 to 1; null for not a number.</param>
/// <param name="PixelAccuracy">Pixel accuracy, 0 to 1; null for not a number.</param>
/// <param name="Metrics">Further metrics by name, 0 to 1.</param>
/// <param name="ClassIoU">IoU per class, 0 to 1; NaN for an absent class. Empty for a classifier.</param>
public sealed record ComparedScore(
    long EvaluationId, long RunId, long JobId, string ProtocolFingerprint, string ProtocolName, int Classes, double? MeanIoU, double? MeanAccuracy, double? PixelAccuracy,
    IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<double> ClassIoU)
{
    /// <summary>Name of the mean class accuracy.</summary>
    public const string MeanAccuracyName = "mAcc";

    /// <summary>Name of the pixel accuracy.</summary>
    public const string PixelAccuracyName = "aAcc";

    /// <summary>Whether images were counted, not pixels.</summary>
    public bool IsClassifier => Evaluation.HeadlineOf(Metrics) == GridColumn.TopOne;

    /// <summary>A metric by name, 0 to 1; null where it is not a number or not there.</summary>
    public double? ValueOf(string metric) => metric switch
    {
        MeanAccuracyName => MeanAccuracy,
        PixelAccuracyName => PixelAccuracy,
        _ => Evaluation.ValueOf(metric, MeanIoU, Metrics),
    };

    /// <summary>Whether it has a metric, be its value not a number: a classifier has no mIoU, nothing else has a top-1.</summary>
    public bool Has(string metric) => metric switch
    {
        MeanAccuracyName or PixelAccuracyName => true,
        GridColumn.MeanIoU => !IsClassifier,
        _ => Metrics.ContainsKey(metric),
    };
}

/// <summary>A setting in which runs differ.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Values">Its value as text by run; a run that does not have it is left out.</param>
public sealed record DifferingSetting(string Key, IReadOnlyDictionary<long, string> Values);

/// <summary>What was found of the runs that were asked for.</summary>
/// <param name="Runs">Those that there are, by id.</param>
/// <param name="Binned">Those in the bin.</param>
/// <param name="Unknown">Those that there are not.</param>
public sealed record FoundRuns(IReadOnlyDictionary<long, ComparedRun> Runs, IReadOnlyList<long> Binned, IReadOnlyList<long> Unknown);
