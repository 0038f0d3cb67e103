using Experiments.Data.Jobs;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>What runs, what is queued, what waits for what, what ended.</summary>
public partial class QueuePage
{
    private const int MostRecent = 30;
    private QueueView? _queue;

    [Inject]
    private JobQueries Jobs { get; set; } = null!;

    [Inject]
    private RunActions Actions { get; set; } = null!;

    protected override TimeSpan Every => TimeSpan.FromSeconds(1);

    private string Summary => _queue is { } q
        ? $"{q.Running.Count} running · {q.Queued.Count} queued · {q.Waiting.Count} waiting"
        : "";

    protected override async Task LoadAsync(CancellationToken cancellationToken) =>
        _queue = await Jobs.QueueAsync(MostRecent, cancellationToken);

    private async Task CancelJobAsync(JobRow job)
    {
        await Actions.CancelJobAsync(job.JobId, Gone);
        await LoadAsync(Gone);
    }
}
