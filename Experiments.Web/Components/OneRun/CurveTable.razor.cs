using Experiments.Data.Metrics;
using Experiments.Data.Model;
using Experiments.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>What each curve of a run comes to: its newest value and its extremes, each with its step.</summary>
public partial class CurveTable
{
    /// <summary>The curves, in order.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<CurveSummary> Curves { get; set; } = [];

    private static string Newest(SeriesSummary summary) => summary.LastKind switch
    {
        PointKind.Finite => Show.Number(summary.LastValue),
        PointKind.NaN => "NaN",
        PointKind.PositiveInfinity => "∞",
        PointKind.NegativeInfinity => "−∞",
        _ => throw new InvalidOperationException($"No such kind of point: {summary.LastKind}."),
    };

    private static string Step(int? step) => step is { } known ? Show.Count(known) : Show.Nothing;
}
