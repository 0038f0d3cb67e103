using Experiments.Web.Components.Shared;
using Experiments.Web.Workers;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Who runs jobs, doing what, on which device, in which version; and who did.</summary>
public partial class WorkersPage
{
    private WorkersView? _workers;

    [Inject]
    private WorkersQuery Workers { get; set; } = null!;

    private string Summary => _workers is { } w
        ? $"{Show.Plural(w.Working.Count(x => x.Silence is null), "worker")} alive · {Show.Plural(w.Working.Sum(x => x.Jobs.Count), "job")} of {w.Slots} at a time"
        : "";

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _workers = await Workers.LoadAsync(cancellationToken);
}
