namespace Experiments.Engine.Schema;

/// <summary>Where and how a run is executed.</summary>
public sealed record ExecutionSettings
{
    /// <summary>Devices of the replicas; fewer devices than replicas are used in turn.</summary>
    [Setting("Devices of the replicas (cpu, cuda:0, ...); fewer than replicas are used in turn.", Kind = SettingKind.Execution)]
    public IReadOnlyList<string> Devices { get; init; } = ["cpu"];

    /// <summary>Queue whose workers may take the run's jobs.</summary>
    [Setting("Queue whose workers may take the run's jobs (worker --queues): lower-case letters, digits, - and _.", Kind = SettingKind.Execution)]
    public string Queue { get; init; } = "default";

    /// <summary>CPU threads; 0 takes all. Fixed at a job's first attempt: it can move final bits.</summary>
    [Setting("CPU threads; 0 takes all cores.", Kind = SettingKind.Execution, Min = 0, Max = 1024)]
    public int Threads { get; init; }

    /// <summary>Iterations between metric points.</summary>
    [Setting("Iterations between points of the loss curve.", Kind = SettingKind.Execution, Min = 1)]
    public int LogEvery { get; init; } = 10;

    /// <summary>Iterations between checkpoints that a killed run resumes from; 0 writes only the last.</summary>
    [Setting("Iterations between checkpoints that a killed run resumes from; 0 writes only the last.", Kind = SettingKind.Execution, Min = 0)]
    public int SnapshotEvery { get; init; } = 1000;

    /// <summary>Minutes after which a checkpoint is written, whatever the iteration; counted anew from each checkpoint. 0 for no such interval.</summary>
    [Setting("Minutes after which a checkpoint to resume from is written, whatever the iteration, counted anew from each checkpoint; 0 for none. Beside execution.snapshotEvery: whichever is due first.", Kind = SettingKind.Execution, Min = 0, Max = 100_000)]
    public double SnapshotMinutes { get; init; }

    /// <summary>Seconds between looks at what the engine process uses (processor, memory, disk, GPU); 0 for none.</summary>
    [Setting("Seconds between looks at what the engine process uses of processor, memory, disk and GPU; 0 for none.", Kind = SettingKind.Execution, Min = 0, Max = 3600)]
    public int SystemEvery { get; init; } = 5;

    /// <summary>Iterations between evaluations during training (single-scale, no mirror); 0 for none.</summary>
    [Setting("Iterations between evaluations during training (single-scale, no mirror); 0 for none. The last checkpoint is scored whatever this says.", Kind = SettingKind.Execution, Min = 0)]
    public int ValidateEvery { get; init; }

    /// <summary>Validation images of each evaluation during training.</summary>
    [Setting("Validation images of each evaluation during training.", Kind = SettingKind.Execution, Min = 1)]
    public int ValidateImages { get; init; } = 10;

    /// <summary>Iterations after which the weights are kept for good, to be scored as <c>iteration:N</c>.</summary>
    [Setting("Iterations after which the weights are kept for good, for protocols whose checkpoint is iteration:N; empty keeps none but the last (and the best, where selection.keepBest is true).", Kind = SettingKind.Execution, Min = 1)]
    public IReadOnlyList<int> KeepIterations { get; init; } = [];

    /// <summary>Memory for decoded training images; what does not fit is decoded each time.</summary>
    [Setting("Memory for decoded training images in MiB; what does not fit is decoded each time.", Kind = SettingKind.Execution, Min = 0, Max = 1 << 20)]
    public int CacheMegabytes { get; init; } = 512;

    /// <summary>Folder for decoded images of folder sets, by content; empty for none. Several runs may share it.</summary>
    [Setting("Folder for decoded images of folder sets, kept by content and shared by runs; empty for none. Worth its space where decoding is slow and the images do not fit into memory.", Kind = SettingKind.Execution)]
    public string DiskCache { get; init; } = "";

    /// <summary>Bound on that folder; when it is reached, what was not used for longest is deleted.</summary>
    [Setting("Bound on execution.diskCache in MiB; when it is reached, what was not used for longest is deleted.", Kind = SettingKind.Execution, Min = 1, Max = 1 << 24)]
    public int DiskCacheMegabytes { get; init; } = 20_000;
}
