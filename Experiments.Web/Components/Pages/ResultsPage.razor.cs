using Experiments.Data.Results;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Every results grid, the published table first.</summary>
public partial class ResultsPage
{
    private IReadOnlyList<GridSummary>? _grids;
    private IReadOnlyDictionary<long, SweepProgress> _progress = new Dictionary<long, SweepProgress>();

    [Inject]
    private GridQuery Grids { get; set; } = null!;

    [Inject]
    private SweepProgressQuery Progress { get; set; } = null!;

    protected override TimeSpan Every => TimeSpan.FromSeconds(2);

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var grids = await Grids.ListAsync(cancellationToken);
        _progress = await Progress.OfAsync([.. grids.Select(g => g.SweepId).OfType<long>()], cancellationToken);
        _grids = grids;
    }
}
