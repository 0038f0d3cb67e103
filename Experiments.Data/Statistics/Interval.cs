namespace Experiments.Data.Statistics;

/// <summary>What chance an interval speaks of.</summary>
public enum IntervalCoverage
{
    /// <summary>Other seeds on the same test images.</summary>
    Seeds,

    /// <summary>Other test images for the same trained networks.</summary>
    Images,

    /// <summary>Other seeds and other test images.</summary>
    SeedsAndImages,
}

/// <summary>A confidence interval.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">Nominal coverage, 0.95 for a 95 % interval.</param>
/// <param name="Covers">What it speaks of.</param>
public sealed record Interval(double Low, double High, double Level, IntervalCoverage Covers)
{
    /// <summary>The level of every interval that a page shows unasked: 95 %.</summary>
    public const double DefaultLevel = 0.95;

    /// <summary>Whether a value lies inside, the ends included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}
