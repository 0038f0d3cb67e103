using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Runs;

/// <summary>What was created.</summary>
/// <param name="RunIds">Runs in the order given.</param>
/// <param name="QueuedJobIds">Jobs that can be claimed at once: hints for the queue.</param>
public sealed record CreatedRuns(IReadOnlyList<long> RunIds, IReadOnlyList<long> QueuedJobIds);

/// <summary>Creates experiments and runs.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class RunStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    /// <summary>The experiment of that name, created when there is none.</summary>
    public Task<long> GetOrCreateExperimentAsync(string name, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>Creates runs with their jobs in one transaction: a rerun of a row (new seeds join its repeats), or a single run.</summary>
    /// <param name="experimentId">Experiment.</param>
    /// <param name="sweepId">Sweep they join, if any.</param>
    /// <param name="runs">Runs.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="ArgumentException">A reproduction's seed or fingerprint differs from its original's, or jobs wait for later ones.</exception>
    public Task<CreatedRuns> CreateAsync(long experimentId, long? sweepId, IReadOnlyList<NewRun> runs, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");
}
