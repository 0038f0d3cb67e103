namespace Experiments.Data.Journal;

/// <summary>
/// A stretch of one attempt's journal, from one line to another without a gap. Lines that carry nothing to store
/// (the end, for example) still count in the numbers.
/// </summary>
/// <param name="FirstSequence">Sequence number of its first line.</param>
/// <param name="LastSequence">Sequence number of its last line.</param>
public sealed record JournalBatch(long FirstSequence, long LastSequence)
{
    /// <summary>What the engine said at its start, if the stretch has it.</summary>
    public JournalStart? Start { get; init; }

    /// <summary>How far the work is, the newest of the stretch.</summary>
    public JournalProgress? Progress { get; init; }

    /// <summary>What became of each tensor of the weights file, JSON, if the stretch has it.</summary>
    public string? WeightsReportJson { get; init; }

    /// <summary>Points of curves.</summary>
    public IReadOnlyList<JournalPoint> Points { get; init; } = [];

    /// <summary>Files, checkpoints too.</summary>
    public IReadOnlyList<JournalArtifact> Artifacts { get; init; } = [];

    /// <summary>Images scored.</summary>
    public IReadOnlyList<JournalImage> Images { get; init; } = [];

    /// <summary>The evaluation, if the stretch has it.</summary>
    public JournalEvaluation? Evaluation { get; init; }
}

/// <summary>What the engine said at its start.</summary>
/// <param name="EngineVersion">Version and commit.</param>
/// <param name="ResumedFrom">Iteration it went on from; 0 for a fresh start.</param>
/// <param name="Parameters">Trainable parameters.</param>
/// <param name="Pull">α·Σ lr/(1−momentum) over the schedule.</param>
/// <param name="ClassNames">Class names in index order.</param>
/// <param name="ClassColours">Class colours as #rrggbb in index order.</param>
public sealed record JournalStart(
    string EngineVersion,
    int ResumedFrom,
    long Parameters,
    double Pull,
    IReadOnlyList<string> ClassNames,
    IReadOnlyList<string> ClassColours);

/// <summary>How far the work is.</summary>
/// <param name="Done">Units done (iterations or images).</param>
/// <param name="Total">Units in all.</param>
/// <param name="Rate">Units a second.</param>
public sealed record JournalProgress(int Done, int Total, double Rate);

/// <summary>One point of a curve.</summary>
/// <param name="Sequence">Its line.</param>
/// <param name="Series">Curve, for example <c>train/loss</c>.</param>
/// <param name="Step">Iteration.</param>
/// <param name="Value">Value; may be NaN or infinite.</param>
public sealed record JournalPoint(long Sequence, string Series, int Step, double Value);

/// <summary>A file the attempt wrote.</summary>
/// <param name="Sequence">Its line.</param>
/// <param name="Kind"><see cref="Model.Artifact.Checkpoint"/>, <c>image</c>, <c>truth</c>, <c>prediction</c>, ...</param>
/// <param name="Name">What it shows.</param>
/// <param name="Path">File, relative to the attempt's folder.</param>
/// <param name="Iteration">Iterations done; checkpoints only.</param>
/// <param name="Sha256">SHA-256 of the file, where known.</param>
/// <param name="IsFinal">Whether it is the final checkpoint.</param>
public sealed record JournalArtifact(
    long Sequence, string Kind, string Name, string Path, int? Iteration = null, string? Sha256 = null, bool IsFinal = false);

/// <summary>Confusion counts of one image.</summary>
/// <param name="Sequence">Its line.</param>
/// <param name="Index">Position in the subset, from 0.</param>
/// <param name="Stem">Stem of the file.</param>
/// <param name="Counts">Non-zero cells as triples truth, prediction, count.</param>
/// <param name="Rank">Classification: place of the true class among the scores, from 1; null in segmentation.</param>
public sealed record JournalImage(long Sequence, int Index, string Stem, IReadOnlyList<long> Counts, int? Rank = null);

/// <summary>A checkpoint scored under a protocol.</summary>
public sealed record JournalEvaluation
{
    /// <summary>Its line.</summary>
    public required long Sequence { get; init; }

    /// <summary>Fingerprint of the resolved protocol.</summary>
    public required string ProtocolFingerprint { get; init; }

    /// <summary>Short name of the protocol.</summary>
    public required string ProtocolName { get; init; }

    /// <summary>The resolved protocol, JSON.</summary>
    public required string ProtocolJson { get; init; }

    /// <summary>SHA-256 of the scored checkpoint.</summary>
    public required string CheckpointSha256 { get; init; }

    /// <summary>Number of classes K.</summary>
    public required int Classes { get; init; }

    /// <summary>Confusion[truth, prediction], row-major K×K.</summary>
    public required IReadOnlyList<long> Confusion { get; init; }

    /// <summary>mIoU, 0 to 1; may be NaN.</summary>
    public required double MeanIoU { get; init; }

    /// <summary>Mean class accuracy, 0 to 1; may be NaN.</summary>
    public required double MeanAccuracy { get; init; }

    /// <summary>Pixel accuracy, 0 to 1; may be NaN.</summary>
    public required double PixelAccuracy { get; init; }

    /// <summary>IoU per class in index order, 0 to 1; NaN for an absent class.</summary>
    public required IReadOnlyList<double> ClassIoU { get; init; }

    /// <summary>Further metrics by name, 0 to 1, all finite.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
}
