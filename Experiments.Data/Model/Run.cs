namespace Experiments.Data.Model;

/// <summary>
/// One configuration with one seed, trained once. Immutable once created, but for what people put beside it (labels, notes, whether it
/// is put aside); what happens to it is in its jobs.
/// </summary>
public sealed class Run
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Experiment it belongs to.</summary>
    public long ExperimentId { get; set; }

    /// <summary>Experiment it belongs to.</summary>
    public Experiment? Experiment { get; set; }

    /// <summary>Sweep that declared it, if any.</summary>
    public long? SweepId { get; set; }

    /// <summary>Sweep that declared it, if any.</summary>
    public Sweep? Sweep { get; set; }

    /// <summary>Name for people, for example <c>L2-SP seed 2</c>.</summary>
    public required string Name { get; set; }

    /// <summary>Fingerprint of the scientific settings without the seed: runs with the same one are repeats of each other.</summary>
    public required string Fingerprint { get; set; }

    /// <summary>Seed of all chance in the run.</summary>
    public int Seed { get; set; }

    /// <summary>The complete configuration, JSON.</summary>
    public required string ConfigurationJson { get; set; }

    /// <summary>
    /// The run that this one repeats with the same seed to see whether the same bits come out; such a run never
    /// counts in n. Null for an ordinary run.
    /// </summary>
    public long? ReproductionOfRunId { get; set; }

    /// <summary>The run that this one reproduces.</summary>
    public Run? ReproductionOf { get; set; }

    /// <summary>Free words to find it by.</summary>
    public List<string> Labels { get; set; } = [];

    /// <summary>When it was created, Unix milliseconds.</summary>
    public long CreatedMs { get; set; }

    /// <summary>What people wrote about it, Markdown.</summary>
    public string Notes { get; set; } = "";

    /// <summary>Number of the last change of <see cref="Notes"/>, 0 before the first: whoever writes over one that he has not seen is told.</summary>
    public int NotesVersion { get; set; }

    /// <summary>When it was put aside, Unix milliseconds; null where it was not. Such a run counts as before and is left out of the table of runs.</summary>
    public long? ArchivedMs { get; set; }

    /// <summary>When it was put into the bin, Unix milliseconds; null where it is not there.</summary>
    public long? BinnedMs { get; set; }

    /// <summary>Who put it there; empty where nobody said.</summary>
    public string BinnedBy { get; set; } = "";

    /// <summary>Why it was put there; empty where nobody said.</summary>
    public string BinnedReason { get; set; } = "";

    /// <summary>Every setting of the configuration as text, for filters and exports.</summary>
    public List<RunSetting> Settings { get; } = [];

    /// <summary>Its training and evaluations.</summary>
    public List<Job> Jobs { get; } = [];
}

/// <summary>One setting of a run's configuration. Data understands no key.</summary>
public sealed class RunSetting
{
    /// <summary>Run.</summary>
    public long RunId { get; set; }

    /// <summary>Key, for example <c>training.baseLearningRate</c>.</summary>
    public required string Key { get; set; }

    /// <summary>Value as text, invariant culture.</summary>
    public required string Value { get; set; }
}
