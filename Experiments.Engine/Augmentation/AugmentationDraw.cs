using Experiments.Engine.Schema;

namespace Experiments.Engine.Augmentation;

/// <summary>
/// All chance in the augmentation of one image, drawn before anything is done. Every value is a uniform draw from
/// [0, 1), always drawn, in the order of the properties, whatever is switched off: two configurations with the same
/// seed see the same crops. A new value is drawn after all others, so that those stay what they were.
/// </summary>
/// <param name="Mirror">Mirrored when below ½.</param>
/// <param name="Scale">Where between the smallest and the largest scale.</param>
/// <param name="Rotation">Where between −degrees and +degrees.</param>
/// <param name="Top">Where the crop starts among the rows that it can start at.</param>
/// <param name="Left">Where the crop starts among the columns.</param>
/// <param name="Brightness">Where in the jitter's range of brightness.</param>
/// <param name="Contrast">Where in the jitter's range of contrast.</param>
/// <param name="Saturation">Where in the jitter's range of saturation.</param>
/// <param name="RotationGate">Rotated at all when below the probability of it.</param>
/// <param name="BlurGate">Blurred when below the probability of it.</param>
public sealed record AugmentationDraw(
    double Mirror, double Scale, double Rotation, double Top, double Left, double Brightness, double Contrast, double Saturation,
    double RotationGate, double BlurGate)
{
    /// <summary>The draw of one place in a run.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="iteration">Iteration, from 0.</param>
    /// <param name="position">Position in the batch.</param>
    public static AugmentationDraw For(int seed, int iteration, int position) =>
        From(Chance.For(seed, ChancePurpose.Augmentation, iteration, position));

    /// <summary>The next draw of a generator: ten values.</summary>
    /// <param name="chance">Generator.</param>
    public static AugmentationDraw From(ChanceGenerator chance)
    {
        ArgumentNullException.ThrowIfNull(chance);
        var mirror = chance.NextDouble();
        var scale = chance.NextDouble();
        var rotation = chance.NextDouble();
        var top = chance.NextDouble();
        var left = chance.NextDouble();
        var brightness = chance.NextDouble();
        var contrast = chance.NextDouble();
        var saturation = chance.NextDouble();
        var rotationGate = chance.NextDouble();
        return new AugmentationDraw(
            mirror, scale, rotation, top, left, brightness, contrast, saturation, rotationGate, BlurGate: chance.NextDouble());
    }

    /// <summary>Whether the image is mirrored.</summary>
    public bool IsMirrored(AugmentationSettings settings) => settings.Mirror && Mirror < 0.5;

    /// <summary>The scale.</summary>
    public double ScaleOf(AugmentationSettings settings) => settings.ScaleMin + ((settings.ScaleMax - settings.ScaleMin) * Scale);

    /// <summary>The rotation in degrees; positive turns the picture counter-clockwise, 0 leaves it.</summary>
    public double DegreesOf(AugmentationSettings settings) =>
        RotationGate < settings.RotationProbability ? settings.RotationDegrees * ((2 * Rotation) - 1) : 0;

    /// <summary>Whether the image is blurred; only semseg's order has a blur.</summary>
    public bool IsBlurred(AugmentationSettings settings) =>
        settings.Order == AugmentationOrder.Semseg && BlurGate < settings.BlurProbability;
}
