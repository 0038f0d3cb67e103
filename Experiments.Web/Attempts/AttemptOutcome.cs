using Experiments.Data.Jobs;
using Experiments.Engine;
using Experiments.Engine.Schema;

namespace Experiments.Web.Attempts;

/// <summary>What becomes of a job when its engine process has ended.</summary>
public enum Verdict
{
    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Failed; see <see cref="AttemptOutcome.Failure"/>.</summary>
    Failed,

    /// <summary>Ended by a person.</summary>
    Cancelled,

    /// <summary>Set aside by a person.</summary>
    Paused,

    /// <summary>Set aside because a disk takes no more; it goes on by itself when there is room.</summary>
    NoDisk,

    /// <summary>Back to the queue; its next attempt goes on from the newest checkpoint.</summary>
    Released,

    /// <summary>Somebody else has the job; nothing may be written.</summary>
    Lost,
}

/// <summary>Verdict on an attempt, with the reason of a failure.</summary>
/// <param name="Verdict">Verdict.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
public sealed record AttemptOutcome(Verdict Verdict, JobFailure? Failure = null)
{
    private const int SigKill = 9;

    /// <summary>Judges: what the journal says counts first, then why the worker ended the process, then how it died.</summary>
    /// <param name="exit">How the process ended.</param>
    /// <param name="finished">Whether the engine journalled that its work is done.</param>
    /// <param name="failure">The failure it journalled, if any.</param>
    /// <param name="logTail">End of its log.</param>
    /// <param name="command">What it was started with: its limits.</param>
    public static AttemptOutcome Of(EngineExit exit, bool finished, FailedEvent? failure, string logTail, EngineCommand command)
    {
        if (exit.Reason == StopReason.LostClaim) return new(Verdict.Lost);
        // It may finish in the very moment in which it is told to stop.
        if (finished && exit.ExitCode == EngineExit.Done) return new(Verdict.Succeeded);
        if (DiskTrouble.IsOne(failure?.FailureClass) || exit is { ExitCode: EngineExit.Disk, Reason: not (StopReason.Cancelled or StopReason.Paused) })
            return new(Verdict.NoDisk, new JobFailure(failure?.FailureClass ?? DiskTrouble.Full, failure?.Message ?? exit.Describe(logTail)));
        if (failure is not null) return Fail(failure.FailureClass, failure.Message);
        return exit.Reason switch
        {
            StopReason.Cancelled => new(Verdict.Cancelled),
            StopReason.Paused => new(Verdict.Paused),
            StopReason.WorkerStopping => new(Verdict.Released),
            StopReason.DatabaseDisk => new(Verdict.NoDisk, new JobFailure(DiskTrouble.Full, "The database's disk is full or read-only: what the job measured could not be stored. Make room on it; the job goes on from its newest checkpoint.")),
            StopReason.TimeLimit => Fail("time-limit", $"The job took longer than its time limit of {command.TimeLimit}: raise the limit (Experiments:TimeLimitMinutes) and retry; it goes on from its newest checkpoint."),
            StopReason.MemoryLimit => Fail(RetryPolicy.OutOfMemory, $"The engine process took more than its memory limit of {command.MemoryLimit >> 20} MiB: lower training.batchSize or training.crop, or raise the limit (Experiments:MemoryLimitMegabytes)."),
            // Ctrl-C reaches every process of a terminal, this one too, which is then stopping and takes nothing new.
            StopReason.None when exit.ExitCode == EngineExit.Interrupted => new(Verdict.Released),
            _ when exit.ExitCode == 128 + SigKill && exit.MemoryRanOut != false => Fail(RetryPolicy.OutOfMemory, exit.Describe(logTail)),
            _ when exit.DiedOfSignal => Fail(RetryPolicy.Crash, exit.Describe(logTail)),
            _ when exit.ExitCode == EngineExit.Usage => Fail("configuration", exit.Describe(logTail)),
            _ => Fail("internal", exit.Describe(logTail)),
        };
    }

    private static AttemptOutcome Fail(string failureClass, string message) => new(Verdict.Failed, new JobFailure(failureClass, message));
}
