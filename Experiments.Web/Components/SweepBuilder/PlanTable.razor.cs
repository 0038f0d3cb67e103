using Experiments.Web.Components.Shared;
using Experiments.Web.Runs;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.SweepBuilder;

/// <summary>The runs of a planned sweep, before anything runs: row by row, within a row seed by seed.</summary>
public partial class PlanTable
{
    private const int PageSize = 50;
    private int _page;

    /// <summary>The plan.</summary>
    [Parameter, EditorRequired]
    public SweepPlan Plan { get; set; } = new();

    private int Pages => (Plan.RunCount + PageSize - 1) / PageSize;

    /// <summary>The page shown: a plan that shrank has no later one.</summary>
    private int Page => Math.Clamp(_page, 0, Math.Max(0, Pages - 1));

    private IEnumerable<(SweepRow Row, int Seed, int Index)> Shown => Plan.Seeds.Count == 0
        ? []
        : Enumerable.Range(Page * PageSize, Math.Max(0, Math.Min(PageSize, Plan.RunCount - (Page * PageSize))))
            .Select(i => (Plan.Rows[i / Plan.Seeds.Count], Plan.Seeds[i % Plan.Seeds.Count], i));

    private string ScoredUnder(SweepRow row) =>
        string.Join(", ", Scoring.ProtocolsOf(row.Configuration, Plan.Protocols).Select(p => p.Name)) is { Length: > 0 } names ? names : Show.Nothing;
}
