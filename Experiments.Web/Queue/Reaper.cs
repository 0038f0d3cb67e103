using Experiments.Data.Jobs;
using Experiments.Web.Hosting;

namespace Experiments.Web.Queue;

/// <summary>Returns jobs whose worker fell silent to the queue, by the rule of <see cref="JobReaper"/>.</summary>
public sealed class Reaper(
    JobReaper reaper, QueueSignal signal, ExperimentsSettings settings, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Reaper> logger)
    : BackgroundService
{
    private const int LooksPerLease = 4;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await lifetime.StartedAsync(stoppingToken)) return;
        reaper.Lease = TimeSpan.FromSeconds(settings.LeaseSeconds);
        using var timer = new PeriodicTimer(reaper.Lease / LooksPerLease, time);
        do
        {
            try
            {
                var reaped = await reaper.ReapAsync(stoppingToken);
                foreach (var jobId in reaped.Requeued) logger.LogWarning("Job {JobId} lost its worker and is back in the queue.", jobId);
                foreach (var jobId in reaped.Failed) logger.LogError("Job {JobId} lost its worker too often and has failed.", jobId);
                if (reaped.Requeued.Count > 0) signal.Wake();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogError(e, "The reaper could not look at the jobs; trying again.");
            }
        }
        while (await Ticked(timer, stoppingToken));
    }

    private static async Task<bool> Ticked(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
