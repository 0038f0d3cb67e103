using System.Text.Json.Serialization;

namespace Experiments.Engine.Schema;

/// <summary>How the expectation over labels is taken.</summary>
public enum FisherLabels
{
    /// <summary>Every class, weighted by its probability: one backward pass a class.</summary>
    [JsonStringEnumMemberName("exact")] Exact,

    /// <summary>One class an image, drawn with its probability: for sets of many classes.</summary>
    [JsonStringEnumMemberName("sampled")] Sampled,
}

/// <summary>Settings of a Fisher job (task fisher); its source data are those of the data settings.</summary>
public sealed record FisherSettings
{
    /// <summary>Training images that the mean is taken over.</summary>
    [Setting("Task fisher: number of source images (or patches) that the Fisher information is averaged over.", Min = 1, Max = 10_000_000)]
    public int Images { get; init; } = 500;

    /// <summary>How the expectation over labels is taken.</summary>
    [Setting("Task fisher: expectation over the labels by every class, or by one class drawn an image.")]
    public FisherLabels Labels { get; init; } = FisherLabels.Exact;
}
