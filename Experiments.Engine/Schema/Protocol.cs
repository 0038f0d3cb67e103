using System.Text.Json.Serialization;

namespace Experiments.Engine.Schema;

/// <summary>How the softmax of overlapping windows, and of scales and mirror images, is joined.</summary>
public enum Fusion
{
    /// <summary>Summed: the reference.</summary>
    [JsonStringEnumMemberName("sum")] Sum,

    /// <summary>Averaged by the count of windows at a pixel: semseg.</summary>
    [JsonStringEnumMemberName("average")] Average,
}

/// <summary>What an absent class (no pixel in truth nor prediction) does to the mean over classes.</summary>
public enum AbsentClassRule
{
    /// <summary>Its IoU is NaN, and so is mIoU: the reference.</summary>
    [JsonStringEnumMemberName("nan")] NaN,

    /// <summary>Its IoU counts as 0: semseg.</summary>
    [JsonStringEnumMemberName("zero")] Zero,

    /// <summary>It is left out of the mean: MMSegmentation, the Cityscapes script.</summary>
    [JsonStringEnumMemberName("skip")] Skip,
}

/// <summary>The crops through which a classifier sees a test image.</summary>
public enum ImageViews
{
    /// <summary>The centre.</summary>
    [JsonStringEnumMemberName("centre")] Centre,

    /// <summary>The four corners and the centre; with mirror the ten crops of Krizhevsky et al. 2012.</summary>
    [JsonStringEnumMemberName("corners-and-centre")] CornersAndCentre,
}

/// <summary>Subsets of a data set.</summary>
public enum Subset
{
    /// <summary>Training images.</summary>
    [JsonStringEnumMemberName("train")] Train,

    /// <summary>Validation images.</summary>
    [JsonStringEnumMemberName("validation")] Validation,
}

/// <summary>
/// Everything about scoring a checkpoint. Immutable. A column of a results grid names a template (crop 0, empty
/// manifest); resolving it for a run's data set and training crop gives the protocol whose fingerprint marks a cell.
/// </summary>
public sealed record Protocol
{
    /// <summary>Short name shown as the column's heading; not part of the fingerprint.</summary>
    public string Name { get; init; } = "SS";

    /// <summary>Which images.</summary>
    public Subset Subset { get; init; } = Subset.Validation;

    /// <summary>SHA-256 of the images and labels scored; filled in when resolved.</summary>
    public string Manifest { get; init; } = "";

    /// <summary>Side of the square windows in pixels; 0 takes the training crop when resolved.</summary>
    public int Crop { get; init; }

    /// <summary>Windows advance by this share of the crop: stride = numerator·crop // denominator (reference: 2·crop//3).</summary>
    public int StrideNumerator { get; init; } = 2;

    /// <summary>See <see cref="StrideNumerator"/>.</summary>
    public int StrideDenominator { get; init; } = 3;

    /// <summary>Scales of the image (resized half-pixel bilinear); probabilities are resized back and joined.</summary>
    public IReadOnlyList<double> Scales { get; init; } = [1];

    /// <summary>Whether the mirror image's result is added.</summary>
    public bool Mirror { get; init; }

    /// <summary>How overlapping windows are joined.</summary>
    public Fusion WindowFusion { get; init; } = Fusion.Average;

    /// <summary>The absent-class rule of the headline mIoU; all three are reported.</summary>
    public AbsentClassRule AbsentClass { get; init; } = AbsentClassRule.Skip;

    /// <summary>Which checkpoint: the last one.</summary>
    public string Checkpoint { get; init; } = "last";

    /// <summary>Number of images whose prediction is written as PNG (indices and colours), from the first on; 0 for none. Not part of the fingerprint.</summary>
    public int PredictionImages { get; init; } = 4;

    /// <summary>Classifiers only: the crops of an image whose softmax is averaged; <see cref="Mirror"/> adds the mirror image of each.</summary>
    public ImageViews ImageViews { get; init; } = ImageViews.Centre;

    /// <summary>Single-scale: scale 1, no mirror; a classifier's centre crop.</summary>
    public static Protocol SingleScale { get; } = new() { Name = "SS" };

    /// <summary>Multi-scale: six scales 0.5 to 1.75 and mirror.</summary>
    public static Protocol MultiScale { get; } = new() { Name = "MS", Scales = [0.5, 0.75, 1, 1.25, 1.5, 1.75], Mirror = true };

    /// <summary>Ten crops of a classifier: four corners and the centre, each with its mirror image.</summary>
    public static Protocol TenCrop { get; } = new() { Name = "10-crop", ImageViews = ImageViews.CornersAndCentre, Mirror = true };

    /// <summary>This template for a run: the training crop where none is given, and the manifest of the scored subset.</summary>
    /// <param name="trainingCrop">The run's training crop in pixels.</param>
    /// <param name="manifest">SHA-256 of the images and labels to score.</param>
    public Protocol Resolve(int trainingCrop, string manifest) =>
        this with { Crop = Crop == 0 ? trainingCrop : Crop, Manifest = manifest };
}
