using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Sweeps;

/// <summary>A sweep in a list.</summary>
/// <param name="SweepId">Sweep.</param>
/// <param name="Name">Name.</param>
/// <param name="ExperimentId">Experiment.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="GridId">Its results grid, if any.</param>
/// <param name="Runs">Number of runs.</param>
/// <param name="CreatedMs">When it was created, Unix milliseconds.</param>
public sealed record SweepSummary(long SweepId, string Name, long ExperimentId, string Experiment, long? GridId, int Runs, long CreatedMs);

/// <summary>Creates and reads sweeps.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class SweepStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    /// <summary>Creates a sweep with all its runs, jobs and its results grid in one transaction: all of it or nothing.</summary>
    /// <exception cref="ArgumentException">Jobs wait for later ones, or a row's cells do not fit the columns.</exception>
    public Task<CreatedSweep> CreateSweepAsync(NewSweep sweep, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        return contexts.InTransactionAsync(
            async db =>
            {
                var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
                var experimentId = await RunStore.GetOrCreateExperimentAsync(db, sweep.Experiment, time, cancellationToken);
                var row = new Sweep
                {
                    ExperimentId = experimentId,
                    Name = sweep.Name,
                    BaseConfigurationJson = sweep.BaseConfigurationJson,
                    AxesJson = sweep.AxesJson,
                    Seeds = [.. sweep.Seeds],
                    CreatedMs = nowMs,
                };
                db.Sweeps.Add(row);
                await db.SaveChangesAsync(cancellationToken);
                var runs = await RunFactory.AddAsync(db, experimentId, row.Id, sweep.Runs, nowMs, cancellationToken);
                long? gridId = null;
                if (sweep.Grid is { } request)
                {
                    var grid = GridFactory.Create(request, row.Id, nowMs);
                    db.ResultsGrids.Add(grid);
                    await db.SaveChangesAsync(cancellationToken);
                    gridId = grid.Id;
                }

                return new CreatedSweep(row.Id, experimentId, gridId, runs.RunIds, runs.QueuedJobIds);
            },
            cancellationToken);
    }

    /// <summary>Every sweep, newest first.</summary>
    public async Task<IReadOnlyList<SweepSummary>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Summaries(db, db.Sweeps).ToListAsync(cancellationToken);
    }

    /// <summary>The newest sweeps, newest first.</summary>
    public async Task<IReadOnlyList<SweepSummary>> NewestAsync(int most, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Summaries(db, db.Sweeps.OrderByDescending(s => s.Id).Take(most)).ToListAsync(cancellationToken);
    }

    /// <summary>The newest sweep of that name in the experiment of that name; null when there is none. The demo finds its own sweep by it.</summary>
    public async Task<SweepSummary?> FindAsync(string experiment, string name, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Summaries(db, db.Sweeps.Where(s => s.Name == name && s.Experiment!.Name == experiment)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>How a sweep was defined, JSON in the form that its author chose; null when there is no such sweep.</summary>
    public async Task<string?> DefinitionAsync(long sweepId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Sweeps.Where(s => s.Id == sweepId).Select(s => s.AxesJson).SingleOrDefaultAsync(cancellationToken);
    }

    private static IQueryable<SweepSummary> Summaries(ExperimentsContext db, IQueryable<Sweep> sweeps) =>
        sweeps.OrderByDescending(s => s.Id).Select(s => new SweepSummary(
            s.Id,
            s.Name,
            s.ExperimentId,
            s.Experiment!.Name,
            db.ResultsGrids.Where(g => g.SweepId == s.Id).OrderBy(g => g.Id).Select(g => (long?)g.Id).FirstOrDefault(),
            s.Runs.Count,
            s.CreatedMs));
}
