using System.Data.Common;
using Experiments.Data.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Experiments.Data.Storage.Copying;

/// <summary>How far a copy is.</summary>
/// <param name="Table">Table at hand.</param>
/// <param name="Rows">Rows of it so far.</param>
/// <param name="Checking">Whether they are read back; else they are copied.</param>
public sealed record CopyProgress(string Table, long Rows, bool Checking);

/// <summary>A table that was copied, as it is in both databases.</summary>
/// <param name="Name">Name.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Hash">Hash of all rows, whatever their order, 64 hexadecimal digits.</param>
public sealed record CopyTable(string Name, long Rows, string Hash);

/// <summary>Copies a whole database into an empty one, of either provider. The files of the runs folder are not in it.</summary>
/// <param name="from">The database to copy; a site may write it meanwhile: the copy is of one instant.</param>
/// <param name="to">An empty database, or one that is not there yet. Nobody else may use it: the caller sees to that.</param>
/// <param name="time">Clock.</param>
public sealed class DatabaseCopy(ExperimentsDataOptions from, ExperimentsDataOptions to, TimeProvider time)
{
    private const string Again = "The target holds its empty tables and nothing else: the same command begins again.";

    // What the program itself puts into an empty database.
    private static readonly string[] Seeded = ["property", "published_value", "results_grid", "grid_row", "grid_column", "grid_arm", "grid_cell"];

    /// <summary>
    /// Copies every table, keys and all, in one transaction of the target; then reads the target back and compares counts and
    /// hashes. Whatever happens before the end, killed or cut off, leaves the target empty.
    /// </summary>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>The tables in the order in which they were copied, equal in both.</returns>
    /// <exception cref="DatabaseException">The source is not there or of another version, the target is not empty or cannot be written, or what came out is not what went in.</exception>
    public async Task<IReadOnlyList<CopyTable>> RunAsync(IProgress<CopyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (from.ConnectionString == to.ConnectionString) throw new DatabaseException("Source and target are the same database: name an empty one with --to.");
        var (source, target) = (Contexts(from), Contexts(to));
        await RefuseUnreadyAsync(source, cancellationToken);
        await new DatabaseInitializer(target, to, time).InitializeAsync(cancellationToken);
        var at = "";
        try
        {
            await using var read = await CopySide.SourceAsync(await source.CreateDbContextAsync(cancellationToken), from.Provider == DatabaseProvider.Sqlite, cancellationToken);
            await using var db = await target.CreateDbContextAsync(cancellationToken);
            var tables = CopiedTable.AllOf(db);
            await using var write = await CopySide.TargetAsync(db, to.Provider == DatabaseProvider.Sqlite, tables, cancellationToken);
            await EmptyAsync(db, write, tables, cancellationToken);
            var copied = new List<CopyTable>();
            foreach (var table in tables)
            {
                at = table.Name;
                copied.Add(await CopyAsync(read, write, table, progress, cancellationToken));
            }

            foreach (var table in tables)
            {
                at = table.Name;
                await CompareAsync(write, table, copied.Find(c => c.Name == table.Name)!, progress, cancellationToken);
            }

            await write.CommitAsync(cancellationToken);
            return copied;
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException or InvalidCastException)
        {
            throw new DatabaseException($"The copy ended at the table {at}: {e.Message} {Again}", e);
        }
    }

    private static PooledDbContextFactory<ExperimentsContext> Contexts(ExperimentsDataOptions options)
    {
        var builder = new DbContextOptionsBuilder<ExperimentsContext>();
        Microsoft.Extensions.DependencyInjection.ExperimentsDataServiceCollectionExtensions.Configure(builder, options);
        return new PooledDbContextFactory<ExperimentsContext>(builder.Options);
    }

    private async Task RefuseUnreadyAsync(PooledDbContextFactory<ExperimentsContext> source, CancellationToken cancellationToken)
    {
        var state = await new DatabaseInitializer(source, from, time).StateAsync(cancellationToken);
        if (state == DatabaseState.Empty) throw new DatabaseException("There is nothing to copy: the database that --from names is not there, or has no tables.");
        if (state == DatabaseState.Older) throw new DatabaseException("The database that --from names is older than this program: start the site on it once (`serve`), which upgrades it and keeps a copy.");
    }

    /// <summary>Refuses a target that holds anything of a person's, and takes out what the program put there: it comes from the source.</summary>
    private static async Task EmptyAsync(ExperimentsContext db, CopySide write, IReadOnlyList<CopiedTable> tables, CancellationToken cancellationToken)
    {
        foreach (var table in tables.Where(t => !Seeded.Contains(t.Name)))
        {
            if (await write.CountAsync(table, cancellationToken) is var rows and > 0)
                throw new DatabaseException($"The target is not empty: its table {table.Name} has {rows} row{(rows == 1 ? "" : "s")}. Name a new file or an empty database with --to; nothing was changed.");
        }

        if (await db.ResultsGrids.AnyAsync(g => g.Kind != GridKind.Published, cancellationToken))
            throw new DatabaseException("The target is not empty: it has results tables. Name a new file or an empty database with --to; nothing was changed.");
        foreach (var table in tables.Where(t => Seeded.Contains(t.Name)).Reverse()) await write.ClearAsync(table, cancellationToken);
    }

    private static async Task<CopyTable> CopyAsync(CopySide read, CopySide write, CopiedTable table, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        ContentHash hash;
        await using (var sink = await write.WriterAsync(table, cancellationToken))
        {
            hash = await read.ReadAsync(table, values => sink.WriteAsync(values, cancellationToken), rows => progress?.Report(new CopyProgress(table.Name, rows, Checking: false)), cancellationToken);
            await sink.CompleteAsync(cancellationToken);
        }

        if (table.Generated is not null) await write.SetLastKeyAsync(table, await read.LastKeyAsync(table, cancellationToken), cancellationToken);
        progress?.Report(new CopyProgress(table.Name, hash.Rows, Checking: false));
        return new CopyTable(table.Name, hash.Rows, hash.ToString());
    }

    private static async Task CompareAsync(CopySide write, CopiedTable table, CopyTable copied, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        var hash = await write.ReadAsync(table, null, rows => progress?.Report(new CopyProgress(table.Name, rows, Checking: true)), cancellationToken);
        if (hash.Rows == copied.Rows && hash.ToString() == copied.Hash) return;
        throw new DatabaseException($"The table {table.Name} came out otherwise than it went in: {copied.Rows} rows with the hash {copied.Hash} were read, {hash.Rows} with {hash} were written. {Again}");
    }
}
