using Experiments.Data.Model;
using Experiments.Data.Workers;
using Experiments.Web.Hosting;
using Experiments.Web.Queue;

namespace Experiments.Web.Workers;

/// <summary>Puts this process among the workers and says, on a timer of its own, that it lives. A worker ends in order when the site has become another version.</summary>
public sealed class WorkerPresence(
    WorkerStore workers, ProgramVersion version, WorkerRole role, ExperimentsSettings settings, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<WorkerPresence> logger)
    : BackgroundService
{
    private const int BeatsPerLease = 6;
    private long? _id;
    private string? _refusal;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the queue starts to take anything, so that a worker that runs a job is on record.
        _id = await workers.RegisterAsync(version.Self(role.IsSite), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await lifetime.StartedAsync(stoppingToken)) return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds((double)settings.LeaseSeconds / BeatsPerLease), time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await workers.BeatAsync(_id!.Value, stoppingToken);
                if (!role.IsSite && _refusal is null && (_refusal = await version.RefusalAsync(stoppingToken)) is { } refusal)
                {
                    logger.LogError("{Refusal}", refusal);
                    lifetime.StopApplication();
                }

                await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogWarning(e, "The database did not hear that this worker lives; trying again.");
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken));
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_id is not { } id) return;
        try
        {
            await workers.EndAsync(id, _refusal is null ? WorkerState.Left : WorkerState.Refused, _refusal ?? "It was told to stop.", cancellationToken);
        }
        catch (Exception e)
        {
            // It is given up after a while.
            logger.LogWarning(e, "The database did not hear that this worker ends.");
        }
    }
}

/// <summary>What this process is.</summary>
/// <param name="IsSite">Whether it shows pages.</param>
public sealed record WorkerRole(bool IsSite);
