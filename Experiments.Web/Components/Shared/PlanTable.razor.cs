using Experiments.Engine.Schema;
using Experiments.Web.Runs;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>The rows of a planned sweep, before anything runs.</summary>
public partial class PlanTable
{
    private const int MostRows = 200;

    /// <summary>The plan.</summary>
    [Parameter, EditorRequired]
    public SweepPlan Plan { get; set; } = new();

    private static bool IsScored(SweepRow row, Protocol protocol) => Scoring.Applies(Scoring.MetricOf(row.Configuration), protocol);
}
