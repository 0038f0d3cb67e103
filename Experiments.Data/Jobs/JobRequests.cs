using Experiments.Data.Model;

namespace Experiments.Data.Jobs;

/// <summary>A job to create.</summary>
public sealed record NewJob
{
    /// <summary>What it does.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>Existing job that must succeed first, if any.</summary>
    public long? WaitsForJobId { get; init; }

    /// <summary>
    /// Job of the same new run that must succeed first, by its place in <see cref="Runs.NewRun.Jobs"/>; it must come
    /// earlier in the list. At most one of this, <see cref="WaitsForJob"/> and <see cref="WaitsForJobId"/> is given.
    /// </summary>
    public int? WaitsForIndex { get; init; }

    /// <summary>Job of another new run of the same sweep (stage 1) that must succeed first; that run must come earlier.</summary>
    public NewJobReference? WaitsForJob { get; init; }

    /// <summary>What exactly to do, JSON, for example the resolved protocol; empty when the kind says it all.</summary>
    public string RequestJson { get; init; } = "";

    /// <summary>Fingerprint of the resolved protocol; evaluations only.</summary>
    public string? ProtocolFingerprint { get; init; }

    /// <summary>Short name of the protocol; evaluations only.</summary>
    public string? ProtocolName { get; init; }

    /// <summary>Seconds one attempt may take; null for no limit.</summary>
    public int? TimeLimitSeconds { get; init; }

    /// <summary>Queue whose workers may take it; null for that of the run's other jobs.</summary>
    public string? Queue { get; init; }

    /// <summary>Units of work in all, where known before it starts; 0 otherwise.</summary>
    public int Total { get; init; }
}

/// <summary>A job of a sweep that is not created yet.</summary>
/// <param name="RunIndex">Place of its run in the sweep's runs, from 0.</param>
/// <param name="JobIndex">Place of the job in that run's jobs, from 0.</param>
public sealed record NewJobReference(int RunIndex, int JobIndex);

/// <summary>What a worker learns when its claim wins.</summary>
/// <param name="JobId">Job.</param>
/// <param name="RunId">Run.</param>
/// <param name="Attempt">Number of the attempt that every later write must name.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Device">Device to use.</param>
/// <param name="Threads">CPU threads to use: those of the first attempt, because they can move final bits.</param>
/// <param name="ConfigurationJson">The run's configuration.</param>
/// <param name="RequestJson">What exactly to do; may be empty.</param>
/// <param name="WaitedForJobId">The job that this one waited for, if any: where an evaluation finds its checkpoint.</param>
/// <param name="TimeLimitSeconds">Seconds the attempt may take; null for no limit.</param>
public sealed record ClaimedJob(
    long JobId,
    long RunId,
    int Attempt,
    JobKind Kind,
    string Device,
    int Threads,
    string ConfigurationJson,
    string RequestJson,
    long? WaitedForJobId,
    int? TimeLimitSeconds);

/// <summary>Answer to a heartbeat.</summary>
/// <param name="StillOurs">Whether the attempt still holds the job; when not, its process must be ended and nothing more written.</param>
/// <param name="CancelRequested">Whether a person asked for the end of the job.</param>
/// <param name="PauseRequested">Whether a person asked to set the job aside.</param>
public readonly record struct HeartbeatAnswer(bool StillOurs, bool CancelRequested, bool PauseRequested = false);

/// <summary>How an attempt's process ended.</summary>
/// <param name="ExitCode">Exit code; null when unknown.</param>
/// <param name="LogTail">Last lines of its log.</param>
public sealed record AttemptEnd(int? ExitCode = null, string LogTail = "");

/// <summary>Why a job failed.</summary>
/// <param name="FailureClass"><c>configuration</c>, <c>data</c>, <c>weights</c>, <c>not-finite</c>, <c>out-of-memory</c>, <c>crash</c>, <c>time-limit</c>, <c>internal</c>, ...</param>
/// <param name="Message">One line: the thing, its value, the remedy.</param>
public sealed record JobFailure(string FailureClass, string Message);

/// <summary>A write came from an attempt that no longer holds its job: a newer one exists, or the job has ended. Nothing was written.</summary>
public sealed class StaleAttemptException : Exception
{
    /// <summary>With a message.</summary>
    public StaleAttemptException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public StaleAttemptException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public StaleAttemptException()
    {
    }
}

/// <summary>A job was asked for a change that its state does not allow. Nothing was written.</summary>
public sealed class JobTransitionException : Exception
{
    /// <summary>With a message.</summary>
    public JobTransitionException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public JobTransitionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public JobTransitionException()
    {
    }
}
