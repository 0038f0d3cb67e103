using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Deletions;

/// <summary>A run in the bin.</summary>
/// <param name="RunId">Run.</param>
/// <param name="Name">Name.</param>
/// <param name="Experiment">Name of its experiment.</param>
/// <param name="SweepId">Sweep, if any.</param>
/// <param name="Sweep">Name of the sweep; empty for none.</param>
/// <param name="Fingerprint">Fingerprint.</param>
/// <param name="Seed">Seed.</param>
/// <param name="ReproductionOfRunId">The run it repeats with the same seed, if it is such a check.</param>
/// <param name="CreatedMs">When it was created, Unix milliseconds.</param>
/// <param name="BinnedMs">When it went into the bin, Unix milliseconds.</param>
/// <param name="By">Who put it there; may be empty.</param>
/// <param name="Reason">Why; may be empty.</param>
public sealed record BinnedRun(
    long RunId, string Name, string Experiment, long? SweepId, string Sweep, string Fingerprint, int Seed, long? ReproductionOfRunId, long CreatedMs, long BinnedMs, string By, string Reason);

/// <summary>A sweep in the bin.</summary>
/// <param name="SweepId">Sweep.</param>
/// <param name="Name">Name.</param>
/// <param name="BinnedMs">When it went into the bin, Unix milliseconds.</param>
public sealed record BinnedSweep(long SweepId, string Name, long BinnedMs);

/// <summary>What the bin holds.</summary>
/// <param name="Runs">Runs, those that went last first, at most as many as asked for.</param>
/// <param name="RunIds">All runs, in the same order.</param>
/// <param name="Sweeps">Sweeps that went as a whole, those that went last first.</param>
/// <param name="FilesLeft">Runs that were deleted for good and whose files are still to be removed.</param>
public sealed record BinView(IReadOnlyList<BinnedRun> Runs, IReadOnlyList<long> RunIds, IReadOnlyList<BinnedSweep> Sweeps, IReadOnlyList<PurgedRun> FilesLeft);

/// <summary>Reads the bin.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class BinQueries(IDbContextFactory<ExperimentsContext> contexts)
{
    /// <summary>All that is in the bin.</summary>
    public Task<BinView> ListAsync(CancellationToken cancellationToken = default) => ListAsync(int.MaxValue, cancellationToken);

    /// <summary>What is in the bin, of its runs those that went last.</summary>
    /// <param name="most">How many runs; of the others there are the ids.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<BinView> ListAsync(int most, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var binned = db.Runs.WithBin().Where(r => r.BinnedMs != null).OrderByDescending(r => r.BinnedMs).ThenBy(r => r.Id);
        return new BinView(
            await Rows(binned.Take(most)).ToListAsync(cancellationToken),
            await binned.Select(r => r.Id).ToListAsync(cancellationToken),
            await db.Sweeps.WithBin().Where(s => s.BinnedMs != null).OrderByDescending(s => s.BinnedMs).ThenBy(s => s.Id)
                .Select(s => new BinnedSweep(s.Id, s.Name, s.BinnedMs!.Value)).ToListAsync(cancellationToken),
            await db.PurgedRuns.Where(r => r.FilesGoneMs == null).OrderBy(r => r.RunId).ToListAsync(cancellationToken));
    }

    /// <summary>A run in the bin; null where it is not there.</summary>
    public async Task<BinnedRun?> FindAsync(long runId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Rows(db.Runs.WithBin().Where(r => r.BinnedMs != null && r.Id == runId)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>What is left of a run that was deleted for good; null where there is none.</summary>
    public async Task<PurgedRun?> FindPurgedAsync(long runId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.PurgedRuns.SingleOrDefaultAsync(r => r.RunId == runId, cancellationToken);
    }

    private static IQueryable<BinnedRun> Rows(IQueryable<Run> runs) => runs.Select(r => new BinnedRun(
        r.Id, r.Name, r.Experiment!.Name, r.SweepId, r.Sweep == null ? "" : r.Sweep.Name, r.Fingerprint, r.Seed, r.ReproductionOfRunId, r.CreatedMs, r.BinnedMs!.Value, r.BinnedBy, r.BinnedReason));
}
