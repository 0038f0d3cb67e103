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
    public Task<long> GetOrCreateExperimentAsync(string name, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(db => GetOrCreateExperimentAsync(db, name, time, cancellationToken), cancellationToken);

    /// <summary>Creates runs with their jobs in one transaction: a rerun of a row (new seeds join its repeats), or a single run.</summary>
    /// <param name="experimentId">Experiment.</param>
    /// <param name="sweepId">Sweep they join, if any.</param>
    /// <param name="runs">Runs.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="ArgumentException">A reproduction's seed or fingerprint differs from its original's, or jobs wait for later ones.</exception>
    /// <exception cref="KeyNotFoundException">There is no such run to reproduce, or no such job to wait for.</exception>
    public Task<CreatedRuns> CreateAsync(long experimentId, long? sweepId, IReadOnlyList<NewRun> runs, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            db => RunFactory.AddAsync(db, experimentId, sweepId, runs, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken), cancellationToken);

    internal static async Task<long> GetOrCreateExperimentAsync(
        ExperimentsContext db, string name, TimeProvider time, CancellationToken cancellationToken)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        // Two may ask for the same name at once: the unique index decides, and neither fails.
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO experiment (name, description, created_ms) VALUES ({name}, '', {nowMs}) ON CONFLICT (name) DO NOTHING", cancellationToken);
        return await db.Experiments.Where(e => e.Name == name).Select(e => e.Id).SingleAsync(cancellationToken);
    }
}
