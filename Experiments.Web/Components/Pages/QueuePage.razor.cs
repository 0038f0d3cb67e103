using Experiments.Data.Jobs;
using Experiments.Web.Sweeps;
using Experiments.Web.Workers;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>What runs, what is queued, what waits for what, what ended.</summary>
public partial class QueuePage
{
    private const int MostRecent = 30;

    // Of what does not run: a sweep may have ten thousand jobs, and nobody reads as many lines.
    private const int MostOfEach = 100;

    private QueueHead? _queue;
    private IReadOnlyDictionary<string, int> _unserved = new Dictionary<string, int>();

    [Inject]
    private WorkersQuery Workers { get; set; } = null!;

    [Inject]
    private JobQueries Jobs { get; set; } = null!;

    [Inject]
    private RunActions Actions { get; set; } = null!;

    protected override TimeSpan Every => TimeSpan.FromSeconds(1);

    private string Summary => _queue is { } q
        ? $"{q.First.Running.Count} running · {Shared.Show.Count(q.Queued)} queued · {Shared.Show.Count(q.Waiting)} waiting{(q.Paused > 0 ? $" · {Shared.Show.Count(q.Paused)} paused" : "")}"
        : "";

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var queue = await Jobs.HeadAsync(MostOfEach, MostRecent, cancellationToken);
        _unserved = await Workers.UnservedAsync(cancellationToken);
        _queue = queue;
    }

    private Task CancelJobAsync(JobRow job) => ThenLoadAsync(Actions.CancelJobAsync(job.JobId, Gone));

    private Task PauseJobAsync(JobRow job) => ThenLoadAsync(Actions.PauseJobAsync(job.JobId, Gone));

    private Task ResumeJobAsync(JobRow job) => ThenLoadAsync(Actions.ResumeJobsAsync([job.JobId], Gone));

    private Task ResumeAllAsync() => ThenLoadAsync(ResumePausedAsync());

    /// <summary>All that are paused, those that are not shown too.</summary>
    private async Task ResumePausedAsync() => await Actions.ResumeJobsAsync(await Jobs.PausedIdsAsync(Gone), Gone);

    private Task MoveAsync((JobRow Job, bool First) move) => ThenLoadAsync(Actions.MoveRunAsync(move.Job.RunId, move.First, Gone));

    private Task ThenLoadAsync(Task action) => ActAsync(async () =>
    {
        await action;
        await LoadAsync(Gone);
    });
}
