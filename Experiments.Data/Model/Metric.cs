namespace Experiments.Data.Model;

/// <summary>A curve of a job, such as <c>train/loss</c>. Its key is stored once, not with every point.</summary>
public sealed class MetricSeries
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Job.</summary>
    public long JobId { get; set; }

    /// <summary>Job.</summary>
    public Job? Job { get; set; }

    /// <summary>Name, for example <c>train/loss</c>, <c>validation/miou</c>.</summary>
    public required string Key { get; set; }
}

/// <summary>What an attempt measured at a step.</summary>
public abstract class CurvePoint
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

/// <summary>One point of a curve, of the work that counts.</summary>
public sealed class MetricPoint : CurvePoint;

/// <summary>
/// A point that an attempt journalled after the checkpoint from which a later one went on: the work that it speaks of was lost with
/// its attempt and done again. Kept as history, in no curve.
/// </summary>
public sealed class SupersededPoint : CurvePoint;
