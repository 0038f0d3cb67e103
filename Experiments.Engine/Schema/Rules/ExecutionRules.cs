namespace Experiments.Engine.Schema.Rules;

/// <summary>What must hold for the place where a run is executed.</summary>
public static class ExecutionRules
{
    /// <summary>Most characters of a queue's name.</summary>
    public const int LongestQueue = 20;

    /// <summary>Every problem of the execution settings, a sentence each.</summary>
    public static IEnumerable<string> Problems(RunConfiguration c)
    {
        if (!IsQueue(c.Execution.Queue))
            yield return $"execution.queue is \"{c.Execution.Queue}\": a queue is named by 1 to {LongestQueue} lower-case letters, digits, - and _, for example default or gpu.";
        foreach (var device in c.Execution.Devices)
        {
            if (device != "cpu" && device != "cuda" && !(device.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(device.AsSpan(5), out _)))
                yield return $"execution.devices has \"{device}\": a device is cpu, cuda or cuda:N.";
        }
    }

    /// <summary>Whether a text can name a queue.</summary>
    public static bool IsQueue(string name) => name.Length is > 0 and <= LongestQueue && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
