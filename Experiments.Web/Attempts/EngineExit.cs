namespace Experiments.Web.Attempts;

/// <summary>Why a worker made an engine process end before its work was done.</summary>
public enum StopReason
{
    /// <summary>It did not: the process ended by itself.</summary>
    None,

    /// <summary>Somebody cancelled the job.</summary>
    Cancelled,

    /// <summary>Somebody set the job aside.</summary>
    Paused,

    /// <summary>The worker itself is going down; the job goes back to the queue.</summary>
    WorkerStopping,

    /// <summary>The job ran longer than its time limit.</summary>
    TimeLimit,

    /// <summary>The process took more memory than its limit.</summary>
    MemoryLimit,

    /// <summary>The database's own disk takes no more, so that nothing that this process says can be stored; the job is set aside.</summary>
    DatabaseDisk,

    /// <summary>A newer attempt exists, so nothing that this process says counts any more.</summary>
    LostClaim,

    /// <summary>The supervisor met an error of its own.</summary>
    SupervisorFailed,
}

/// <summary>How an engine process ended.</summary>
/// <param name="ExitCode">Exit code; 128 + n when signal n ended it.</param>
/// <param name="Reason">Why the worker ended it, if it did.</param>
/// <param name="Killed">Whether it had to be killed because it did not stop in time.</param>
/// <param name="Output">Tail of standard output.</param>
/// <param name="Error">Tail of standard error.</param>
/// <param name="MemoryRanOut">Whether the system killed some process for want of memory meanwhile; null where it does not say.</param>
public sealed record EngineExit(int ExitCode, StopReason Reason, bool Killed, string Output, string Error, bool? MemoryRanOut = null)
{
    private const int MessageLines = 12;

    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed; the reason is in the journal and on standard error.</summary>
    public const int Failed = 1;

    /// <summary>Unusable arguments or configuration.</summary>
    public const int Usage = 2;

    /// <summary>The disk that it writes to takes no more.</summary>
    public const int Disk = 3;

    /// <summary>Cancelled by a signal, or its supervisor fell silent.</summary>
    public const int Interrupted = 130;

    /// <summary>Whether the operating system ended the process (a crash in native code, the out-of-memory killer, ...).</summary>
    public bool DiedOfSignal => ExitCode > 128 && ExitCode != Interrupted && ExitCode < 160;

    /// <summary>What happened, in words, with the end of what the process said.</summary>
    /// <param name="log">Tail of the engine's own log file, used when standard error is empty.</param>
    public string Describe(string log = "")
    {
        var what = ExitCode switch
        {
            Done => "The engine process ended without saying that its work is done.",
            Disk => "The engine process could write no more: its disk is full or read-only.",
            Usage => "The engine process could not use its arguments or its configuration.",
            Interrupted => "The engine process was interrupted.",
            128 + 9 when MemoryRanOut == false => "The engine process died of signal 9 (SIGKILL: killed by a person or another program; the system did not run out of memory).",
            _ when DiedOfSignal => $"The engine process died of signal {ExitCode - 128} ({SignalName(ExitCode - 128)}).",
            _ => $"The engine process ended with exit code {ExitCode}.",
        };
        var tail = LastLines(string.IsNullOrWhiteSpace(Error) ? log : Error);
        return tail.Length == 0 ? what : $"{what}{Environment.NewLine}Its last lines:{Environment.NewLine}{tail}";
    }

    private static string LastLines(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join(Environment.NewLine, lines.TakeLast(MessageLines));
    }

    private static string SignalName(int signal) => signal switch
    {
        1 => "SIGHUP: its terminal went away",
        3 => "SIGQUIT",
        4 => "SIGILL: an instruction that this processor does not have",
        6 => "SIGABRT: native code gave up",
        7 => "SIGBUS: a memory page could not be read, often a full disk",
        8 => "SIGFPE: a native arithmetic error",
        9 => "SIGKILL: killed from outside, most often by the system because memory ran out; use a smaller batch or crop",
        11 => "SIGSEGV: a crash in native code",
        15 => "SIGTERM: ended from outside",
        24 => "SIGXCPU: the processor-time limit of the account",
        25 => "SIGXFSZ: the file-size limit of the account",
        _ => "unknown",
    };
}
