using Experiments.Engine.Schema;
using Experiments.Web.Components.Shared;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.SweepBuilder;

/// <summary>What queueing a sweep would mean: runs, jobs, pull, time, and what still stands in the way.</summary>
public partial class PlanPanel
{
    /// <summary>The plan.</summary>
    [Parameter, EditorRequired]
    public SweepPlan Plan { get; set; } = new();

    /// <summary>The time it will take; null while unknown.</summary>
    [Parameter]
    public SweepEstimate? Estimate { get; set; }

    /// <summary>Whether the files are being looked at.</summary>
    [Parameter]
    public bool Checking { get; set; }

    /// <summary>Whether it is being queued.</summary>
    [Parameter]
    public bool Queueing { get; set; }

    /// <summary>Why queueing failed.</summary>
    [Parameter]
    public string? Failure { get; set; }

    /// <summary>When it is to be queued.</summary>
    [Parameter]
    public EventCallback OnQueue { get; set; }

    /// <summary>When the field of a problem is to be gone to, by its key.</summary>
    [Parameter]
    public EventCallback<string> OnGoTo { get; set; }

    private string ButtonText => Queueing ? "Queueing…" : Plan.RunCount == 0 ? "Queue" : Plan.MissingCount == 0 ? "Make the table" : $"Queue {Show.Plural(Plan.MissingCount, "run")}";

    private string PullRange
    {
        get
        {
            if (Plan.Rows.Count == 0) return Show.Nothing;
            var pulls = Plan.Rows.Select(r => Pull.Of(r.Configuration)).Where(double.IsFinite).ToList();
            if (pulls.Count == 0) return Show.Nothing;
            var (low, high) = (Show.Number(pulls.Min()), Show.Number(pulls.Max()));
            return low == high ? low : $"{low} to {high}";
        }
    }
}
