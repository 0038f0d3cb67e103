using Experiments.Web.Hosting;

namespace Experiments.Web.Queue;

/// <summary>
/// Puts claimable jobs into the queue: at the start all that the queue has forgotten, then at once when woken, and every few seconds in any case.
/// </summary>
public sealed class Reconciler(IJobHints hints, QueueSignal signal, DiskWatch disk, IHostApplicationLifetime lifetime, ILogger<Reconciler> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

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
                if (disk.HasRoom) await hints.GiveAsync(stopping.Token);
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
}
