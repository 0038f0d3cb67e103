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

/// <summary>One point of a curve, of the work that counts: what a later attempt did again is a <see cref="SupersededPoint"/>.</summary>
public sealed class MetricPoint
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
