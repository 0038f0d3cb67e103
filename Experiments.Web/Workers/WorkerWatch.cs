using Experiments.Data.Workers;
using Experiments.Web.Hosting;
using Experiments.Web.Queue;

namespace Experiments.Web.Workers;

/// <summary>Looks several times a lease at which workers live, for the workers' page and for the number of hints.</summary>
public sealed class WorkerWatch(WorkerSightings sightings, ExperimentsSettings settings, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<WorkerWatch> logger) : BackgroundService
{
    private const int LooksPerLease = 4;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await lifetime.StartedAsync(stoppingToken)) return;
        sightings.Lease = TimeSpan.FromSeconds(settings.LeaseSeconds);
        using var timer = new PeriodicTimer(sightings.Lease / LooksPerLease, time);
        try
        {
            do
            {
                try
                {
                    await sightings.LookAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    logger.LogWarning(e, "The workers could not be looked at; trying again.");
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The host goes down.
        }
    }
}
