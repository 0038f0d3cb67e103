using Experiments.Engine.Schema;

namespace Experiments.Engine.Evaluation;

/// <summary>The size that a protocol resizes an image to at a scale; each rule rounds as the system that it is from.</summary>
public static class ScaledSize
{
    /// <summary>Height and width at a scale, each at least 1.</summary>
    /// <param name="protocol">Its base sizes count.</param>
    /// <param name="height">The image's height in pixels.</param>
    /// <param name="width">The image's width in pixels.</param>
    /// <param name="scale">The scale.</param>
    public static (int Height, int Width) Of(Protocol protocol, int height, int width, double scale)
    {
        var (longSide, shortSide) = (Math.Max(height, width), Math.Min(height, width));
        var (newLong, newShort) = (protocol.BaseLong, protocol.BaseShort) switch
        {
            // The reference: each side on its own, halves to even.
            (0, 0) => (Math.Round(longSide * scale), Math.Round(shortSide * scale)),
            (var toLong, 0) => LongSide(Math.Round(toLong * scale), longSide, shortSide),
            (0, var toShort) => ShortSide(Math.Round(toShort * scale), longSide, shortSide),
            var (toLong, toShort) => Within(Math.Truncate(toLong * scale), Math.Truncate(toShort * scale), longSide, shortSide),
        };
        var (first, second) = (Math.Max(1, (int)newLong), Math.Max(1, (int)newShort));
        return height > width ? (first, second) : (second, first);
    }

    /// <summary>semseg: the long side as given, the other in proportion, halves to even.</summary>
    private static (double Long, double Short) LongSide(double target, int longSide, int shortSide) => (target, Math.Round(target / longSide * shortSide));

    /// <summary>torchvision: the short side as given, the other in proportion, rounded down.</summary>
    private static (double Long, double Short) ShortSide(double target, int longSide, int shortSide) => (Math.Floor(target * longSide / shortSide), target);

    /// <summary>MMSegmentation: the largest size of the image's shape within both bounds, halves up.</summary>
    private static (double Long, double Short) Within(double toLong, double toShort, int longSide, int shortSide)
    {
        var factor = Math.Min(toLong / longSide, toShort / shortSide);
        return (Math.Floor((longSide * factor) + 0.5), Math.Floor((shortSide * factor) + 0.5));
    }
}
