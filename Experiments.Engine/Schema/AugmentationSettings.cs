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

/// <summary>
/// Random changes of the training images, in the reference's order: colour jitter, mean subtraction, mirror, scale,
/// rotation, pad, crop.
/// </summary>
public sealed record AugmentationSettings
{
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

    /// <summary>Rotation is drawn from ± this many degrees; 0 for none.</summary>
    [Setting("Random rotation of up to this many degrees either way; 0 for none.", Min = 0, Max = 180)]
    public double RotationDegrees { get; init; } = 10;
}
