using System.Globalization;

namespace Experiments.Engine.Schema;

/// <summary>
/// Names of the series that say what an engine process used, at seconds that its job has run over all its attempts. They are no result: the
/// same work has other values each time.
/// </summary>
public static class SystemSeries
{
    /// <summary>What the name of each of them begins with.</summary>
    public const string Prefix = "system/";

    /// <summary>Iterations (training) or images (evaluation, Fisher information) that were done a second over the last stretch.</summary>
    public const string Throughput = Prefix + "throughput";

    /// <summary>Processor time over the last stretch in cores: 1 is one core all the time.</summary>
    public const string Processor = Prefix + "cpu";

    /// <summary>Memory that the process has in RAM (resident set), bytes.</summary>
    public const string Memory = Prefix + "memory";

    /// <summary>The most that it ever had, bytes.</summary>
    public const string MemoryPeak = Prefix + "memory_peak";

    /// <summary>Of its memory, what the garbage collector's heap held at the last collection, bytes; tensors are not in it.</summary>
    public const string Heap = Prefix + "heap";

    /// <summary>Threads.</summary>
    public const string Threads = Prefix + "threads";

    /// <summary>Bytes a second that it had read from disk over the last stretch; what came from the system's cache is not in it. Linux only.</summary>
    public const string DiskRead = Prefix + "disk_read";

    /// <summary>Bytes a second that it gave to be written to disk over the last stretch. Linux only.</summary>
    public const string DiskWritten = Prefix + "disk_written";

    /// <summary>Memory in use on a GPU of the run, by whatever process, bytes.</summary>
    /// <param name="device">N of <c>cuda:N</c>.</param>
    public static string GpuMemory(int device) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}gpu{device}_memory");

    /// <summary>Share of the last moments in which a GPU of the run was busy, by whatever process, 0 to 1.</summary>
    /// <param name="device">N of <c>cuda:N</c>.</param>
    public static string GpuUse(int device) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}gpu{device}_use");
}
