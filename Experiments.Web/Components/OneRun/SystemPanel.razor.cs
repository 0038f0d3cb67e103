using System.Globalization;
using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Experiments.Web.Comparing;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>What the engine process of one of a run's jobs used: processor, memory, disk, threads, GPUs. Closed until somebody wants it.</summary>
public sealed partial class SystemPanel
{
    private bool _open;

    /// <summary>The run.</summary>
    [Parameter, EditorRequired]
    public long RunId { get; set; }

    /// <summary>Its jobs.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Job> Jobs { get; set; } = [];

    /// <summary>The job that was chosen; null for what runs, else the training.</summary>
    [Parameter]
    public long? JobId { get; set; }

    /// <summary>Devices that the configuration spreads its replicas over.</summary>
    [Parameter]
    public IReadOnlyList<string> Devices { get; set; } = [];

    /// <summary>How the run's curves are looked at: choosing another job changes nothing of it.</summary>
    [Parameter]
    public CurveLook Look { get; set; } = CurveLook.Plain;

    private IReadOnlyList<Job> Measured => [.. Jobs.Where(j => j.Attempt > 0).OrderBy(j => j.Id)];

    private Job? Shown => Measured.FirstOrDefault(j => j.Id == JobId)
        ?? Measured.FirstOrDefault(j => j.State == JobState.Running)
        ?? Measured.LastOrDefault(j => j.Kind is JobKind.Training or JobKind.Pretraining)
        ?? (Measured.Count > 0 ? Measured[^1] : null);

    /// <inheritdoc/>
    protected override void OnParametersSet() => _open |= JobId is not null;

    private IEnumerable<Chart> Charts(Job job)
    {
        yield return new("Processor", "cores", "chart-system-cpu", SystemSeries.Processor);
        yield return new("Memory", "B", "chart-system-memory", SystemSeries.Memory, SystemSeries.MemoryPeak, SystemSeries.Heap);
        yield return new("Disk", "B/s", "chart-system-disk", SystemSeries.DiskRead, SystemSeries.DiskWritten);
        yield return new("Threads", "threads", "chart-system-threads", SystemSeries.Threads);
        // One job has its slot's device, or those that its configuration names.
        int[] gpus = [.. (Devices.Count > 1 ? Devices : [job.Device]).Where(d => d.StartsWith("cuda", StringComparison.Ordinal)).Select(NumberOf).Distinct().Order()];
        if (gpus.Length == 0) yield break;
        yield return new("GPU, busy", "", "chart-system-gpu", [.. gpus.Select(SystemSeries.GpuUse)]) { Percent = true };
        yield return new("GPU memory, all processes", "B", "chart-system-gpu-memory", [.. gpus.Select(SystemSeries.GpuMemory)]);
    }

    private static int NumberOf(string device) => device.Split(':') is [_, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;

    private sealed record Chart(string Title, string Unit, string TestId, params string[] Keys)
    {
        public bool Percent { get; init; }
    }
}
