using Experiments.Data.Statistics;

namespace Experiments.Data.Metrics;

/// <summary>What a band around the mean of several curves shows.</summary>
public enum BandKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>One sample standard deviation (n − 1) to either side: how the runs spread.</summary>
    StandardDeviation,

    /// <summary>Student's t interval of the mean at 95 %: where the mean of other seeds may lie.</summary>
    Interval,
}

/// <summary>The mean of several curves over one stretch of steps.</summary>
/// <param name="Step">Last step of the stretch.</param>
/// <param name="Mean">Mean of the curves' means; null where one of them is not a number.</param>
/// <param name="Low">Lower edge of the band; null where there is none.</param>
/// <param name="High">Upper edge of the band.</param>
/// <param name="NotFinite">Points of the stretch, of all curves, that are NaN or infinite.</param>
public sealed record BandPoint(int Step, double? Mean, double? Low, double? High, int NotFinite);

/// <summary>The mean of curves of repeats, with a band.</summary>
public static class GroupCurve
{
    /// <summary>
    /// Mean and band over the stretches that <em>every</em> curve has: a mean that loses a run on its way would jump for no reason of the
    /// training's. A stretch in which a run has no finite value has no mean: nothing is averaged around it.
    /// </summary>
    /// <param name="curves">Curves, read on <paramref name="grid"/>; curves without a point are left out.</param>
    /// <param name="grid">Their grid.</param>
    /// <param name="band">What the band shows; there is none for fewer than two curves.</param>
    public static IReadOnlyList<BandPoint> Of(IReadOnlyList<IReadOnlyList<SeriesBucket>> curves, CurveGrid grid, BandKind band)
    {
        ArgumentNullException.ThrowIfNull(curves);
        var some = curves.Where(c => c.Count > 0).ToList();
        if (some.Count == 0) return [];
        var others = some.Skip(1).Select(c => c.ToDictionary(b => grid.IndexOf(b.Step))).ToList();
        var points = new List<BandPoint>(some[0].Count);
        foreach (var bucket in some[0])
        {
            var all = new List<SeriesBucket>(some.Count) { bucket };
            foreach (var other in others)
            {
                if (other.TryGetValue(grid.IndexOf(bucket.Step), out var same)) all.Add(same);
            }

            if (all.Count == some.Count) points.Add(Join(all, band));
        }

        return points;
    }

    private static BandPoint Join(List<SeriesBucket> buckets, BandKind band)
    {
        var (step, notFinite) = (buckets.Max(b => b.Step), buckets.Sum(b => b.NotFinite));
        if (buckets.Any(b => b.Mean is null)) return new BandPoint(step, null, null, null, notFinite);
        var over = SeedStatistics.Of([.. buckets.Select(b => b.Mean!.Value)]);
        var (low, high) = band switch
        {
            BandKind.None => (null, null),
            BandKind.StandardDeviation => (over.Mean - over.StandardDeviation, over.Mean + over.StandardDeviation),
            BandKind.Interval => over.IntervalOfMean() is { } interval ? (interval.Low, interval.High) : ((double?)null, (double?)null),
            _ => throw new ArgumentOutOfRangeException(nameof(band), band, "No such band."),
        };
        return new BandPoint(step, over.Mean, low, high, notFinite);
    }
}
