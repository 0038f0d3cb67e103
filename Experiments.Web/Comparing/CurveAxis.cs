namespace Experiments.Web.Comparing;

/// <summary>What curves run along.</summary>
public enum CurveAxis
{
    /// <summary>Iterations.</summary>
    Iteration,

    /// <summary>Passes over the training images, where their number is known.</summary>
    Epoch,

    /// <summary>Seconds that the job has run, over all its attempts.</summary>
    Time,
}

/// <summary>Kinds of plots of many runs.</summary>
public enum PlotKind
{
    /// <summary>A metric or setting against another.</summary>
    Scatter,

    /// <summary>Settings and a metric side by side, a line a run.</summary>
    Parallel,

    /// <summary>A metric by the values of a setting, or by group.</summary>
    Box,
}
