using Experiments.Data.Datasets;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>The registered data sets, each with what its last check said.</summary>
public partial class DatasetsPage
{
    private IReadOnlyList<DatasetRow>? _datasets;

    [Inject]
    private DatasetStore Datasets { get; set; } = null!;

    [Inject]
    private DatasetCheckStore Checks { get; set; } = null!;

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _datasets = await Datasets.ListAsync(cancellationToken);

    private async Task CheckAsync(long dataset)
    {
        await Checks.RequestAsync(dataset, Gone);
        await LoadAsync(Gone);
    }

    private async Task CancelAsync(long check)
    {
        await Checks.CancelAsync(check, Gone);
        await LoadAsync(Gone);
    }
}
