using Experiments.Web.Datasets;
using Experiments.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>One data set: whether it is sound, what is wrong and what to do, what is in it.</summary>
public partial class OneDatasetPage
{
    private long _shown;
    private DatasetView? _view;
    private bool _missing;
    private bool _forgetting;

    /// <summary>The data set.</summary>
    [Parameter]
    public long DatasetId { get; set; }

    [Inject]
    private DatasetViewQuery Views { get; set; } = null!;

    [Inject]
    private DatasetActions Actions { get; set; } = null!;

    [Inject]
    private ExperimentsSettings Site { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override TimeSpan Every => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (id, isLatest) = (DatasetId, BeginReading());
        // What was asked of one data set is not asked of the next.
        if (_shown != id) (_shown, Refused, _forgetting) = (id, null, false);
        var view = await Views.FindAsync(id, _view?.Row.DatasetId == id ? _view : null, cancellationToken);
        if (isLatest()) (_view, _missing) = (view, view is null);
    }

    private static string SweepUrl(DatasetView view) => Urls.NewSweepFrom(DatasetSettings.ToSweep(view.Row.Name, DatasetSettings.Read(view.Row.SettingsJson)));

    /// <summary>The sweep form with the list of faulty images left out; null where there is none, nothing would be left, or a list is given already.</summary>
    private string? WithoutFaulty(DatasetView view)
    {
        const string key = "data.leaveOut";
        var settings = DatasetSettings.Read(view.Row.SettingsJson);
        if (view.Report is not { } report || report.Subsets.Any(s => s.Readable == 0 || report.Faulty.Count(f => f.Subset == s.Subset) >= s.Images)) return null;
        if (view.Row.Reported is not { FaultyImages: > 0 } check || view.IsOutdated || settings.ContainsKey(key)) return null;
        var file = Path.Combine(Site.RunsFolder, check.Folder, CheckFolder.LeaveOut);
        return Urls.NewSweepFrom(DatasetSettings.ToSweep(view.Row.Name, new Dictionary<string, string>(settings) { [key] = file }));
    }

    private Task CheckAsync(long dataset) => ActAsync(async () =>
    {
        await Actions.CheckAsync(dataset, Gone);
        await LoadAsync(Gone);
    });

    private Task CancelAsync(long check) => ActAsync(async () =>
    {
        await Actions.CancelCheckAsync(check, Gone);
        await LoadAsync(Gone);
    });

    private Task ForgetAsync(long dataset) => ActAsync(async () =>
    {
        await Actions.ForgetAsync(dataset, Gone);
        Navigation.NavigateTo(Urls.Datasets);
    });
}
