using System.Data.Common;
using Experiments.Data.Metrics;
using Experiments.Data.Published;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Experiments.Data.Storage;

/// <summary>Makes the database ready at start-up: checks it, backs it up, migrates it, adds what comes with the program.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="options">Where the database is.</param>
/// <param name="time">Clock.</param>
public sealed class DatabaseInitializer(IDbContextFactory<ExperimentsContext> contexts, ExperimentsDataOptions options, TimeProvider time)
{
    /// <summary>Creates or upgrades the database. Safe to call at every start, by several processes at once.</summary>
    /// <returns>What was done.</returns>
    /// <exception cref="DatabaseException">Newer than the program, folder not writable, server not reachable: says which, and the remedy.</exception>
    public async Task<InitializedDatabase> InitializeAsync(CancellationToken cancellationToken = default)
    {
        if (options.Provider == DatabaseProvider.PostgreSql) return await InitializePostgreSqlAsync(cancellationToken);
        var file = SqliteFile.Of(options);
        await using var turn = await file.TakeTurnAsync(time, cancellationToken);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await file.RefuseDamagedAsync(db, cancellationToken);
            var (applied, pending) = await MigrationsAsync(db, cancellationToken);
            if (applied.Count == 0) await file.RefuseForeignAsync(db, cancellationToken);
            var backup = applied.Count > 0 && pending.Count > 0 ? await file.BackUpAsync(db, applied[^1], time, cancellationToken) : null;
            if (pending.Count > 0)
            {
                await SqliteFile.ClearLeftMigrationLockAsync(db, cancellationToken);
                await db.Database.MigrateAsync(cancellationToken);
            }

            await SeedAsync(db, pending.Count > 0, cancellationToken);
            return new InitializedDatabase(applied.Count == 0, pending, backup);
        }
        catch (SqliteException e)
        {
            throw Unusable(e);
        }
    }

    /// <summary>Looks at the database and changes nothing: what a command asks that works beside a site.</summary>
    /// <exception cref="DatabaseException">Newer than the program, another program's, damaged, server not reachable: says which, and the remedy.</exception>
    public async Task<DatabaseState> StateAsync(CancellationToken cancellationToken = default)
    {
        var file = options.Provider == DatabaseProvider.PostgreSql ? null : SqliteFile.Of(options);
        // To open it would make it.
        if (file is not null && !File.Exists(file.Path)) return DatabaseState.Empty;
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var (applied, pending) = await MigrationsAsync(db, cancellationToken);
            if (applied.Count == 0 && file is not null) await file.RefuseForeignAsync(db, cancellationToken);
            if (applied.Count == 0) return DatabaseState.Empty;
            return pending.Count > 0 ? DatabaseState.Older : DatabaseState.Ready;
        }
        catch (DbException e)
        {
            throw Unusable(e);
        }
    }

    private async Task<InitializedDatabase> InitializePostgreSqlAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var (applied, pending) = await MigrationsAsync(db, cancellationToken);
            if (pending.Count > 0) await db.Database.MigrateAsync(cancellationToken);
            await SeedAsync(db, pending.Count > 0, cancellationToken);
            return new InitializedDatabase(applied.Count == 0, pending, BackupPath: null);
        }
        catch (DbException e)
        {
            throw Unusable(e);
        }
    }

    private DatabaseException Unusable(DbException e) => options.Provider == DatabaseProvider.PostgreSql
        ? new DatabaseException($"The PostgreSQL database at \"{Server()}\" cannot be used: {e.Message} Check host, port, name, user and password, and that the server runs.", e)
        : new DatabaseException(
            $"The database \"{SqliteFile.Of(options).Path}\" cannot be used: {e.Message} Check that it is a SQLite file, that this user may write it and its folder, and that the disk is not full; or name another file (\"Data Source=FILE\").", e);

    private string Server()
    {
        var target = new DbConnectionStringBuilder { ConnectionString = options.ConnectionString };
        target.Remove("Password");
        return target.ConnectionString;
    }

    private async Task<(List<string> Applied, List<string> Pending)> MigrationsAsync(ExperimentsContext db, CancellationToken cancellationToken)
    {
        var subject = options.Provider == DatabaseProvider.PostgreSql ? $"The database at \"{Server()}\"" : $"The database \"{SqliteFile.Of(options).Path}\"";
        var known = db.Database.GetMigrations().ToList();
        // Asked first: PostgreSQL would log the missing table of a new database as an error.
        var applied = await db.GetService<IHistoryRepository>().ExistsAsync(cancellationToken) ? (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList() : [];
        var unknown = applied.Except(known, StringComparer.Ordinal).ToList();
        if (unknown.Count == 0) return (applied, [.. known.Except(applied, StringComparer.Ordinal)]);
        throw new DatabaseException(
            $"{subject} is newer than this program: it has the change \"{unknown[^1]}\", and version {typeof(DatabaseInitializer).Assembly.GetName().Version?.ToString(3)} knows none after \"{known[^1]}\". "
            + "Use the newer program, or go back to a backup made before the change (beside the file, named *.backup-*), or name another database.");
    }

    private async Task SeedAsync(ExperimentsContext db, bool upgraded, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Several processes may start at once; SQLite's transaction holds the write lock already.
        if (db.Database.IsNpgsql()) await db.Database.ExecuteSqlAsync($"LOCK TABLE published_value IN EXCLUSIVE MODE", cancellationToken);
        await DatabaseProperties.SeedAsync(db, cancellationToken);
        // Curves of a version before the summaries have none.
        if (upgraded) await SeriesSummaries.FillMissingAsync(db, cancellationToken);
        await PublishedTable.SeedAsync(db, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

/// <summary>How far a database is for this program.</summary>
public enum DatabaseState
{
    /// <summary>It is not there yet, or has no tables.</summary>
    Empty,

    /// <summary>It lacks changes that this program has.</summary>
    Older,

    /// <summary>It is of this program's version.</summary>
    Ready,
}

/// <summary>What <see cref="DatabaseInitializer"/> did.</summary>
/// <param name="Created">Whether the database is new.</param>
/// <param name="AppliedMigrations">Migrations applied, oldest first.</param>
/// <param name="BackupPath">Copy of the file as it was before, if one was made (SQLite; a server is backed up by its own tools).</param>
public sealed record InitializedDatabase(bool Created, IReadOnlyList<string> AppliedMigrations, string? BackupPath);
