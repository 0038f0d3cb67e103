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

/// <summary>What a prediction is made of.</summary>
public enum Coverage
{
    /// <summary>Square windows that slide over the image: the reference, semseg, MMSegmentation's 769² configurations.</summary>
    [JsonStringEnumMemberName("windows")] Windows,

    /// <summary>The whole image at once: MMSegmentation, torchvision. Wants adaptive pyramid pooling.</summary>
    [JsonStringEnumMemberName("whole-image")] WholeImage,
}

/// <summary>How a share of the crop becomes a whole number of pixels.</summary>
public enum StrideRounding
{
    /// <summary>Down: the reference (2·crop//3).</summary>
    [JsonStringEnumMemberName("floor")] Floor,

    /// <summary>Up: semseg (⌈2/3·crop⌉).</summary>
    [JsonStringEnumMemberName("ceil")] Ceil,
}

/// <summary>What is joined where windows overlap, and resized from the scaled image to the image.</summary>
public enum FusedValues
{
    /// <summary>Softmax probabilities: the reference, semseg.</summary>
    [JsonStringEnumMemberName("probabilities")] Probabilities,

    /// <summary>Logits; softmax follows at the image's size, before scales and mirror images are joined: MMSegmentation.</summary>
    [JsonStringEnumMemberName("logits")] Logits,
}

/// <summary>What is mirrored.</summary>
public enum MirrorOf
{
    /// <summary>Each window where it lies: the reference, semseg.</summary>
    [JsonStringEnumMemberName("windows")] Windows,

    /// <summary>The scaled image, which windows then cover anew: MMSegmentation.</summary>
    [JsonStringEnumMemberName("image")] Image,
}

/// <summary>What becomes of a side of the scaled image that is shorter than the crop.</summary>
public enum SmallImages
{
    /// <summary>It is padded to the crop with the mean, the odd pixel last: the reference, semseg.</summary>
    [JsonStringEnumMemberName("pad")] Pad,

    /// <summary>The window is cut to it: MMSegmentation. Wants adaptive pyramid pooling.</summary>
    [JsonStringEnumMemberName("cut-window")] CutWindow,
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

    /// <summary>
    /// Images of the subset's folders to score instead of the run's own: a text file of stems (one a line), or a pattern such
    /// as <c>0006R0_*</c>; empty takes the run's own. Not part of the fingerprint, because the manifest is.
    /// </summary>
    public string ImageList { get; init; } = "";

    /// <summary>SHA-256 of the images and labels scored; filled in when resolved.</summary>
    public string Manifest { get; init; } = "";

    /// <summary>Windows or the whole image.</summary>
    public Coverage Coverage { get; init; } = Coverage.Windows;

    /// <summary>Side of the square windows in pixels; 0 takes the training crop when resolved. Whole images have none.</summary>
    public int Crop { get; init; }

    /// <summary>
    /// Allows a crop other than the one trained with, which is refused otherwise: scores fall (56.9 instead of 78.6 in
    /// one report) and stand beside those of the right crop. Not part of the fingerprint, because the crop is.
    /// </summary>
    public bool OtherCrop { get; init; }

    /// <summary>Windows advance by this share of the crop: stride = numerator·crop / denominator (reference: 2·crop//3), at least 1 pixel.</summary>
    public int StrideNumerator { get; init; } = 2;

    /// <summary>See <see cref="StrideNumerator"/>.</summary>
    public int StrideDenominator { get; init; } = 3;

    /// <summary>How that share is rounded.</summary>
    public StrideRounding StrideRounding { get; init; } = StrideRounding.Floor;

    /// <summary>Pixels by which windows advance, instead of a share (MMSegmentation's slide: 513 for a crop of 769); 0 for the share.</summary>
    public int StridePixels { get; init; }

    /// <summary>What becomes of images smaller than the crop.</summary>
    public SmallImages SmallImages { get; init; } = SmallImages.Pad;

    /// <summary>
    /// Length in pixels that the image's long side has at scale 1; 0 for the image's own. How the scaled size s·base is
    /// rounded follows the system that the rule is from (see <c>Evaluation/ScaledSize.cs</c>): long side alone (semseg:
    /// 512 for ADE20K and VOC, 2048 for Cityscapes), short side alone (torchvision: 520), both as bounds
    /// (MMSegmentation: 2048 and 512, or 2048 and 1024).
    /// </summary>
    public int BaseLong { get; init; }

    /// <summary>Length in pixels that the image's short side has at scale 1; 0 for the image's own. See <see cref="BaseLong"/>.</summary>
    public int BaseShort { get; init; }

    /// <summary>Scales of the image; the results are resized back to the image and summed.</summary>
    public IReadOnlyList<double> Scales { get; init; } = [1];

    /// <summary>Bilinear convention by which the image is resized to each scale.</summary>
    public ResizeConvention ImageResize { get; init; } = ResizeConvention.HalfPixel;

    /// <summary>Bilinear convention by which each scale's result is resized back to the image.</summary>
    public ResizeConvention ResultResize { get; init; } = ResizeConvention.HalfPixel;

    /// <summary>Whether the mirror image's result is added.</summary>
    public bool Mirror { get; init; }

    /// <summary>What is mirrored.</summary>
    public MirrorOf MirrorOf { get; init; } = MirrorOf.Windows;

    /// <summary>How overlapping windows are joined.</summary>
    public Fusion WindowFusion { get; init; } = Fusion.Average;

    /// <summary>What is joined and resized back.</summary>
    public FusedValues FusedValues { get; init; } = FusedValues.Probabilities;

    /// <summary>The absent-class rule of the headline mIoU; all three are reported.</summary>
    public AbsentClassRule AbsentClass { get; init; } = AbsentClassRule.Skip;

    /// <summary>Which checkpoint: <c>last</c>, <c>best</c> or <c>iteration:N</c>; see <see cref="CheckpointRule"/>.</summary>
    public string Checkpoint { get; init; } = "last";

    /// <summary>Number of images whose prediction is written as PNG (indices and colours), from the first on; 0 for none, -1 for all. Not part of the fingerprint.</summary>
    public int PredictionImages { get; init; } = 4;

    /// <summary>Classifiers only: the crops of an image whose softmax is averaged; <see cref="Mirror"/> adds the mirror image of each.</summary>
    public ImageViews ImageViews { get; init; } = ImageViews.Centre;

    /// <summary>Single-scale: scale 1, no mirror; a classifier's centre crop.</summary>
    public static Protocol SingleScale { get; } = new() { Name = "SS" };

    /// <summary>Multi-scale: six scales 0.5 to 1.75 and mirror.</summary>
    public static Protocol MultiScale { get; } = new() { Name = "MS", Scales = [0.5, 0.75, 1, 1.25, 1.5, 1.75], Mirror = true };

    /// <summary>Ten crops of a classifier: four corners and the centre, each with its mirror image.</summary>
    public static Protocol TenCrop { get; } = new() { Name = "10-crop", ImageViews = ImageViews.CornersAndCentre, Mirror = true };

    /// <summary>Whether the picture of an image at a position is written.</summary>
    /// <param name="index">Position in the subset, from 0.</param>
    internal bool WritesPicture(int index) => PredictionImages < 0 || index < PredictionImages;

    /// <summary>
    /// This template for a run: the training crop where none is given, and the manifest of the scored subset. What cannot
    /// matter (the stride of whole images, what is mirrored where nothing is) takes its default, so that the same scoring
    /// has one fingerprint.
    /// </summary>
    /// <param name="trainingCrop">The run's training crop in pixels.</param>
    /// <param name="manifest">SHA-256 of the images and labels to score.</param>
    public Protocol Resolve(int trainingCrop, string manifest)
    {
        var neutral = new Protocol();
        var resolved = this with { Manifest = manifest, MirrorOf = Mirror ? MirrorOf : neutral.MirrorOf };
        if (Coverage == Coverage.Windows)
        {
            return StridePixels == 0
                ? resolved with { Crop = Crop == 0 ? trainingCrop : Crop }
                : resolved with
                {
                    Crop = Crop == 0 ? trainingCrop : Crop,
                    StrideNumerator = neutral.StrideNumerator,
                    StrideDenominator = neutral.StrideDenominator,
                    StrideRounding = neutral.StrideRounding,
                };
        }

        return resolved with
        {
            Crop = 0,
            StrideNumerator = neutral.StrideNumerator,
            StrideDenominator = neutral.StrideDenominator,
            StrideRounding = neutral.StrideRounding,
            StridePixels = 0,
            SmallImages = neutral.SmallImages,
            WindowFusion = neutral.WindowFusion,
            MirrorOf = neutral.MirrorOf,
        };
    }
}
