using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Runs;

/// <summary>Columns that a table of runs can be sorted by.</summary>
public enum RunSort
{
    /// <summary>By age.</summary>
    Created,

    /// <summary>By name.</summary>
    Name,

    /// <summary>By seed.</summary>
    Seed,

    /// <summary>By state, in the order of <see cref="RunState"/>.</summary>
    State,

    /// <summary>By the newest evaluation's mIoU; runs without one come last.</summary>
    MeanIoU,
}

/// <summary>Which runs, in which order.</summary>
public sealed record RunFilter
{
    /// <summary>Only this experiment's.</summary>
    public long? ExperimentId { get; init; }

    /// <summary>Only this sweep's.</summary>
    public long? SweepId { get; init; }

    /// <summary>Only this fingerprint's.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Only those whose name contains this, whatever the case.</summary>
    public string? NameContains { get; init; }

    /// <summary>Only in these states; empty for all.</summary>
    public IReadOnlyCollection<RunState> States { get; init; } = [];

    /// <summary>Only with these settings, exactly.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Order.</summary>
    public RunSort Sort { get; init; } = RunSort.Created;

    /// <summary>Whether the order is turned round; default true, newest first.</summary>
    public bool Descending { get; init; } = true;

    /// <summary>Runs to pass over.</summary>
    public int Skip { get; init; }

    /// <summary>At most this many; default 50.</summary>
    public int Take { get; init; } = 50;
}

/// <summary>A page of a table of runs.</summary>
/// <param name="Total">Runs that the filter lets through.</param>
/// <param name="Rows">Those of the page.</param>
public sealed record RunPage(int Total, IReadOnlyList<RunRow> Rows);

/// <summary>A run in a list.</summary>
public sealed record RunRow
{
    /// <summary>Run.</summary>
    public required long RunId { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Experiment.</summary>
    public required long ExperimentId { get; init; }

    /// <summary>Name of the experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>Sweep, if any.</summary>
    public long? SweepId { get; init; }

    /// <summary>Name of the sweep, if any.</summary>
    public string? Sweep { get; init; }

    /// <summary>Seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Fingerprint.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The run it repeats with the same seed, if it is such a check.</summary>
    public long? ReproductionOfRunId { get; init; }

    /// <summary>Free words.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>State.</summary>
    public required RunState State { get; init; }

    /// <summary>When it was created, Unix milliseconds.</summary>
    public long CreatedMs { get; init; }

    /// <summary>When its first job was claimed, Unix milliseconds.</summary>
    public long? StartedMs { get; init; }

    /// <summary>When its last job ended, Unix milliseconds; null while one has not ended.</summary>
    public long? EndedMs { get; init; }

    /// <summary>Newest <c>train/loss</c>; null when there is none or it is not a number.</summary>
    public double? LatestLoss { get; init; }

    /// <summary>mIoU of the newest evaluation, 0 to 1, else of the newest validation during training; null when there is none.</summary>
    public double? LatestMeanIoU { get; init; }
}

/// <summary>A run with all that belongs to it.</summary>
/// <param name="Run">The run with experiment, sweep and settings.</param>
/// <param name="State">Its state.</param>
/// <param name="Jobs">Its jobs in order, each with attempts, artifacts and evaluation.</param>
/// <param name="Reproductions">Runs that repeat it with the same seed.</param>
/// <param name="Repeats">Ordinary runs of the same fingerprint, this one too.</param>
public sealed record RunDetail(
    Run Run, RunState State, IReadOnlyList<Job> Jobs, IReadOnlyList<RunReference> Reproductions, IReadOnlyList<RunReference> Repeats);

/// <summary>A run to link to.</summary>
/// <param name="RunId">Run.</param>
/// <param name="Name">Name.</param>
/// <param name="Seed">Seed.</param>
public sealed record RunReference(long RunId, string Name, int Seed);

/// <summary>Reads runs.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class RunQueries(IDbContextFactory<ExperimentsContext> contexts)
{
    /// <summary>A page of the runs table.</summary>
    public Task<RunPage> PageAsync(RunFilter filter, CancellationToken cancellationToken = default) => throw new NotSupportedException(contexts.ToString());

    /// <summary>One run with its jobs, attempts, artifacts and evaluations; null when there is none.</summary>
    public Task<RunDetail?> FindAsync(long runId, CancellationToken cancellationToken = default) => throw new NotSupportedException(contexts.ToString());

    /// <summary>States of some runs.</summary>
    public Task<IReadOnlyDictionary<long, RunState>> StatesAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default) => throw new NotSupportedException(contexts.ToString());
}
