using Experiments.Data.Deletions;
using Experiments.Web.Access;

namespace Experiments.Web.Deletions;

/// <summary>What a person can do about deleting: everything here goes through <see cref="ActGuard"/> first.</summary>
/// <param name="guard">Asks for the right, and writes down what was done.</param>
/// <param name="store">Rows.</param>
/// <param name="bin">Deletes for good.</param>
/// <param name="folders">Files.</param>
public sealed class BinActions(ActGuard guard, BinStore store, RunBin bin, RunFolders folders)
{
    /// <summary>Puts runs into the bin.</summary>
    /// <returns>Those that are in it now, with the checks that go with them.</returns>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    /// <exception cref="BinException">One is in use, or has not ended; nothing was changed.</exception>
    public Task<IReadOnlyList<long>> PutRunsAsync(IReadOnlyCollection<long> runIds, string reason, bool evenIfUsed, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.Delete, Runs(runIds), person => store.PutRunsAsync(runIds, new Deletion(person.Name, reason, evenIfUsed), cancellationToken), cancellationToken);

    /// <summary>Puts a sweep with all its runs into the bin.</summary>
    /// <returns>Its runs.</returns>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    /// <exception cref="BinException">One of its runs is in use, or has not ended; nothing was changed.</exception>
    public Task<IReadOnlyList<long>> PutSweepAsync(long sweepId, string reason, bool evenIfUsed, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.Delete, $"sweep {sweepId}", person => store.PutSweepAsync(sweepId, new Deletion(person.Name, reason, evenIfUsed), cancellationToken), cancellationToken);

    /// <summary>Bytes that a run has on disk.</summary>
    public long SizeOf(long runId) => folders.SizeOf(runId);

    /// <summary>What uses some runs that are not in the bin.</summary>
    public Task<IReadOnlyList<RunUse>> UsesAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default) => store.UsesAsync(runIds, cancellationToken);

    /// <summary>What uses a sweep's runs, beside its own table.</summary>
    public Task<IReadOnlyList<RunUse>> UsesOfSweepAsync(long sweepId, CancellationToken cancellationToken = default) => store.UsesOfSweepAsync(sweepId, cancellationToken);

    /// <summary>What uses some runs that are in the bin.</summary>
    public Task<IReadOnlyList<RunUse>> UsesOfBinnedAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default) => store.UsesOfBinnedAsync(runIds, cancellationToken);

    /// <summary>Takes runs out of the bin.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task<IReadOnlyList<long>> RestoreRunsAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.Restore, Runs(runIds), () => store.RestoreRunsAsync(runIds, cancellationToken), cancellationToken);

    /// <summary>Takes a sweep and its runs out of the bin.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task<IReadOnlyList<long>> RestoreSweepAsync(long sweepId, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.Restore, $"sweep {sweepId}", () => store.RestoreSweepAsync(sweepId, cancellationToken), cancellationToken);

    /// <summary>Deletes runs that are in the bin for good, with their files: an admin's to do.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    /// <exception cref="BinException">One is not in the bin, or in use; nothing was changed.</exception>
    public Task<Purge> PurgeAsync(IReadOnlyCollection<long> runIds, bool evenIfUsed, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.Purge, Runs(runIds), () => bin.PurgeAsync(runIds, evenIfUsed, cancellationToken), cancellationToken);

    /// <summary>Removes the files of runs whose rows are gone and whose files are not.</summary>
    /// <returns>Why some could not be removed, by run.</returns>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task<IReadOnlyDictionary<long, string>> RemoveLeftAsync(CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.Purge, "files that earlier ones left", () => bin.RemoveLeftAsync(cancellationToken), cancellationToken);

    private static string Runs(IReadOnlyCollection<long> runIds) => $"{(runIds.Count == 1 ? "run" : "runs")} {string.Join(", ", runIds)}";
}
