namespace Experiments.Data.Model;

/// <summary>
/// A point that an attempt wrote past the checkpoint from which a later one went on: the work that it speaks of was lost with
/// its attempt and done again. Kept as history, in no curve.
/// </summary>
public sealed class SupersededPoint
{
    /// <summary>Curve.</summary>
    public long SeriesId { get; set; }

    /// <summary>Curve.</summary>
    public MetricSeries? Series { get; set; }

    /// <summary>Iteration.</summary>
    public int Step { get; set; }

    /// <summary>Attempt that wrote it.</summary>
    public int AttemptNumber { get; set; }

    /// <summary>Its place in that attempt's journal.</summary>
    public long Sequence { get; set; }

    /// <summary>The number when <see cref="Kind"/> is finite, else null.</summary>
    public double? Value { get; set; }

    /// <summary>Which number it is.</summary>
    public PointKind Kind { get; set; }
}
