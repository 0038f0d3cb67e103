namespace Experiments.Data.Jobs;

/// <summary>Which failures are worth another try without a person: those that chance may have caused. The next attempt goes on from the newest checkpoint.</summary>
public static class RetryPolicy
{
    /// <summary>A crash in native code.</summary>
    public const string Crash = "crash";

    /// <summary>No memory, of the machine or of the device.</summary>
    public const string OutOfMemory = "out-of-memory";

    /// <summary>Default number of tries after a crash or a lost worker.</summary>
    public const int DefaultRetries = 3;

    /// <summary>
    /// How often a job that fails so is queued again by itself: as often as the setting says after a crash, once after running out of memory (another process may have had it), never
    /// after anything that would happen again (a configuration, data or weights that cannot be used, numbers that are not finite, a time limit, an error of the program).
    /// Workers that are lost are counted apart, in <see cref="Model.Job.LostAttempts"/>.
    /// </summary>
    public static int TriesAfter(string failureClass, int retries) => failureClass switch
    {
        Crash => retries,
        OutOfMemory => 1,
        _ => 0,
    };

    /// <summary>What is said besides when the last try failed too; empty where one try was all.</summary>
    public static string Remedy(string failureClass, int attempts) => failureClass switch
    {
        OutOfMemory when attempts > 1 => $" It ran out of memory in {attempts} attempts: lower training.batchSize or training.crop (an evaluation: the protocol's crop), or let fewer jobs run at a time (Experiments:Concurrency).",
        Crash when attempts > 1 => $" It crashed in {attempts} attempts.",
        _ => "",
    };
}
