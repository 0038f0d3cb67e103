using Experiments.Data.Datasets;
using Experiments.Web.Components.Shared;
using Experiments.Web.Datasets;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>The registered data sets, each with what its last check said.</summary>
public partial class DatasetsPage
{
    private IReadOnlyList<DatasetRow>? _datasets;
    private string? _problem;

    [Inject]
    private DatasetViewQuery Datasets { get; set; } = null!;

    [Inject]
    private DatasetActions Actions { get; set; } = null!;

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _datasets = await Datasets.ListAsync(cancellationToken);

    private Task CheckAsync(long dataset) => ActAsync(() => Actions.CheckAsync(dataset, Gone));

    private Task CancelAsync(long check) => ActAsync(() => Actions.CancelCheckAsync(check, Gone));

    private async Task ActAsync(Func<Task> act)
    {
        try
        {
            await act();
            _problem = null;
            await LoadAsync(Gone);
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            _problem = ActProblem.Of(e);
        }
    }
}
