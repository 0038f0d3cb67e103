using System.Globalization;
using Experiments.Engine.Schema;
using Experiments.Web.Evaluations;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Scores every run of a sweep under a further protocol.</summary>
public partial class EvaluateSweepPage
{
    private IReadOnlyList<long>? _runs;
    private string? _problem;

    /// <summary>The sweep.</summary>
    [Parameter]
    public long SweepId { get; set; }

    [Inject]
    private EvaluationPlanner Planner { get; set; } = null!;

    private string Number => SweepId.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        try
        {
            (_runs, _problem) = (await Planner.RunsOfSweepAsync(SweepId), null);
        }
        catch (UsageException e)
        {
            (_runs, _problem) = (null, e.Message);
        }
    }
}
