using System.Text.Json.Serialization;

namespace Experiments.Engine.Schema;

/// <summary>Colour jitter.</summary>
public enum ColourJitter
{
    /// <summary>None.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>The reference's: brightness ±63/255 on values of 0-255, which is next to nothing.</summary>
    [JsonStringEnumMemberName("reference")] Reference,

    /// <summary>One that works: brightness ±25 %, contrast and saturation 0.75-1.25.</summary>
    [JsonStringEnumMemberName("working")] Working,
}

/// <summary>In which order images are changed.</summary>
public enum AugmentationOrder
{
    /// <summary>Jitter → subtract mean → mirror → scale → rotate → pad → crop → divide by std.</summary>
    [JsonStringEnumMemberName("reference")] Reference,

    /// <summary>Jitter → scale → rotate → blur → mirror → pad → crop → subtract mean → divide by std.</summary>
    [JsonStringEnumMemberName("semseg")] Semseg,
}

/// <summary>Which source pixel a nearest-neighbour resize of labels takes.</summary>
public enum NearestConvention
{
    /// <summary>⌊(i+½)·in/out⌋: the pixel under the centre (Pillow, torchvision).</summary>
    [JsonStringEnumMemberName("centre")] Centre,

    /// <summary>⌊i·in/out⌋: TensorFlow 1, OpenCV.</summary>
    [JsonStringEnumMemberName("corner")] Corner,
}

/// <summary>The point that an image is rotated about.</summary>
public enum RotationCentre
{
    /// <summary>The image's centre, ((w−1)/2, (h−1)/2).</summary>
    [JsonStringEnumMemberName("centre")] Centre,

    /// <summary>(w/2, h/2), half a pixel off: what semseg gives to OpenCV.</summary>
    [JsonStringEnumMemberName("opencv")] OpenCv,
}

/// <summary>Random changes of the training images.</summary>
public sealed record AugmentationSettings
{
    /// <summary>In which order images are changed.</summary>
    [Setting("Order of the changes: the reference's (mirror, scale, rotate, crop) or semseg's (scale, rotate, blur, mirror, crop).")]
    public AugmentationOrder Order { get; init; } = AugmentationOrder.Reference;

    /// <summary>Colour jitter.</summary>
    [Setting("Colour jitter: none, the reference's (next to nothing), or one that works.")]
    public ColourJitter Jitter { get; init; } = ColourJitter.Reference;

    /// <summary>Mirror with probability ½.</summary>
    [Setting("Mirror with probability one half.")]
    public bool Mirror { get; init; } = true;

    /// <summary>Smallest random scale.</summary>
    [Setting("Smallest random scale.", Min = 0.05, Max = 10)]
    public double ScaleMin { get; init; } = 0.5;

    /// <summary>Largest random scale.</summary>
    [Setting("Largest random scale.", Min = 0.05, Max = 10)]
    public double ScaleMax { get; init; } = 2;

    /// <summary>Bilinear convention for images.</summary>
    [Setting("Bilinear convention for scaling the training images: half-pixel (OpenCV, Pillow) or TensorFlow 1's. Not what papers call the align_corners factor, which is network.resize.")]
    public ResizeConvention ImageResize { get; init; } = ResizeConvention.HalfPixel;

    /// <summary>Which pixel the nearest-neighbour scaling of labels takes.</summary>
    [Setting("Which pixel the nearest-neighbour scaling of training labels takes: the one under the centre, or OpenCV's and TensorFlow 1's.")]
    public NearestConvention LabelResize { get; init; } = NearestConvention.Centre;

    /// <summary>Rotation is drawn from ± this many degrees; 0 for none.</summary>
    [Setting("Random rotation of up to this many degrees either way; 0 for none.", Min = 0, Max = 180)]
    public double RotationDegrees { get; init; } = 10;

    /// <summary>Probability that an image is rotated at all.</summary>
    [Setting("Probability that an image is rotated at all: 1 in the reference, 0.5 in semseg.", Min = 0, Max = 1)]
    public double RotationProbability { get; init; } = 1;

    /// <summary>The point that an image is rotated about.</summary>
    [Setting("Point that images are rotated about: their centre, or half a pixel off as semseg has it.")]
    public RotationCentre RotationCentre { get; init; } = RotationCentre.Centre;

    /// <summary>Probability of a 5×5 blur, (1, 4, 6, 4, 1)/16 along rows and columns, in semseg's order only.</summary>
    [Setting("Probability of OpenCV's 5×5 Gaussian blur; semseg's order only, 0.5 there.", Min = 0, Max = 1)]
    public double BlurProbability { get; init; }
}
