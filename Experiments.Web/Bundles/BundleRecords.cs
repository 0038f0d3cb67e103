using System.Text.Json;
using Experiments.Web.Hosting;

namespace Experiments.Web.Bundles;

/// <summary>What a bundle is: <c>bundle.json</c>.</summary>
/// <param name="Version">Version of the layout.</param>
/// <param name="Program">Program that wrote it, with its commit.</param>
/// <param name="Semantics">Semantics of the engine that its fingerprints were checked under.</param>
/// <param name="Anonymous">Whether names and paths were taken out.</param>
internal sealed record BundleHead(int Version, string Program, int Semantics, bool Anonymous);

/// <summary>How the table was declared: <c>definition.json</c>.</summary>
internal sealed record BundleDefinition(
    long Grid, string Name, string Kind, IReadOnlyList<int> Seeds, JsonElement? Declaration, IReadOnlyList<BundleArm> Configurations);

/// <summary>A configuration behind cells, whatever the seed.</summary>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="Configuration">The configuration.</param>
internal sealed record BundleArm(string Fingerprint, JsonElement Configuration);

/// <summary>A run that counts in the table: <c>run.json</c>.</summary>
internal sealed record BundleRun(long Run, string Name, string Experiment, int Seed, string Fingerprint, string Created, IReadOnlyList<BundleJob> Jobs);

/// <summary>A training, first stage or counted evaluation of a run.</summary>
internal sealed record BundleJob(long Job, string Kind, string Protocol, IReadOnlyList<BundleAttempt> Attempts, IReadOnlyList<BundleCheckpoint> Checkpoints);

/// <summary>A try at a job.</summary>
/// <param name="Number">1, 2, ...</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="EngineVersion">Version and commit of the engine.</param>
/// <param name="Worker">Who ran it; empty in an anonymous bundle.</param>
/// <param name="Device">Device that it was told.</param>
/// <param name="Threads">CPU threads that it was told.</param>
/// <param name="Started">When, UTC.</param>
/// <param name="Ended">When, UTC; empty where it never ended.</param>
/// <param name="ResumedFrom">Iteration that it went on from.</param>
/// <param name="Journal">Whether its journal is in the bundle; its folder may be gone.</param>
internal sealed record BundleAttempt(
    int Number, string Outcome, string EngineVersion, string Worker, string Device, int Threads, string Started, string Ended, int ResumedFrom, bool Journal);

/// <summary>A checkpoint that a job left.</summary>
internal sealed record BundleCheckpoint(string Path, int? Iteration, string Sha256, bool IsFinal);

/// <summary>A score that counts in the table: <c>evaluation.json</c>; its images are in <c>counts.csv</c> beside it.</summary>
internal sealed record BundleEvaluation
{
    public required long Job { get; init; }

    public required int Attempt { get; init; }

    public required long Run { get; init; }

    public required string Protocol { get; init; }

    public required string CheckpointSha256 { get; init; }

    public required int Classes { get; init; }

    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Whether it is a classifier's: an image is one count, and has a rank.</summary>
    public required bool IsClassifier { get; init; }

    /// <summary>K×K, row-major, truth × prediction, summed over the images.</summary>
    public required IReadOnlyList<long> Confusion { get; init; }

    public double? MeanIoU { get; init; }

    public double? MeanAccuracy { get; init; }

    public double? PixelAccuracy { get; init; }

    public required IReadOnlyList<double> ClassIoU { get; init; }

    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    public required string Stored { get; init; }
}

/// <summary>Hashes of what went into the runs and came out of them: <c>hashes.json</c>.</summary>
internal sealed record BundleHashes(IReadOnlyList<BundleData> Data, IReadOnlyList<BundleWeights> Weights, IReadOnlyList<BundleResult> Checkpoints);

/// <summary>The data of some runs.</summary>
internal sealed record BundleData(string Dataset, string Name, string TrainingManifest, string TrainingListSha256, string ValidationListSha256, IReadOnlyList<long> Runs);

/// <summary>A file of weights that some runs started from.</summary>
internal sealed record BundleWeights(string File, string Sha256, IReadOnlyList<long> Runs);

/// <summary>A run's final checkpoint.</summary>
internal sealed record BundleResult(long Run, string Sha256);

/// <summary>Machines: <c>environment.json</c>.</summary>
/// <param name="Recorded">What the runs recorded.</param>
/// <param name="Bundled">Where the bundle was made, which need not be where the runs ran.</param>
internal sealed record BundleEnvironment(IReadOnlyList<RecordedEnvironment> Recorded, MachineEnvironment Bundled);

/// <summary>What some attempts recorded.</summary>
internal sealed record RecordedEnvironment(string EngineVersion, string Device, int Threads, string Worker, int Attempts);

/// <summary>A machine.</summary>
internal sealed record MachineEnvironment(string System, string Processor, int Processors, string Runtime, string LibTorch)
{
    /// <summary>What a bundle tells of a machine: nothing that names it.</summary>
    public static MachineEnvironment Of(Machine machine) => new(machine.System, machine.Processor, machine.Processors, machine.Runtime, machine.LibTorch);
}
