using System.Runtime.InteropServices;
using Experiments.Data.Model;

namespace Experiments.Data.Metrics;

/// <summary>
/// Equal stretches of steps, so that a curve keeps its shape where its points lie unevenly. Curves that are read on one grid can be put
/// together stretch by stretch.
/// </summary>
/// <param name="First">First step of the first stretch.</param>
/// <param name="Width">Steps a stretch, at least 1; 1 leaves every point by itself.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CurveGrid(long First, long Width)
{
    /// <summary>A grid over some curves with at most so many stretches.</summary>
    /// <param name="curves">What the curves come to; at least one.</param>
    /// <param name="maxPoints">At most this many stretches, at least 1.</param>
    public static CurveGrid Of(IReadOnlyCollection<SeriesSummary> curves, int maxPoints)
    {
        ArgumentNullException.ThrowIfNull(curves);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPoints, 1);
        long first = curves.Min(c => c.FirstStep);
        return new CurveGrid(first, curves.All(c => c.Points <= maxPoints) ? 1 : ((curves.Max(c => c.LastStep) - first) / maxPoints) + 1);
    }

    /// <summary>The stretch of a step, from 0.</summary>
    public long IndexOf(int step) => (step - First) / Width;
}
