namespace Experiments.Data.Model;

/// <summary>
/// The unit of work: one engine process at a time. A claim raises <see cref="Attempt"/>; every later write names the
/// attempt and is refused in the same transaction when a newer one exists.
/// </summary>
public sealed class Job
{
    /// <summary><see cref="FailureClass"/> of a job cancelled because the one it waited for did not succeed.</summary>
    public const string DependencyFailure = "dependency";

    /// <summary><see cref="FailureClass"/> of a job whose workers were lost too often.</summary>
    public const string WorkerLostFailure = "worker-lost";

    /// <summary><see cref="FailureClass"/> of a job that was set aside because the disk, or the user's share of it, was full.</summary>
    public const string DiskFullFailure = "disk-full";

    /// <summary><see cref="FailureClass"/> of a job that was set aside because the disk became read-only.</summary>
    public const string DiskReadOnlyFailure = "disk-read-only";

    /// <summary><see cref="FailureClass"/> of a job that its sweep set aside because too many of the sweep's jobs had failed in a row.</summary>
    public const string SweepStoppedFailure = "sweep-stopped";

    /// <summary>The queue of jobs that name none.</summary>
    public const string DefaultQueue = "default";

    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Run it belongs to.</summary>
    public long RunId { get; set; }

    /// <summary>Run it belongs to.</summary>
    public Run? Run { get; set; }

    /// <summary>What it does.</summary>
    public JobKind Kind { get; set; }

    /// <summary>State.</summary>
    public JobState State { get; set; }

    /// <summary>Number of the newest attempt; 0 before the first claim.</summary>
    public int Attempt { get; set; }

    /// <summary>Queue whose workers may take it.</summary>
    public string Queue { get; set; } = DefaultQueue;

    /// <summary>Higher ones are taken first; of equals the older. Default 0.</summary>
    public int Priority { get; set; }

    /// <summary>Its newest attempt when a person last queued it: failures up to there do not count against it.</summary>
    public int RetriedAtAttempt { get; set; }

    /// <summary>Attempts whose worker was lost since a person last queued it.</summary>
    public int LostAttempts { get; set; }

    /// <summary>Raised by its worker while it lives; compared only with its own earlier value.</summary>
    public long HeartbeatCounter { get; set; }

    /// <summary>Worker that has or had it; empty before the first claim.</summary>
    public string Worker { get; set; } = "";

    /// <summary>Device it was told to use, for example <c>cpu</c>, <c>cuda:0</c>.</summary>
    public string Device { get; set; } = "";

    /// <summary>CPU threads it was told to use; fixed at its first attempt because they can move final bits.</summary>
    public int Threads { get; set; }

    /// <summary>Job that must succeed before this one is queued, if any.</summary>
    public long? WaitsForJobId { get; set; }

    /// <summary>Job that must succeed first.</summary>
    public Job? WaitsFor { get; set; }

    /// <summary>What exactly to do, JSON, for example the resolved protocol of an evaluation; empty when the kind says it all.</summary>
    public string RequestJson { get; set; } = "";

    /// <summary>Fingerprint of the resolved protocol; evaluations only.</summary>
    public string? ProtocolFingerprint { get; set; }

    /// <summary>Short name of the protocol, for example <c>SS</c>; evaluations only.</summary>
    public string? ProtocolName { get; set; }

    /// <summary>Whether a person asked for the end of it.</summary>
    public bool CancelRequested { get; set; }

    /// <summary>Whether a person asked to set it aside while a worker held it.</summary>
    public bool PauseRequested { get; set; }

    /// <summary>Seconds one attempt may take; null for no limit.</summary>
    public int? TimeLimitSeconds { get; set; }

    /// <summary>Units done (iterations or images).</summary>
    public int Done { get; set; }

    /// <summary>Units in all; 0 while unknown.</summary>
    public int Total { get; set; }

    /// <summary>Units a second over the last stretch; 0 while unknown.</summary>
    public double Rate { get; set; }

    /// <summary>Kind of failure, for example <c>data</c>, <c>out-of-memory</c>, <c>worker-lost</c>, <c>dependency</c>; null when there is none.</summary>
    public string? FailureClass { get; set; }

    /// <summary>One line: the thing, its value, the remedy; null when there is none.</summary>
    public string? FailureMessage { get; set; }

    /// <summary>What became of each tensor of the weights file, JSON as the engine journalled it; null when none was.</summary>
    public string? WeightsReportJson { get; set; }

    /// <summary>When it was created, Unix milliseconds.</summary>
    public long CreatedMs { get; set; }

    /// <summary>When it last became queued, Unix milliseconds.</summary>
    public long? QueuedMs { get; set; }

    /// <summary>When its first attempt was claimed, Unix milliseconds.</summary>
    public long? StartedMs { get; set; }

    /// <summary>When it ended, Unix milliseconds.</summary>
    public long? EndedMs { get; set; }

    /// <summary>Its attempts.</summary>
    public List<Attempt> Attempts { get; } = [];

    /// <summary>Every change of its state, oldest first.</summary>
    public List<JobEvent> Events { get; } = [];

    /// <summary>Files worth showing or going on from.</summary>
    public List<Artifact> Artifacts { get; } = [];

    /// <summary>The score it gave, if any.</summary>
    public Evaluation? Evaluation { get; set; }
}

/// <summary>One try at a job, with a folder of its own that only it writes.</summary>
public sealed class Attempt
{
    /// <summary>Job.</summary>
    public long JobId { get; set; }

    /// <summary>1, 2, 3, ...</summary>
    public int Number { get; set; }

    /// <summary>Its folder, relative to the runs folder; empty until it starts.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Worker that made it.</summary>
    public string Worker { get; set; } = "";

    /// <summary>When it was claimed, Unix milliseconds.</summary>
    public long StartedMs { get; set; }

    /// <summary>When it ended, Unix milliseconds.</summary>
    public long? EndedMs { get; set; }

    /// <summary>How it ended.</summary>
    public AttemptOutcome Outcome { get; set; }

    /// <summary>Kind of failure that ended it, as of <see cref="Job.FailureClass"/>; null when none did.</summary>
    public string? FailureClass { get; set; }

    /// <summary>What that failure said; null when none did.</summary>
    public string? FailureMessage { get; set; }

    /// <summary>Exit code of the engine process; null when it never ended under our eyes.</summary>
    public int? ExitCode { get; set; }

    /// <summary>Last journal sequence number that is stored.</summary>
    public long LastSequence { get; set; }

    /// <summary>Last lines of its log; kept with the row so that a failure can be read without the folder.</summary>
    public string LogTail { get; set; } = "";

    /// <summary>Version of the engine; empty until it said so.</summary>
    public string EngineVersion { get; set; } = "";

    /// <summary>Where and with what it ran, JSON as its worker wrote it; empty for attempts of before that was on record.</summary>
    public string EnvironmentJson { get; set; } = "";

    /// <summary>Iteration it went on from; 0 for a fresh start.</summary>
    public int ResumedFrom { get; set; }

    /// <summary>Trainable parameters of the network; 0 until known.</summary>
    public long Parameters { get; set; }

    /// <summary>α·Σ lr/(1−momentum) over the schedule; null until known.</summary>
    public double? Pull { get; set; }

    /// <summary>Class names in index order.</summary>
    public List<string> ClassNames { get; set; } = [];

    /// <summary>Class colours as #rrggbb in index order.</summary>
    public List<string> ClassColours { get; set; } = [];
}

/// <summary>A file that an attempt left behind.</summary>
public sealed class Artifact
{
    /// <summary>Kind of a resumable or final checkpoint.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>Kind of a copy of a scored image.</summary>
    public const string Image = "image";

    /// <summary>Kind of a scored image's labels, a palette PNG of the classes' colours.</summary>
    public const string Truth = "truth";

    /// <summary>Kind of what was predicted for an image, a palette PNG of the classes' colours.</summary>
    public const string PredictionColour = "prediction-colour";

    /// <summary>Kind of what was predicted for an image, a PNG of class indices.</summary>
    public const string Prediction = "prediction";

    /// <summary>Kinds of the pictures of an image: there can be thousands of them.</summary>
    public static IReadOnlyList<string> PictureKinds { get; } = [Image, Truth, PredictionColour, Prediction];

    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Job.</summary>
    public long JobId { get; set; }

    /// <summary>Job.</summary>
    public Job? Job { get; set; }

    /// <summary>Attempt that wrote it.</summary>
    public int AttemptNumber { get; set; }

    /// <summary><see cref="Checkpoint"/>, <c>image</c>, <c>truth</c>, <c>prediction</c>, <c>prediction-colour</c>, <c>weights</c>, ...</summary>
    public required string Kind { get; set; }

    /// <summary>What it shows, for example the image's stem.</summary>
    public string Name { get; set; } = "";

    /// <summary>File, relative to the attempt's folder.</summary>
    public required string Path { get; set; }

    /// <summary>Iterations done when it was written; checkpoints only.</summary>
    public int? Iteration { get; set; }

    /// <summary>Its place in that attempt's journal; 0 for files of before that was on record.</summary>
    public long Sequence { get; set; }

    /// <summary>SHA-256 of the file, where known.</summary>
    public string? Sha256 { get; set; }

    /// <summary>Whether it is the final checkpoint.</summary>
    public bool IsFinal { get; set; }
}
