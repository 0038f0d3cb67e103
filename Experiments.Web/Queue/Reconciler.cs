using Experiments.Data.Jobs;
using Experiments.Web.Hosting;
using Hangfire;

namespace Experiments.Web.Queue;

/// <summary>
/// Puts claimable jobs into the queue: at the start all that the queue (kept in memory) has forgotten, then at once when
/// woken, and every few seconds in any case. Only as many hints are out as jobs can run, by priority and then the oldest job first, so that a
/// run's evaluations, which become claimable late, still come before the next run's training and the table fills row
/// by row.
/// </summary>
public sealed class Reconciler(
    JobStore jobs, IBackgroundJobClient queue, QueueSignal signal, ExperimentsSettings settings, IHostApplicationLifetime lifetime, ILogger<Reconciler> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        // Nothing is claimed before the site is up: an address in use must end the program without having touched a job.
        if (!await lifetime.StartedAsync(stopping.Token)) return;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await HintAsync(stopping.Token);
                await signal.WaitAsync(LookEvery, stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogError(e, "The queue could not be compared with the database; trying again.");
                await Task.WhenAny(Task.Delay(LookEvery, stopping.Token));
            }
        }
    }

    private async Task HintAsync(CancellationToken cancellationToken)
    {
        if (signal.Hinted >= settings.Concurrency) return;
        foreach (var jobId in await jobs.QueuedIdsAsync(cancellationToken))
        {
            if (signal.Hinted >= settings.Concurrency) return;
            if (signal.TryHint(jobId)) queue.Enqueue<JobRunner>(r => r.RunAsync(jobId, CancellationToken.None));
        }
    }
}
