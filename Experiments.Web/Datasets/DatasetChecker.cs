using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Experiments.Data.Datasets;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Web.Hosting;
using Experiments.Web.Queue;
using Experiments.Web.Attempts;

namespace Experiments.Web.Datasets;

/// <summary>
/// Runs the checks that were asked for, one at a time, each in an engine process beside the queue of runs. The process
/// ends with this one, however this one ends; a check that was cut off so is marked as interrupted at the next start.
/// </summary>
public sealed class DatasetChecker(
    ExperimentsSettings settings, DatasetCheckStore checks, TimeProvider time, IHostApplicationLifetime lifetime, ILoggerFactory loggers) : BackgroundService
{
    private const int HeartbeatsPerLease = 6;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(0.5);

    private readonly ILogger<DatasetChecker> _logger = loggers.CreateLogger<DatasetChecker>();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        if (!await lifetime.StartedAsync(stopping.Token)) return;
        var swept = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (!swept) await checks.InterruptAbandonedAsync(IsGone, stopping.Token);
                swept = true;
                if (await checks.ClaimAsync(settings.WorkerName, stopping.Token) is { } check) await RunAsync(check, stopping.Token);
                else await Task.Delay(LookEvery, time, stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _logger.LogError(e, "Checks of data sets met an error; trying again.");
                swept = false; // what it was at is nobody's now
                await Task.WhenAny(Task.Delay(LookEvery, time, stopping.Token));
            }
        }
    }

    /// <summary>
    /// Whether a worker that a running check names is gone, as seen at the start of this one: on a database file it is, for
    /// this process holds the file alone; on a server only a process of this machine can be known to be.
    /// </summary>
    private bool IsGone(string worker)
    {
        if (settings.DatabaseFile is not null || worker == settings.WorkerName) return true;
        if (worker.Split('/') is not [var machine, var number] || machine != Environment.MachineName
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return false;
        try
        {
            using var process = Process.GetProcessById(id);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private async Task RunAsync(CheckRow check, CancellationToken stopping)
    {
        var folder = CheckFolder.Of(check.DatasetId, check.CheckId);
        var path = Path.Combine(settings.RunsFolder, folder);
        try
        {
            var command = Prepare(check, path);
            if (!await checks.FolderAsync(check.CheckId, folder, CancellationToken.None)) return;
            var reader = new JournalReader(Path.Combine(path, JournalReader.FileName), _logger);
            FailedEvent? failure;
            EngineExit exit;
            await using (var process = EngineProcess.Start(command, time, loggers.CreateLogger<EngineProcess>()))
            {
                await using var stop = stopping.Register(() => process.Stop(StopReason.WorkerStopping));
                failure = await WatchAsync(check.CheckId, process, reader);
                exit = await process.Completion;
            }

            await EndAsync(check.CheckId, path, exit, failure);
        }
        catch (Exception e) when (e is UsageException or InvalidOperationException or IOException or UnauthorizedAccessException or JsonException)
        {
            _logger.LogWarning(e, "Check {CheckId} could not be done.", check.CheckId);
            await checks.FailAsync(check.CheckId, e.Message, CancellationToken.None);
        }
    }

    private EngineCommand Prepare(CheckRow check, string path)
    {
        var configuration = DatasetSettings.ToConfiguration(DatasetSettings.Read(check.SettingsJson));
        Directory.CreateDirectory(path);
        var file = Path.Combine(path, CheckFolder.Configuration);
        File.WriteAllText(file, SchemaJson.Write(configuration));
        var (fileName, prefix) = EngineLocation.Start(EngineLocation.Resolve(settings.Engine));
        return new EngineCommand
        {
            FileName = fileName,
            Arguments = [.. prefix, "dataset", "check", "--config", file, "--out", path, "--lease", SettingDescriptor.Format(settings.LeaseSeconds)],
            HeartbeatEvery = TimeSpan.FromSeconds((double)settings.LeaseSeconds / HeartbeatsPerLease),
            StopGrace = settings.StopGrace,
        };
    }

    /// <summary>Carries the progress into the database until the process has ended; a check that is no longer wanted is stopped.</summary>
    private async Task<FailedEvent?> WatchAsync(long check, EngineProcess process, JournalReader reader)
    {
        var progress = new ProgressEvent();
        FailedEvent? failure = null;
        while (true)
        {
            var hasEnded = process.Completion.IsCompleted;
            var events = await reader.ReadAsync();
            progress = events.OfType<ProgressEvent>().LastOrDefault() ?? progress;
            failure = events.OfType<FailedEvent>().LastOrDefault() ?? failure;
            if (!await checks.ProgressAsync(check, progress.Done, progress.Total, progress.Rate)) process.Stop(StopReason.Cancelled);
            if (hasEnded) return failure;
            await Task.WhenAny(process.Completion, Task.Delay(PollEvery, time));
        }
    }

    private async Task EndAsync(long check, string path, EngineExit exit, FailedEvent? failure)
    {
        if (exit.Reason == StopReason.Cancelled) return;
        if (exit.Reason == StopReason.WorkerStopping)
        {
            await checks.InterruptAsync(check, CancellationToken.None);
            return;
        }

        // An unsound set exits with 1, and has a report all the same.
        var file = Path.Combine(path, CheckFolder.Report);
        if (failure is not null || exit.ExitCode is not (EngineExit.Done or EngineExit.Failed) || !File.Exists(file))
        {
            await checks.FailAsync(check, failure?.Message ?? exit.Describe(), CancellationToken.None);
            return;
        }

        var json = await File.ReadAllTextAsync(file, CancellationToken.None);
        var report = JsonSerializer.Deserialize<DatasetReport>(json, SchemaJson.Indented)!;
        await checks.DoneAsync(
            check,
            new CheckReport(
                json, report.IsSound, report.Verdict, report.Findings.Count(f => f.Weight == FindingWeight.Wrong),
                report.Faulty.Select(f => (f.Subset, f.Stem)).Distinct().Count()),
            CancellationToken.None);
        _logger.LogInformation("Check {CheckId}: {Verdict}", check, report.Verdict);
    }
}
