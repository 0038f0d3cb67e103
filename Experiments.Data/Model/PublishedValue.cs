namespace Experiments.Data.Model;

/// <summary>One number of a published table, or the fact that the source does not tell it.</summary>
public sealed class PublishedValue
{
    /// <summary>Backbone or protocol that is not told: the value stands beside any of ours that has one.</summary>
    public const string NotStated = "not stated";

    /// <summary>Key: its line in the list that comes with the program, from 1.</summary>
    public long Id { get; set; }

    /// <summary>Who published it.</summary>
    public required string Source { get; set; }

    /// <summary>Data set.</summary>
    public required string Dataset { get; set; }

    /// <summary>Images trained on, in the source's words.</summary>
    public required string TrainingSubset { get; set; }

    /// <summary>Backbone; <see cref="NotStated"/> where it is not known.</summary>
    public required string Backbone { get; set; }

    /// <summary>Segmentation network.</summary>
    public required string Method { get; set; }

    /// <summary>Training crop in the source's words; empty when not stated.</summary>
    public required string Crop { get; set; }

    /// <summary>Length of training in the source's words; empty when not stated.</summary>
    public required string Schedule { get; set; }

    /// <summary>Regulariser.</summary>
    public required string Regulariser { get; set; }

    /// <summary>Scale mode, <c>SS</c> or <c>MS</c>; <see cref="NotStated"/> where the source does not say.</summary>
    public required string Protocol { get; set; }

    /// <summary>Whether mirror images were added: <c>yes</c>, <c>no</c> or <c>not stated</c>.</summary>
    public required string Mirror { get; set; }

    /// <summary>Name of the measure as columns have it, <c>mIoU</c> or <c>top-1</c>.</summary>
    public required string Metric { get; set; }

    /// <summary>Value in per cent, as printed; null when the source does not tell it (see <see cref="Note"/>).</summary>
    public double? Value { get; set; }

    /// <summary>Digits after the point that the source prints.</summary>
    public int Decimals { get; set; }

    /// <summary>Remark; empty for none.</summary>
    public required string Note { get; set; }
}
