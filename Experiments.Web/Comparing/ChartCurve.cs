using Experiments.Data.Metrics;

namespace Experiments.Web.Comparing;

/// <summary>A curve as a chart draws it.</summary>
public sealed record ChartCurve
{
    /// <summary>What the legend calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Its place, by which it is hidden and shown.</summary>
    public int Slot { get; init; }

    /// <summary>Colour, 0 to 7.</summary>
    public int Colour { get; init; }

    /// <summary>Dashes and gaps, pixels; empty for a whole line.</summary>
    public IReadOnlyList<int> Dash { get; init; } = [];

    /// <summary>Whether it is drawn stronger than others.</summary>
    public bool Main { get; init; }

    /// <summary>Points stored.</summary>
    public int Total { get; init; }

    /// <summary>x and y, in order; y is null where it is no number.</summary>
    public IReadOnlyList<double?[]> Points { get; init; } = [];

    /// <summary>What the band shows; empty for the least and greatest of a long curve's stretches.</summary>
    public string BandName { get; init; } = "";

    /// <summary>x, lower and upper edge.</summary>
    public IReadOnlyList<double?[]> Band { get; init; } = [];

    /// <summary>x and how many points there are no numbers.</summary>
    public IReadOnlyList<double?[]> NotFinite { get; init; } = [];

    /// <summary>One run's curve along x: its stretches' means, their true extremes where it has more points than stretches.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="x">Where a step lies; what has no place is left out.</param>
    public static ChartCurve Of(SeriesView curve, Func<int, double?> x)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(x);
        var placed = curve.Points.Select(p => (X: x(p.Step), Point: p)).Where(p => p.X is not null).ToList();
        return new ChartCurve
        {
            Name = curve.Key,
            Total = curve.TotalPoints,
            Points = [.. placed.Select(p => new[] { p.X, p.Point.Mean })],
            Band = curve.TotalPoints == curve.Points.Count ? [] : [.. placed.Where(p => p.Point.Min is not null).Select(p => new[] { p.X, p.Point.Min, p.Point.Max })],
            NotFinite = [.. placed.Where(p => p.Point.NotFinite > 0).Select(p => new[] { p.X, p.Point.NotFinite })],
        };
    }

    /// <summary>The mean of a group along x, with its band.</summary>
    /// <param name="points">Mean and band.</param>
    /// <param name="band">What the band shows.</param>
    /// <param name="total">Points stored of all its curves.</param>
    /// <param name="x">Where a step lies; what has no place is left out.</param>
    public static ChartCurve Of(IReadOnlyList<BandPoint> points, BandKind band, int total, Func<int, double?> x)
    {
        var placed = points.Select(p => (X: x(p.Step), Point: p)).Where(p => p.X is not null).ToList();
        return new ChartCurve
        {
            Name = "",
            Total = total,
            Points = [.. placed.Select(p => new[] { p.X, p.Point.Mean })],
            BandName = NameOf(band),
            Band = [.. placed.Where(p => p.Point.Low is not null).Select(p => new[] { p.X, p.Point.Low, p.Point.High })],
            NotFinite = [.. placed.Where(p => p.Point.NotFinite > 0).Select(p => new[] { p.X, p.Point.NotFinite })],
        };
    }

    /// <summary>What a band shows, as a legend has room for.</summary>
    public static string NameOf(BandKind band) => band switch
    {
        BandKind.None => "",
        BandKind.StandardDeviation => "± 1 std",
        BandKind.Interval => "95 % t",
        _ => throw new ArgumentOutOfRangeException(nameof(band), band, "No such band."),
    };
}

/// <summary>What a chart is given.</summary>
/// <param name="X">Title of its x, with the unit.</param>
/// <param name="Seconds">Whether x is seconds.</param>
/// <param name="Notes">What is to be said beside it, sentences.</param>
/// <param name="Series">The curves.</param>
public sealed record ChartCurves(string X, bool Seconds, IReadOnlyList<string> Notes, IReadOnlyList<ChartCurve> Series)
{
    /// <summary>An axis' title.</summary>
    public static string TitleOf(CurveAxis axis) => axis switch
    {
        CurveAxis.Iteration => "iteration",
        CurveAxis.Epoch => "epoch (passes over the training images)",
        CurveAxis.Time => "time trained (h:mm:ss)",
        _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, "No such axis."),
    };
}
