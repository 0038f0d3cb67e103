using System.Globalization;
using Experiments.Data.Jobs;
using Experiments.Engine;
using Experiments.Web.Components.Shared;
using Experiments.Web.Queue;

namespace Experiments.Web.Hosting;

/// <summary>
/// Looks every few seconds whether the runs folder takes files and has room. While not, no job is started and every page says so; when
/// it does again, jobs that were set aside for it go on by themselves.
/// </summary>
public sealed class DiskWatch(
    ExperimentsSettings settings, DiskPauses pauses, SiteHealth health, QueueSignal signal, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<DiskWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private string? _trouble;

    /// <summary>Whether a job may be started: the folder takes files, and has room above the floor.</summary>
    public bool HasRoom => _trouble is null;

    /// <summary>Looks now.</summary>
    public async Task LookAsync(CancellationToken cancellationToken = default)
    {
        var trouble = Find();
        if (trouble != _trouble)
        {
            if (trouble is not null) logger.LogWarning("{Trouble}", trouble);
            else logger.LogInformation("The disk of the runs folder takes files again.");
        }

        _trouble = trouble;
        health.Report("disk", trouble);
        if (trouble is null && (await pauses.ResumeAllAsync(cancellationToken)).Count > 0) signal.Wake();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        if (!await lifetime.StartedAsync(stopping.Token)) return;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stopping.Token);
                await Task.Delay(LookEvery, time, stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The database's trouble is told by its own watch.
                logger.LogDebug(e, "Jobs that were set aside for the disk could not be looked for; trying again.");
                await Task.WhenAny(Task.Delay(LookEvery, time, stopping.Token));
            }
        }
    }

    private string? Find()
    {
        var probe = Path.Combine(settings.RunsFolder, string.Create(CultureInfo.InvariantCulture, $".room-{Environment.ProcessId}"));
        try
        {
            File.WriteAllText(probe, "The site looks whether this folder takes files.");
            File.Delete(probe);
            var free = new DriveInfo(settings.RunsFolder).AvailableFreeSpace;
            return free >= settings.DiskFloor
                ? null
                : $"The disk of \"{settings.RunsFolder}\" has {Show.Bytes(free)} left: no job is started below {Show.Bytes(settings.DiskFloor)} ({ExperimentsSettings.Section}:DiskFloorMegabytes). Make room on it; what waits then goes on by itself.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            try
            {
                File.Delete(probe);
            }
            catch (Exception left) when (left is IOException or UnauthorizedAccessException)
            {
                // An empty file, which the next look takes away.
            }

            return DiskTrouble.Of(e) switch
            {
                DiskTrouble.Full => $"The disk of \"{settings.RunsFolder}\" is full: no job is started. Make room on it; what waits then goes on by itself.",
                DiskTrouble.ReadOnly => $"The disk of \"{settings.RunsFolder}\" is read-only: no job is started. Make it writable; what waits then goes on by itself.",
                _ => $"The runs folder \"{settings.RunsFolder}\" cannot be written ({e.Message.TrimEnd('.')}): no job is started. Mend that; what waits then goes on by itself.",
            };
        }
    }
}
