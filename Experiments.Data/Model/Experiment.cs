namespace Experiments.Data.Model;

/// <summary>A named collection of runs.</summary>
public sealed class Experiment
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Name; unique.</summary>
    public required string Name { get; set; }

    /// <summary>What it is about; may be empty.</summary>
    public string Description { get; set; } = "";

    /// <summary>When it was created, Unix milliseconds.</summary>
    public long CreatedMs { get; set; }

    /// <summary>Its runs.</summary>
    public List<Run> Runs { get; } = [];

    /// <summary>Its sweeps.</summary>
    public List<Sweep> Sweeps { get; } = [];
}

/// <summary>A declared set of configurations × seeds; its runs are known before anything runs.</summary>
public sealed class Sweep
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Experiment it belongs to.</summary>
    public long ExperimentId { get; set; }

    /// <summary>Experiment it belongs to.</summary>
    public Experiment? Experiment { get; set; }

    /// <summary>Name.</summary>
    public required string Name { get; set; }

    /// <summary>The configuration that the axes change, JSON.</summary>
    public required string BaseConfigurationJson { get; set; }

    /// <summary>The settings with several values, JSON, in the form its author chose.</summary>
    public required string AxesJson { get; set; }

    /// <summary>Seeds of every configuration.</summary>
    public List<int> Seeds { get; set; } = [];

    /// <summary>When it was created, Unix milliseconds.</summary>
    public long CreatedMs { get; set; }

    /// <summary>When it was put into the bin with its runs, Unix milliseconds; null where it is not there.</summary>
    public long? BinnedMs { get; set; }

    /// <summary>Its runs.</summary>
    public List<Run> Runs { get; } = [];
}
