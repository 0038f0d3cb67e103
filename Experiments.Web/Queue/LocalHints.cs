using Experiments.Data.Jobs;
using Experiments.Web.Hosting;
using Hangfire;

namespace Experiments.Web.Queue;

/// <summary>
/// Hints within this process, the only one that runs jobs of its database. Only as many are out as jobs can run, by priority and then the oldest job
/// first, so that a run's evaluations, which become claimable late, still come before the next run's training and the table fills row by row.
/// </summary>
public sealed class LocalHints(JobStore jobs, IBackgroundJobClient queue, QueueSignal signal, ExperimentsSettings settings) : IJobHints
{
    /// <inheritdoc/>
    public async Task GiveAsync(CancellationToken cancellationToken)
    {
        if (signal.Hinted >= settings.Concurrency) return;
        foreach (var jobId in await jobs.QueuedIdsAsync(settings.Queues, cancellationToken))
        {
            if (signal.Hinted >= settings.Concurrency) return;
            if (signal.TryHint(jobId)) queue.Enqueue<JobRunner>(r => r.RunAsync(jobId, CancellationToken.None));
        }
    }
}
