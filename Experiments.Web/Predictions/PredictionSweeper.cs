namespace Experiments.Web.Predictions;

/// <summary>Forgets images that were brought to be predicted once they are old, whether or not others follow.</summary>
/// <param name="files">Images and predictions.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
public sealed class PredictionSweeper(PredictionFiles files, TimeProvider time, ILogger<PredictionSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Sweep();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends, or could not start.
        }
    }

    private void Sweep()
    {
        try
        {
            files.Sweep();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning(e, "Old predictions could not be removed; trying again in an hour");
        }
    }
}
