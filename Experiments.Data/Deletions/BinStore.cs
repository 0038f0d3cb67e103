using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Deletions;

/// <summary>
/// Deletes runs in two steps: into the bin, where nothing counts or lists them and from where they come back as they were; then for
/// good. A run's same-seed checks mean nothing without it and go where it goes. Safe for concurrent use.
/// </summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class BinStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    private static readonly JobState[] NotEnded = [JobState.Waiting, JobState.Queued, JobState.Claimed, JobState.Running, JobState.Paused];

    /// <summary>Puts runs into the bin, with their same-seed checks.</summary>
    /// <returns>All that went, checks too.</returns>
    /// <exception cref="BinException">One is not there, has a job that has not ended, or is in use; nothing was changed.</exception>
    public Task<IReadOnlyList<long>> PutRunsAsync(IReadOnlyCollection<long> runIds, Deletion how, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(how);
        return contexts.InTransactionAsync(
            async db =>
            {
                var found = await db.Runs.Where(r => runIds.Contains(r.Id)).Select(r => r.Id).ToListAsync(cancellationToken);
                if (runIds.Except(found).Order().ToList() is { Count: > 0 } missing)
                    throw new BinException($"There is no run {string.Join(", ", missing)} to delete: it is in the bin already, or in another database.");
                return await PutAsync(db, Going(db, runIds), null, how, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Puts a sweep into the bin: all runs that it made, and its own table.</summary>
    /// <returns>The runs that went.</returns>
    /// <exception cref="BinException">There is no such sweep, or a run of it has a job that has not ended or is in use; nothing was changed.</exception>
    public Task<IReadOnlyList<long>> PutSweepAsync(long sweepId, Deletion how, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(how);
        return contexts.InTransactionAsync(
            async db =>
            {
                if (!await db.Sweeps.AnyAsync(s => s.Id == sweepId, cancellationToken))
                    throw new BinException($"There is no sweep {sweepId} to delete: it is in the bin already, or in another database.");
                var gone = await PutAsync(db, GoingWithSweep(db, sweepId), sweepId, how, cancellationToken);
                await db.Sweeps.Where(s => s.Id == sweepId).ExecuteUpdateAsync(set => set.SetProperty(s => s.BinnedMs, NowMs()), cancellationToken);
                return gone;
            },
            cancellationToken);
    }

    /// <summary>What uses some runs, as <see cref="PutRunsAsync"/> would refuse them.</summary>
    public async Task<IReadOnlyList<RunUse>> UsesAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await RunUses.OfAsync(db, Going(db, runIds), null, cancellationToken);
    }

    /// <summary>What uses the runs of a sweep, as <see cref="PutSweepAsync"/> would refuse it.</summary>
    public async Task<IReadOnlyList<RunUse>> UsesOfSweepAsync(long sweepId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await RunUses.OfAsync(db, GoingWithSweep(db, sweepId), sweepId, cancellationToken);
    }

    /// <summary>What uses some runs in the bin, as <see cref="PurgeAsync"/> would refuse them.</summary>
    public async Task<IReadOnlyList<RunUse>> UsesOfBinnedAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await RunUses.OfAsync(db, InBin(db, runIds), null, cancellationToken);
    }

    /// <summary>Takes runs out of the bin, with the checks that went with them; their sweep comes back with them.</summary>
    /// <returns>All that came back.</returns>
    /// <exception cref="BinException">One is not in the bin, or repeats a run that is; nothing was changed.</exception>
    public Task<IReadOnlyList<long>> RestoreRunsAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default) => contexts.InTransactionAsync<IReadOnlyList<long>>(
        async db =>
        {
            var rows = await InBin(db, runIds).Select(r => new { r.Id, r.SweepId, r.BinnedMs, r.ReproductionOfRunId }).ToListAsync(cancellationToken);
            RefuseStrangers(runIds, rows.Select(r => r.Id));
            var given = rows.Where(r => runIds.Contains(r.Id)).ToList();
            // A check comes back with its original, where both went at one time.
            var back = given.Concat(rows.Where(r => given.Exists(g => g.Id == r.ReproductionOfRunId && g.BinnedMs == r.BinnedMs))).Select(r => r.Id).Distinct().ToList();
            var originals = given.Select(r => r.ReproductionOfRunId).OfType<long>().Except(back).ToList();
            if (await db.Runs.WithBin().Where(r => originals.Contains(r.Id) && r.BinnedMs != null).Select(r => (long?)r.Id).FirstOrDefaultAsync(cancellationToken) is { } original)
                throw new BinException($"It repeats run {original} with the same seed, which is in the bin: restore run {original}.");
            await TakeOutAsync(db, back, [.. given.Select(r => r.SweepId).OfType<long>().Distinct()], cancellationToken);
            return back;
        },
        cancellationToken);

    /// <summary>Takes a sweep out of the bin, with its table and the runs that went with it.</summary>
    /// <returns>The runs that came back.</returns>
    /// <exception cref="BinException">It is not in the bin; nothing was changed.</exception>
    public Task<IReadOnlyList<long>> RestoreSweepAsync(long sweepId, CancellationToken cancellationToken = default) => contexts.InTransactionAsync<IReadOnlyList<long>>(
        async db =>
        {
            var binned = await db.Sweeps.WithBin().Where(s => s.Id == sweepId).Select(s => s.BinnedMs).SingleOrDefaultAsync(cancellationToken)
                ?? throw new BinException($"There is no sweep {sweepId} in the bin.");
            var back = await db.Runs.WithBin().Where(r => r.BinnedMs == binned && (r.SweepId == sweepId || r.ReproductionOf!.SweepId == sweepId)).Select(r => r.Id).ToListAsync(cancellationToken);
            await TakeOutAsync(db, back, [sweepId], cancellationToken);
            return back;
        },
        cancellationToken);

    /// <summary>
    /// Deletes runs that are in the bin for good, with the checks of them that are there; each in a transaction of its own, so that
    /// no other writer waits long. What they were stays on record, and says that their files are still to be removed until
    /// <see cref="FilesGoneAsync"/>. A sweep in the bin that has no run left goes too.
    /// </summary>
    /// <returns>All that were deleted.</returns>
    /// <exception cref="BinException">One is not in the bin, or in use; nothing was changed.</exception>
    public async Task<IReadOnlyList<long>> PurgeAsync(IReadOnlyCollection<long> runIds, bool evenIfUsed, CancellationToken cancellationToken = default)
    {
        List<long> going;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            // Checks first: they point at their originals.
            going = await InBin(db, runIds).OrderBy(r => r.ReproductionOfRunId == null).ThenBy(r => r.Id).Select(r => r.Id).ToListAsync(cancellationToken);
            RefuseStrangers(runIds, going);
            if (!evenIfUsed && await RunUses.OfAsync(db, InBin(db, runIds), null, cancellationToken) is { Count: > 0 } uses) throw BinException.InUse(uses);
        }

        foreach (var id in going) await contexts.InTransactionAsync(db => PurgeOneAsync(db, id, cancellationToken), cancellationToken);
        await contexts.InTransactionAsync(db => PurgeEmptySweepsAsync(db, cancellationToken), cancellationToken);
        return going;
    }

    /// <summary>Notes that the files of a purged run are gone.</summary>
    public Task FilesGoneAsync(long runId, CancellationToken cancellationToken = default) => contexts.InTransactionAsync(
        db => db.PurgedRuns.Where(r => r.RunId == runId && r.FilesGoneMs == null).ExecuteUpdateAsync(set => set.SetProperty(r => r.FilesGoneMs, NowMs()), cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<long>> PutAsync(ExperimentsContext db, IQueryable<Run> going, long? sweepId, Deletion how, CancellationToken cancellationToken)
    {
        // Locked, so that none of these jobs is queued again between this look and the commit.
        await db.Jobs.Where(j => going.Any(r => r.Id == j.RunId)).ExecuteUpdateAsync(set => set.SetProperty(j => j.Attempt, j => j.Attempt), cancellationToken);
        var open = await db.Jobs.Where(j => NotEnded.Contains(j.State) && going.Any(r => r.Id == j.RunId)).OrderBy(j => j.Id)
            .Select(j => new { j.RunId, j.Kind, j.State }).FirstOrDefaultAsync(cancellationToken);
        if (open is not null) throw new BinException($"Run {open.RunId} has not ended: its {open.Kind} is {open.State}. Cancel it first, then delete it.");
        if (!how.EvenIfUsed && await RunUses.OfAsync(db, going, sweepId, cancellationToken) is { Count: > 0 } uses) throw BinException.InUse(uses);
        var ids = await going.OrderBy(r => r.Id).Select(r => r.Id).ToListAsync(cancellationToken);
        await going.ExecuteUpdateAsync(
            set => set.SetProperty(r => r.BinnedMs, NowMs()).SetProperty(r => r.BinnedBy, how.By).SetProperty(r => r.BinnedReason, how.Reason), cancellationToken);
        return ids;
    }

    private static async Task TakeOutAsync(ExperimentsContext db, List<long> runs, List<long> sweeps, CancellationToken cancellationToken)
    {
        await db.Runs.WithBin().Where(r => runs.Contains(r.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.BinnedMs, (long?)null).SetProperty(r => r.BinnedBy, "").SetProperty(r => r.BinnedReason, ""), cancellationToken);
        await db.Sweeps.WithBin().Where(s => sweeps.Contains(s.Id)).ExecuteUpdateAsync(set => set.SetProperty(s => s.BinnedMs, (long?)null), cancellationToken);
    }

    private async Task<bool> PurgeOneAsync(ExperimentsContext db, long id, CancellationToken cancellationToken)
    {
        var run = await db.Runs.WithBin().Include(r => r.Experiment).Include(r => r.Sweep).SingleOrDefaultAsync(r => r.Id == id && r.BinnedMs != null, cancellationToken);
        // Somebody else purged or restored it this moment.
        if (run is null) return false;
        db.PurgedRuns.Add(new PurgedRun
        {
            RunId = id,
            Name = run.Name,
            Experiment = run.Experiment!.Name,
            Sweep = run.Sweep?.Name ?? "",
            Fingerprint = run.Fingerprint,
            Seed = run.Seed,
            CreatedMs = run.CreatedMs,
            BinnedMs = run.BinnedMs!.Value,
            BinnedBy = run.BinnedBy,
            BinnedReason = run.BinnedReason,
            PurgedMs = NowMs(),
        });
        await db.SaveChangesAsync(cancellationToken);
        await db.Jobs.Where(j => db.Jobs.Any(first => first.Id == j.WaitsForJobId && first.RunId == id)).ExecuteUpdateAsync(set => set.SetProperty(j => j.WaitsForJobId, (long?)null), cancellationToken);
        // The database takes all that belongs to it along.
        await db.Runs.WithBin().Where(r => r.Id == id).ExecuteDeleteAsync(cancellationToken);
        return true;
    }

    private static async Task<int> PurgeEmptySweepsAsync(ExperimentsContext db, CancellationToken cancellationToken)
    {
        var empty = await db.Sweeps.WithBin().Where(s => s.BinnedMs != null && s.Runs.Count == 0).Select(s => s.Id).ToListAsync(cancellationToken);
        foreach (var sweep in empty)
        {
            foreach (var grid in await db.ResultsGrids.WithBin().Where(g => g.SweepId == sweep).Select(g => g.Id).ToListAsync(cancellationToken)) await GridStore.RemoveAsync(db, grid, cancellationToken);
            await db.Sweeps.WithBin().Where(s => s.Id == sweep).ExecuteDeleteAsync(cancellationToken);
        }

        return empty.Count;
    }

    private static IQueryable<Run> Going(ExperimentsContext db, IReadOnlyCollection<long> ids) =>
        db.Runs.Where(r => ids.Contains(r.Id) || (r.ReproductionOfRunId != null && ids.Contains(r.ReproductionOfRunId.Value)));

    private static IQueryable<Run> GoingWithSweep(ExperimentsContext db, long sweepId) =>
        db.Runs.Where(r => r.SweepId == sweepId || r.ReproductionOf!.SweepId == sweepId);

    private static IQueryable<Run> InBin(ExperimentsContext db, IReadOnlyCollection<long> ids) =>
        db.Runs.WithBin().Where(r => r.BinnedMs != null && (ids.Contains(r.Id) || (r.ReproductionOfRunId != null && ids.Contains(r.ReproductionOfRunId.Value))));

    private static void RefuseStrangers(IEnumerable<long> wanted, IEnumerable<long> found)
    {
        if (wanted.Except(found).Order().ToList() is { Count: > 0 } missing)
            throw new BinException($"Run {string.Join(", ", missing)} is not in the bin.");
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
