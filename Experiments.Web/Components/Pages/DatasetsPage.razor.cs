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

    private Task CheckAsync(long dataset) => ThenLoadAsync(() => Actions.CheckAsync(dataset, Gone));

    private Task CancelAsync(long check) => ThenLoadAsync(() => Actions.CancelCheckAsync(check, Gone));

    private Task ThenLoadAsync(Func<Task> act) => ActAsync(async () =>
    {
        await act();
        await LoadAsync(Gone);
    });
}
