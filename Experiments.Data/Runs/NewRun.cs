using Experiments.Data.Jobs;

namespace Experiments.Data.Runs;

/// <summary>A run to create, with its jobs.</summary>
public sealed record NewRun
{
    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Fingerprint of its configuration.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The complete configuration, JSON, seed included.</summary>
    public required string ConfigurationJson { get; init; }

    /// <summary>Every setting as text; keys must differ.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Jobs in the order of their dependencies: a job waits only for an earlier one.</summary>
    public required IReadOnlyList<NewJob> Jobs { get; init; }

    /// <summary>The run that this one repeats with the same seed; null for an ordinary run.</summary>
    public long? ReproductionOfRunId { get; init; }

    /// <summary>Free words to find it by.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}
