namespace Experiments.Data.Model;

/// <summary>A curve of a job, such as <c>train/loss</c>. Its key is stored once, not with every point.</summary>
public sealed class MetricSeries
{
    /// <summary>
    /// What the names of series begin with that say what a process used. Their steps are seconds that the job has run, over all its attempts: work that
    /// is done again does not undo them, and they are no part of what two runs are compared by.
    /// </summary>
    public const string SystemPrefix = "system/";

    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Job.</summary>
    public long JobId { get; set; }

    /// <summary>Job.</summary>
    public Job? Job { get; set; }

    /// <summary>Name, for example <c>train/loss</c>, <c>validation/miou</c>.</summary>
    public required string Key { get; set; }

    /// <summary>What it comes to; null while it has no points.</summary>
    public SeriesSummary? Summary { get; set; }
}

/// <summary>What an attempt measured at a step.</summary>
public abstract class CurvePoint
{
    /// <summary>Curve.</summary>
    public long SeriesId { get; set; }

    /// <summary>Curve.</summary>
    public MetricSeries? Series { get; set; }

    /// <summary>Iteration; see <see cref="MetricSeries.SystemPrefix"/> for series where it is a second.</summary>
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
