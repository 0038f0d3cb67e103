using System.Diagnostics;
using System.Globalization;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Measuring;

/// <summary>One figure of a look at the system.</summary>
/// <param name="Series">See <see cref="SystemSeries"/>.</param>
/// <param name="Value">Value, in the series' unit.</param>
internal readonly record struct SystemFigure(string Series, double Value);

/// <summary>What this process uses of processor, memory and disk. Rates are over the stretch since the look before. Not for concurrent use.</summary>
internal sealed class ProcessUsage
{
    private const string LinuxDisk = "/proc/self/io";

    private readonly TimeProvider _clock;
    private readonly string _disk;
    private long _looked;
    private TimeSpan _processor;
    private (long Read, long Written)? _bytes;

    /// <summary>Begins the first stretch.</summary>
    /// <param name="clock">What stretches are measured by.</param>
    /// <param name="disk">Where the system counts the process's bytes to and from disk; a file that is not there gives no such figures.</param>
    public ProcessUsage(TimeProvider clock, string disk = LinuxDisk)
    {
        (_clock, _disk) = (clock, disk);
        (_looked, _processor, _bytes) = (clock.GetTimestamp(), Environment.CpuUsage.TotalTime, DiskBytes());
    }

    /// <summary>The figures now; what the system does not tell is left out.</summary>
    public IReadOnlyList<SystemFigure> Look()
    {
        var seconds = Math.Max(1e-3, _clock.GetElapsedTime(_looked).TotalSeconds);
        var (processor, bytes) = (Environment.CpuUsage.TotalTime, DiskBytes());
        using var process = Process.GetCurrentProcess();
        var figures = new List<SystemFigure>
        {
            new(SystemSeries.Processor, (processor - _processor).TotalSeconds / seconds),
            new(SystemSeries.Memory, process.WorkingSet64),
            new(SystemSeries.MemoryPeak, process.PeakWorkingSet64),
            // As of the last collection; what GC.GetTotalMemory reckons in between can fall below zero.
            new(SystemSeries.Heap, GC.GetGCMemoryInfo().HeapSizeBytes),
            new(SystemSeries.Threads, process.Threads.Count),
        };
        if (bytes is { } now && _bytes is { } before)
        {
            figures.Add(new(SystemSeries.DiskRead, (now.Read - before.Read) / seconds));
            figures.Add(new(SystemSeries.DiskWritten, (now.Written - before.Written) / seconds));
        }

        (_looked, _processor, _bytes) = (_clock.GetTimestamp(), processor, bytes);
        return figures;
    }

    private (long Read, long Written)? DiskBytes()
    {
        try
        {
            var lines = File.ReadAllLines(_disk);
            return (Of("read_bytes:"), Of("write_bytes:"));

            long Of(string name) => long.Parse(lines.First(l => l.StartsWith(name, StringComparison.Ordinal)).AsSpan(name.Length), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            // Another system, or a container that does not let a process see its own.
            return null;
        }
    }
}
