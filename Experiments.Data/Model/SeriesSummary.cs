namespace Experiments.Data.Model;

/// <summary>
/// What a curve comes to: its newest value, its extremes, its extent. Lists read it instead of the points. It is written in the
/// transaction that writes the points and always says what a scan of <see cref="MetricPoint"/> would; a curve without points has none.
/// </summary>
public sealed class SeriesSummary
{
    /// <summary>Curve.</summary>
    public long SeriesId { get; set; }

    /// <summary>Curve.</summary>
    public MetricSeries? Series { get; set; }

    /// <summary>Number of its points, those that are not finite too; at least 1.</summary>
    public int Points { get; set; }

    /// <summary>How many of them are NaN or infinite.</summary>
    public int NotFinite { get; set; }

    /// <summary>Smallest step.</summary>
    public int FirstStep { get; set; }

    /// <summary>Largest step.</summary>
    public int LastStep { get; set; }

    /// <summary>Value at the largest step; null when it is not finite.</summary>
    public double? LastValue { get; set; }

    /// <summary>Which number that value is.</summary>
    public PointKind LastKind { get; set; }

    /// <summary>Smallest finite value; null when there is none.</summary>
    public double? MinValue { get; set; }

    /// <summary>First step that has it.</summary>
    public int? MinStep { get; set; }

    /// <summary>Largest finite value; null when there is none.</summary>
    public double? MaxValue { get; set; }

    /// <summary>First step that has it.</summary>
    public int? MaxStep { get; set; }
}
