using Experiments.Data.Deletions;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Results;

/// <summary>What became of declaring a grid anew.</summary>
public enum GridReplacement
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>Another declaration is stored than the one that was changed; nothing was written over.</summary>
    Changed,

    /// <summary>There is no such grid, or it shows published values only.</summary>
    Missing,
}

/// <summary>Makes, changes and forgets declared grids. A grid owns no run: what it shows stays when it goes.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class GridStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    /// <summary>Makes a grid.</summary>
    /// <returns>Its key.</returns>
    /// <exception cref="ArgumentException">A row's cells do not fit the columns or its configurations.</exception>
    public Task<long> AddAsync(NewGrid grid, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return contexts.InTransactionAsync(
            async db =>
            {
                var row = GridFactory.Create(grid, null, time.GetUtcNow().ToUnixTimeMilliseconds());
                db.ResultsGrids.Add(row);
                await db.SaveChangesAsync(cancellationToken);
                return row.Id;
            },
            cancellationToken);
    }

    /// <summary>How a grid of that kind was declared, JSON; null where there is none.</summary>
    public async Task<string?> DefinitionAsync(long gridId, GridKind kind, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ResultsGrids.Where(g => g.Id == gridId && g.Kind == kind).Select(g => g.DefinitionJson).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Declares a grid anew: its rows, columns and cells are replaced, its key, sweep and age stay.</summary>
    /// <param name="gridId">The grid.</param>
    /// <param name="grid">What it becomes.</param>
    /// <param name="seen">The declaration that was changed, JSON, as it was stored; null to replace whatever is stored.</param>
    /// <param name="cancellationToken">Token.</param>
    public Task<GridReplacement> ReplaceAsync(long gridId, NewGrid grid, string? seen, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return contexts.InTransactionAsync(
            async db =>
            {
                // An UPDATE that changes nothing: of two who declare it anew at once the second waits, and then reads what the first has stored.
                await db.ResultsGrids.WithBin().Where(g => g.Id == gridId).ExecuteUpdateAsync(s => s.SetProperty(g => g.Name, g => g.Name), cancellationToken);
                var row = await db.ResultsGrids.AsTracking().SingleOrDefaultAsync(g => g.Id == gridId && g.Kind != GridKind.Published, cancellationToken);
                if (row is null) return GridReplacement.Missing;
                if (seen is not null && row.DefinitionJson != seen) return GridReplacement.Changed;
                await ClearAsync(db, gridId, cancellationToken);
                var made = GridFactory.Create(grid, row.SweepId, row.CreatedMs);
                (row.Name, row.DefinitionJson, row.Seeds, row.ShowsPublished) = (made.Name, made.DefinitionJson, made.Seeds, made.ShowsPublished);
                row.Columns.AddRange(made.Columns);
                row.Arms.AddRange(made.Arms);
                row.Rows.AddRange(made.Rows);
                await db.SaveChangesAsync(cancellationToken);
                return GridReplacement.Done;
            },
            cancellationToken);
    }

    /// <summary>Forgets a grid; its runs stay.</summary>
    /// <returns>False where there is no such grid, or it shows published values only.</returns>
    public Task<bool> ForgetAsync(long gridId, CancellationToken cancellationToken = default) => contexts.InTransactionAsync(
        async db =>
        {
            if (!await db.ResultsGrids.AnyAsync(g => g.Id == gridId && g.Kind != GridKind.Published, cancellationToken)) return false;
            await RemoveAsync(db, gridId, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>Deletes a grid and all that belongs to it; expects an open transaction.</summary>
    internal static async Task RemoveAsync(ExperimentsContext db, long gridId, CancellationToken cancellationToken)
    {
        await ClearAsync(db, gridId, cancellationToken);
        await db.ResultsGrids.WithBin().Where(g => g.Id == gridId).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Cells first: they hold on to their configurations.</summary>
    private static async Task ClearAsync(ExperimentsContext db, long gridId, CancellationToken cancellationToken)
    {
        await db.Set<GridCell>().Where(c => c.Arm!.GridId == gridId).ExecuteDeleteAsync(cancellationToken);
        await db.GridRows.Where(r => r.GridId == gridId).ExecuteDeleteAsync(cancellationToken);
        await db.GridColumns.Where(c => c.GridId == gridId).ExecuteDeleteAsync(cancellationToken);
        await db.GridArms.Where(a => a.GridId == gridId).ExecuteDeleteAsync(cancellationToken);
    }
}
