using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Experiments.Engine.Schema;

/// <summary>
/// One line of a journal (<c>events.jsonl</c> in an attempt's folder): all that an engine process has to say, in
/// order. Sequence numbers start at 1 and have no gaps, so a reader stores each line exactly once by
/// (job, attempt, sequence).
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StartedEvent), "started")]
[JsonDerivedType(typeof(WeightsReportEvent), "weights")]
[JsonDerivedType(typeof(ProgressEvent), "progress")]
[JsonDerivedType(typeof(PointEvent), "point")]
[JsonDerivedType(typeof(CheckpointEvent), "checkpoint")]
[JsonDerivedType(typeof(ImageScoredEvent), "image")]
[JsonDerivedType(typeof(EvaluationEvent), "evaluation")]
[JsonDerivedType(typeof(ArtifactEvent), "artifact")]
[JsonDerivedType(typeof(FinishedEvent), "finished")]
[JsonDerivedType(typeof(FailedEvent), "failed")]
public abstract record JournalEvent
{
    /// <summary>1, 2, 3, ... within one attempt; set by the writer.</summary>
    public long Sequence { get; init; }

    /// <summary>Unix milliseconds, by the engine's clock; set by the writer.</summary>
    public long TimeMs { get; init; }
}

/// <summary>The work began (or went on from a checkpoint).</summary>
public sealed record StartedEvent : JournalEvent
{
    /// <summary>Engine's version and commit.</summary>
    public string EngineVersion { get; init; } = "";

    /// <summary>Device of the first replica.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>CPU threads in use.</summary>
    public int Threads { get; init; }

    /// <summary>Iteration it went on from, in an evaluation the images taken over from earlier attempts; 0 for a fresh start.</summary>
    public int ResumedFrom { get; init; }

    /// <summary>
    /// A training that goes on: last line of the checkpoint's own journal that still counts; what follows it there is done again. 0 for a
    /// fresh start.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ResumedFromLine { get; init; }

    /// <summary>An evaluation: what exactly is scored; null for other work.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ScoredThing? Scores { get; init; }

    /// <summary>Name of the classes, in index order.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Colours of the classes as #rrggbb, in index order.</summary>
    public IReadOnlyList<string> Colours { get; init; } = [];

    /// <summary>Trainable parameters of the network.</summary>
    public long Parameters { get; init; }

    /// <summary>α·Σ lr/(1−momentum): how far L2-SP can draw a weight back; NaN for optimisers that rescale it.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public double Pull { get; init; }
}

/// <summary>What an evaluation scores: scores of images go on only where all of this and the threads are the same.</summary>
public sealed record ScoredThing
{
    /// <summary>SHA-256 of the checkpoint.</summary>
    public string Checkpoint { get; init; } = "";

    /// <summary>Fingerprint of the resolved protocol, with it the manifest of the images and labels.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>Fingerprint of the configuration that says how the images are read, and its seed.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>SHA-256 over the classes with their categories and the stems of the images, in order.</summary>
    public string Images { get; init; } = "";

    /// <summary>Devices that share the work.</summary>
    public string Devices { get; init; } = "";
}

/// <summary>What became of each tensor of the network and of the weights file.</summary>
public sealed record WeightsReportEvent : JournalEvent
{
    /// <summary>Tensors of the network that were filled from the file.</summary>
    public IReadOnlyList<string> Loaded { get; init; } = [];

    /// <summary>Tensors of the network that the file does not have.</summary>
    public IReadOnlyList<string> New { get; init; } = [];

    /// <summary>Tensors of the file that the network does not have.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    /// <summary>Tensors on both sides whose shapes differ, with both shapes.</summary>
    public IReadOnlyList<string> Mismatched { get; init; } = [];

    /// <summary>Whose names the file has, see <c>docs/weights.md</c>; empty in reports of older versions.</summary>
    public string Scheme { get; init; } = "";

    /// <summary>The skipped tensors again, by the reason.</summary>
    public IReadOnlyList<SkippedTensors> SkippedWhy { get; init; } = [];

    /// <summary>Where the configuration builds or feeds the network in another way than the file says, a sentence each.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];
}

/// <summary>Tensors of a file that were skipped for one reason.</summary>
public sealed record SkippedTensors
{
    /// <summary>The reason, in words.</summary>
    public string Why { get; init; } = "";

    /// <summary>Their names in the file.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}

/// <summary>How far the work is.</summary>
public sealed record ProgressEvent : JournalEvent
{
    /// <summary>Units done (iterations or images).</summary>
    public int Done { get; init; }

    /// <summary>Units in all.</summary>
    public int Total { get; init; }

    /// <summary>Units a second, over the last stretch.</summary>
    public double Rate { get; init; }
}

/// <summary>One point of a curve, such as <c>train/loss</c>, <c>train/learning_rate</c>, <c>validation/miou</c>.</summary>
public sealed record PointEvent : JournalEvent
{
    /// <summary>Series.</summary>
    public string Key { get; init; } = "";

    /// <summary>Iteration; in a series of <see cref="SystemSeries"/> seconds that the job has run, over all its attempts.</summary>
    public int Step { get; init; }

    /// <summary>Value; NaN and infinities are written as JSON strings.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public double Value { get; init; }
}

/// <summary>A checkpoint was written, whole and flushed.</summary>
public sealed record CheckpointEvent : JournalEvent
{
    /// <summary>File, relative to the attempt's folder.</summary>
    public string Path { get; init; } = "";

    /// <summary>Iterations done.</summary>
    public int Iteration { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Whether it is the final one.</summary>
    public bool Final { get; init; }
}

/// <summary>One image was scored; its pictures, where it has some, were journalled before it.</summary>
public sealed record ImageScoredEvent : JournalEvent
{
    /// <summary>Position in the subset, from 0.</summary>
    public int Index { get; init; }

    /// <summary>Stem of the file.</summary>
    public string Stem { get; init; } = "";

    /// <summary>Confusion[truth, prediction] of this image as triples truth, prediction, count of its non-zero cells.</summary>
    public IReadOnlyList<long> Counts { get; init; } = [];

    /// <summary>Classification: place of the true class among the scores, from 1; null in segmentation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Rank { get; init; }

    /// <summary>
    /// Instances of this image as quadruples number, pixels, pixels predicted as its class, pixels predicted as its category; null where the data
    /// set has no instances.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<long>? Instances { get; init; }

    /// <summary><see cref="CheckOf"/> of the rest, by which an evaluation that goes on knows a damaged line; empty in journals of older versions.</summary>
    public string Check { get; init; } = "";

    /// <summary>The first 16 hexadecimal digits of the SHA-256 over all that is said of the image.</summary>
    public string CheckOf()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Index}\n{Stem}\n{string.Join(' ', Counts)}\n{Rank}\n{(Instances is null ? "none" : string.Join(' ', Instances))}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}

/// <summary>A checkpoint was scored under a protocol.</summary>
public sealed record EvaluationEvent : JournalEvent
{
    /// <summary>The protocol, resolved.</summary>
    public Protocol Protocol { get; init; } = new();

    /// <summary>SHA-256 of the scored checkpoint.</summary>
    public string CheckpointSha256 { get; init; } = "";

    /// <summary>Number of classes K.</summary>
    public int Classes { get; init; }

    /// <summary>Confusion[truth, prediction], row-major K×K, summed over the data set.</summary>
    public IReadOnlyList<long> Confusion { get; init; } = [];

    /// <summary>Headline mIoU under the protocol's absent-class rule, 0 to 1.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public double MeanIoU { get; init; }

    /// <summary>Mean class accuracy, 0 to 1.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public double MeanAccuracy { get; init; }

    /// <summary>Pixel accuracy, 0 to 1.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public double PixelAccuracy { get; init; }

    /// <summary>IoU per class in index order, 0 to 1; NaN for an absent class.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public IReadOnlyList<double> ClassIoU { get; init; } = [];

    /// <summary>Further metrics by name (see <see cref="MetricNames"/>), 0 to 1; those that are not a number are left out.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
}

/// <summary>A file worth showing was written.</summary>
public sealed record ArtifactEvent : JournalEvent
{
    /// <summary><c>image</c>, <c>truth</c>, <c>prediction</c>, <c>prediction-colour</c>, <c>weights</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>What it shows, for example the image's stem.</summary>
    public string Name { get; init; } = "";

    /// <summary>File, relative to the attempt's folder.</summary>
    public string Path { get; init; } = "";
}

/// <summary>The work is done; the last line of a successful attempt.</summary>
public sealed record FinishedEvent : JournalEvent;

/// <summary>The work failed; the last line of an attempt that could still say so.</summary>
public sealed record FailedEvent : JournalEvent
{
    /// <summary>One clear line: the thing, its value, the remedy.</summary>
    public string Message { get; init; } = "";

    /// <summary><c>configuration</c>, <c>data</c>, <c>weights</c>, <c>not-finite</c>, <c>out-of-memory</c>, <c>internal</c>.</summary>
    public string FailureClass { get; init; } = "internal";
}
