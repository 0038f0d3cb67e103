using System.Globalization;

namespace Experiments.Web.Attempts;

/// <summary>
/// How often the system has killed a process because memory ran out, in this process's control group or on the machine: what tells such a kill from
/// one by a person or another program, which look the same from outside (signal 9).
/// </summary>
internal static class OutOfMemoryKills
{
    /// <summary>The counters' sum; null where the system keeps none that can be read.</summary>
    public static long? Count()
    {
        var found = new[] { Read("/sys/fs/cgroup/memory.events", "oom_kill "), Read("/proc/vmstat", "oom_kill ") }.OfType<long>().ToList();
        return found.Count == 0 ? null : found.Sum();
    }

    private static long? Read(string file, string start)
    {
        try
        {
            var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal));
            return line is not null && long.TryParse(line.AsSpan(start.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
