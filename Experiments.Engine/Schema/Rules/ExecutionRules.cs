namespace Experiments.Engine.Schema.Rules;

/// <summary>What must hold for the place where a run is executed.</summary>
internal static class ExecutionRules
{
    public static IEnumerable<string> Problems(RunConfiguration c)
    {
        foreach (var device in c.Execution.Devices)
        {
            if (device != "cpu" && device != "cuda" && !(device.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(device.AsSpan(5), out _)))
                yield return $"execution.devices has \"{device}\": a device is cpu, cuda or cuda:N.";
        }
    }
}
