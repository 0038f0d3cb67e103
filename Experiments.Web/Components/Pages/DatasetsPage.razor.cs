using Experiments.Data.Datasets;
using Experiments.Web.Datasets;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>The registered data sets, each with what its last check said.</summary>
public partial class DatasetsPage
{
    private IReadOnlyList<DatasetRow>? _datasets;

    [Inject]
    private DatasetViewQuery Datasets { get; set; } = null!;

    [Inject]
    private DatasetActions Actions { get; set; } = null!;

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _datasets = await Datasets.ListAsync(cancellationToken);

    private async Task CheckAsync(long dataset)
    {
        await Actions.CheckAsync(dataset, Gone);
        await LoadAsync(Gone);
    }

    private async Task CancelAsync(long check)
    {
        await Actions.CancelCheckAsync(check, Gone);
        await LoadAsync(Gone);
    }
}
