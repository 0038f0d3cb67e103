using System.Text.Json.Serialization;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Evaluation.Scoring;

/// <summary>The score of one image.</summary>
public sealed record ImageScore
{
    /// <summary>The label file's path below its folder, without extension.</summary>
    public required string Stem { get; init; }

    /// <summary>Pixels that count: their truth is a class.</summary>
    public required long Pixels { get; init; }

    /// <summary>Pixels whose truth is ignored.</summary>
    public required long IgnoredPixels { get; init; }

    /// <summary>Mean IoU over the classes in its truth or prediction, 0 to 1; NaN where every pixel is ignored. The data set's mIoU is no mean of these.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public required double MeanIoU { get; init; }

    /// <summary>Share of the pixels that count whose prediction is right.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public required double PixelAccuracy { get; init; }

    /// <summary>Confusion of this image as triples truth, prediction, count of its non-zero cells.</summary>
    public required IReadOnlyList<long> Counts { get; init; }

    /// <summary>Pixels without a predicted class as pairs true class, count.</summary>
    public required IReadOnlyList<long> Unclassified { get; init; }
}

/// <summary>Prediction files scored against label files; serialisable with <see cref="SchemaJson"/>. Shares are 0 to 1.</summary>
public sealed record ScoreReport
{
    /// <summary>Names of the classes, in index order.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Label values that count for nothing, and mean no class in a prediction.</summary>
    public required IReadOnlyList<int> Ignored { get; init; }

    /// <summary>The rule of the headline mIoU.</summary>
    public required AbsentClassRule AbsentClass { get; init; }

    /// <summary>Pixels that count.</summary>
    public required long Pixels { get; init; }

    /// <summary>Pixels whose truth is ignored.</summary>
    public required long IgnoredPixels { get; init; }

    /// <summary>Prediction files without a label: not scored.</summary>
    public required int UnusedPredictions { get; init; }

    /// <summary>Headline mIoU under <see cref="AbsentClass"/>.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public required double MeanIoU { get; init; }

    /// <summary>Mean class accuracy.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public required double MeanAccuracy { get; init; }

    /// <summary>Pixel accuracy.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public required double PixelAccuracy { get; init; }

    /// <summary>IoU of each class; NaN for an absent one.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public required IReadOnlyList<double> ClassIoU { get; init; }

    /// <summary>Accuracy of each class; NaN for one that is absent from the truth.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public required IReadOnlyList<double> ClassAccuracy { get; init; }

    /// <summary>Pixels of each true class.</summary>
    public required IReadOnlyList<long> ClassPixels { get; init; }

    /// <summary>Further metrics by name (<see cref="MetricNames"/>); those that are not a number are left out.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Confusion[truth, prediction], row-major K×K, summed over the images.</summary>
    public required IReadOnlyList<long> Confusion { get; init; }

    /// <summary>Pixels of each true class without a predicted class: wrong, and in no column of the confusion.</summary>
    public required IReadOnlyList<long> Unclassified { get; init; }

    /// <summary>Each image, sorted by stem.</summary>
    public required IReadOnlyList<ImageScore> Images { get; init; }
}
