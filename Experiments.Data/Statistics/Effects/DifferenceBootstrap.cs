namespace Experiments.Data.Statistics.Effects;

/// <summary>
/// A bootstrap interval of mean mIoU(A) − mean mIoU(B), paired by seed and by image. With at least
/// <see cref="ImageBootstrap.FewestSeeds"/> pairs it resamples seeds and images (the two levels crossed; Davison and Hinkley 1997,
/// section 3.8, percentile), else images alone (BCa, Efron 1987), and the interval says so. Images are taken to be independent; resampled seeds spread by
/// (n − 1)/n less than new ones would, which eight leave noticeable.
/// </summary>
/// <param name="Interval">The interval; null for fewer than <see cref="ImageBootstrap.FewestImages"/> images.</param>
/// <param name="Note">What was not resampled or why there is no interval, a sentence; null where both levels were.</param>
public sealed record DifferenceBootstrap(Interval? Interval, string? Note)
{
    /// <summary>Resamples.</summary>
    /// <param name="a">Counts of A's networks, one a seed.</param>
    /// <param name="b">Counts of B's networks of the same seeds in the same order.</param>
    /// <param name="options">Number of resamples, level, seed, absent classes.</param>
    /// <exception cref="ArgumentException">There are no pairs, or the networks were not scored on the same images and classes.</exception>
    public static DifferenceBootstrap Of(IReadOnlyList<ClassSums> a, IReadOnlyList<ClassSums> b, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Count == 0 || a.Count != b.Count) throw new ArgumentException($"{a.Count} networks of one method and {b.Count} of the other are no pairs.", nameof(b));
        var both = a.Count >= ImageBootstrap.FewestSeeds;
        var interval = both ? ImageBootstrap.OverSeedsAndImages(a, b, options) : ImageBootstrap.OfDifference(a, b, options);
        if (interval is null) return new DifferenceBootstrap(null, $"{a[0].Images} images are too few to resample: it takes {ImageBootstrap.FewestImages}.");
        return new DifferenceBootstrap(interval, both
            ? null
            : $"It covers other images for these networks, not other seeds: {(a.Count == 1 ? "1 seed is" : $"{a.Count} seeds are")} too few to resample, it takes {ImageBootstrap.FewestSeeds}.");
    }
}
