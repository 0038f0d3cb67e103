using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Storage;
using Experiments.Engine;
using Experiments.Engine.Schema;
using Experiments.Web.Hosting;

namespace Experiments.Web.Attempts;

/// <summary>
/// Takes a claimed job through one attempt: folder, engine process, journal, heartbeats, cancel requests, and the
/// job's state at the end. Every write names the attempt, so one that was given to somebody else writes nothing.
/// </summary>
public sealed class AttemptSupervisor(
    ExperimentsSettings settings, AttemptPlan plan, JobStore jobs, DiskPauses pauses, JournalStore journal, TimeProvider time, ILoggerFactory loggers)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(0.5);

    private const string ShutDown = "Its worker shut down and gave it back.";

    // A person who cancels or pauses is not kept waiting for the next heartbeat.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Tries to store the end of a journal or a job's last state, a second apart, while the database is busy.
    private const int LastWrites = 30;

    private readonly ILogger<AttemptSupervisor> _logger = loggers.CreateLogger<AttemptSupervisor>();

    /// <summary>Runs the attempt to its end.</summary>
    /// <param name="job">The claim.</param>
    /// <param name="stopping">The worker is going down: the process is told to stop and the job goes back to the queue.</param>
    public async Task RunAsync(ClaimedJob job, CancellationToken stopping)
    {
        var folder = new AttemptFolder(settings.RunsFolder, job.RunId, job.JobId, job.Attempt);
        try
        {
            EngineCommand command;
            try
            {
                command = await plan.PrepareAsync(job, folder, stopping);
            }
            catch (UsageException e)
            {
                await jobs.FailAsync(job.JobId, job.Attempt, new JobFailure("configuration", e.Message), new AttemptEnd(), CancellationToken.None);
                return;
            }

            await jobs.StartAsync(job.JobId, job.Attempt, folder.Relative, command.Recorded?.ToJson() ?? "", CancellationToken.None);
            await SuperviseAsync(job, folder, command, stopping);
        }
        catch (StaleAttemptException e)
        {
            _logger.LogWarning("Attempt {Attempt} of job {JobId} was taken over: {Message}", job.Attempt, job.JobId, e.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await jobs.ReleaseAsync(job.JobId, job.Attempt, new AttemptEnd(), ShutDown, CancellationToken.None);
        }
        catch (Exception e) when (DiskTrouble.Of(e) is { } failureClass)
        {
            _logger.LogWarning(e, "Job {JobId} is set aside: the disk takes no more.", job.JobId);
            var failure = new JobFailure(failureClass, DiskTrouble.Words(failureClass, settings.RunsFolder));
            await PatientlyAsync(() => pauses.SetAsideAsync(job.JobId, job.Attempt, failure, new AttemptEnd(LogTail: folder.LogTail())), stopping);
        }
        catch (Exception e)
        {
            _logger.LogError(e, "Job {JobId} met an error of the worker.", job.JobId);
            await jobs.FailAsync(
                job.JobId, job.Attempt, new JobFailure("internal", $"The worker could not run the job: {e.Message}"), new AttemptEnd(LogTail: folder.LogTail()), CancellationToken.None);
        }
    }

    private async Task SuperviseAsync(ClaimedJob job, AttemptFolder folder, EngineCommand command, CancellationToken stopping)
    {
        var tailer = new JournalTailer(new JournalReader(folder.Journal, _logger), journal, job.JobId, job.Attempt);
        EngineExit exit;
        await using (var process = EngineProcess.Start(command, time, loggers.CreateLogger<EngineProcess>()))
        {
            _logger.LogInformation("Job {JobId} ({Kind}, run {RunId}, attempt {Attempt}) runs as process {ProcessId}.", job.JobId, job.Kind, job.RunId, job.Attempt, process.Id);
            await using var stop = stopping.Register(() => process.Stop(StopReason.WorkerStopping));
            await WatchAsync(job, process, tailer, command.HeartbeatEvery);
            exit = await process.Completion;
        }

        if (exit.Reason != StopReason.LostClaim) await PatientlyAsync(() => tailer.DrainAsync(), stopping);
        var log = folder.LogTail();
        var outcome = AttemptOutcome.Of(exit, tailer.Finished, tailer.Failure, log, command);
        await PatientlyAsync(() => WriteAsync(job, outcome, new AttemptEnd(exit.ExitCode, log.Length > 0 ? log : exit.Error)), stopping);
        _logger.LogInformation("Job {JobId}: {Verdict}. {Message}", job.JobId, outcome.Verdict, outcome.Failure?.Message ?? "");
    }

    /// <summary>Carries journal and heartbeats until the process has ended. Trouble with the database is waited out as long as the lease allows.</summary>
    private async Task WatchAsync(ClaimedJob job, EngineProcess process, JournalTailer tailer, TimeSpan heartbeatEvery)
    {
        var lease = TimeSpan.FromSeconds(settings.LeaseSeconds);
        var lastHeartbeat = time.GetTimestamp();
        var nextHeartbeat = TimeSpan.Zero;
        var lastLook = lastHeartbeat;
        while (!process.Completion.IsCompleted)
        {
            try
            {
                if (time.GetElapsedTime(lastHeartbeat) >= nextHeartbeat)
                {
                    var answer = await jobs.HeartbeatAsync(job.JobId, job.Attempt);
                    (lastHeartbeat, nextHeartbeat) = (time.GetTimestamp(), heartbeatEvery);
                    lastLook = lastHeartbeat;
                    Follow(answer, process);
                }
                else if (time.GetElapsedTime(lastLook) >= LookEvery)
                {
                    Follow(await jobs.LookAsync(job.JobId, job.Attempt), process);
                    lastLook = time.GetTimestamp();
                }

                await tailer.DrainAsync();
            }
            catch (StaleAttemptException)
            {
                process.Kill(StopReason.LostClaim);
            }
            catch (Exception e) when (MayPass(e))
            {
                _logger.LogWarning(e, "Job {JobId}: the database did not answer.", job.JobId);
                // Nobody else can take it either: it may still write its checkpoint.
                if (DatabaseTrouble.IsOfDisk(e)) process.Stop(StopReason.DatabaseDisk);
                // Silent for a whole lease, it may have been given to another worker by now.
                if (time.GetElapsedTime(lastHeartbeat) > lease) process.Kill(StopReason.LostClaim);
            }

            await Task.WhenAny(process.Completion, Task.Delay(PollEvery, time));
        }
    }

    private static void Follow(HeartbeatAnswer answer, EngineProcess process)
    {
        if (!answer.StillOurs) process.Kill(StopReason.LostClaim);
        else if (answer.CancelRequested) process.Stop(StopReason.Cancelled);
        else if (answer.PauseRequested) process.Stop(StopReason.Paused);
    }

    private Task WriteAsync(ClaimedJob job, AttemptOutcome outcome, AttemptEnd end) => outcome.Verdict switch
    {
        Verdict.Succeeded => jobs.SucceedAsync(job.JobId, job.Attempt, end),
        Verdict.Failed => jobs.FailAsync(job.JobId, job.Attempt, outcome.Failure!, end),
        Verdict.NoDisk => pauses.SetAsideAsync(job.JobId, job.Attempt, outcome.Failure!, end),
        Verdict.Paused => jobs.PausedAsync(job.JobId, job.Attempt, end),
        Verdict.Cancelled => jobs.CancelledAsync(job.JobId, job.Attempt, end),
        Verdict.Released => jobs.ReleaseAsync(job.JobId, job.Attempt, end, ShutDown),
        _ => Task.CompletedTask,
    };

    private async Task PatientlyAsync(Func<Task> write, CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception e) when ((attempt < LastWrites && MayPass(e)) || (DatabaseTrouble.IsOfDisk(e) && !stopping.IsCancellationRequested))
            {
                if (attempt % LastWrites == 1) _logger.LogWarning(e, "The database did not answer; trying again.");
                await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
            }
        }
    }

    /// <summary>Whether it is the database's, and may be over in a while; a connection that broke comes wrapped.</summary>
    private static bool MayPass(Exception e) => e is System.Data.Common.DbException or Microsoft.EntityFrameworkCore.DbUpdateException || DatabaseTrouble.Of(e) is not null;
}
