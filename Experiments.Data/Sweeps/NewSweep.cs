using Experiments.Data.Results;
using Experiments.Data.Runs;

namespace Experiments.Data.Sweeps;

/// <summary>A sweep to create, expanded: every run is known before anything runs.</summary>
public sealed record NewSweep
{
    /// <summary>Name of its experiment; created when there is none of that name.</summary>
    public required string Experiment { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>The configuration that the axes change, JSON.</summary>
    public required string BaseConfigurationJson { get; init; }

    /// <summary>The settings with several values, JSON, in the form its author chose.</summary>
    public required string AxesJson { get; init; }

    /// <summary>Seeds of every configuration.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>Its runs.</summary>
    public required IReadOnlyList<NewRun> Runs { get; init; }

    /// <summary>Its results grid; null for none (a pre-training, for example).</summary>
    public NewGrid? Grid { get; init; }
}

/// <summary>What was created.</summary>
/// <param name="SweepId">Sweep.</param>
/// <param name="ExperimentId">Experiment.</param>
/// <param name="GridId">Its results grid, if it has one.</param>
/// <param name="RunIds">Runs in the order given.</param>
/// <param name="QueuedJobIds">Jobs that can be claimed at once: hints for the queue.</param>
public sealed record CreatedSweep(long SweepId, long ExperimentId, long? GridId, IReadOnlyList<long> RunIds, IReadOnlyList<long> QueuedJobIds)
{
    /// <summary>Runs that were there already and are used.</summary>
    public IReadOnlyList<long> UsedRunIds { get; init; } = [];

    /// <summary>Number of evaluations queued for those of them that lacked one.</summary>
    public int AddedEvaluations { get; init; }
}
