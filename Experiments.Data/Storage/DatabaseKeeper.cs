using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Storage;

/// <summary>What is in a database file.</summary>
/// <param name="File">The file, absolute.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Runs">Runs.</param>
/// <param name="Jobs">Jobs.</param>
/// <param name="Evaluations">Evaluations.</param>
/// <param name="Points">Points of curves.</param>
/// <param name="Migration">The last change of its tables.</param>
public sealed record DatabaseContent(string File, long Bytes, long Runs, long Jobs, long Evaluations, long Points, string Migration)
{
    /// <summary>In words, without the file's name.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Runs} runs, {Jobs} jobs, {Evaluations} evaluations, {Points} points; {Bytes / 1e6:0.0} MB");
}

/// <summary>Copies a SQLite database whole, puts a copy back, and looks whether one is sound. A server is kept by its own tools.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="options">Where the database is.</param>
/// <param name="time">Clock.</param>
public sealed class DatabaseKeeper(IDbContextFactory<ExperimentsContext> contexts, ExperimentsDataOptions options, TimeProvider time)
{
    /// <summary>
    /// Copies the database to a file as it is at one instant, while a site writes on, and opens the copy to see that it is
    /// whole. The file is there whole or not at all.
    /// </summary>
    /// <param name="path">The copy; must not exist.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="DatabaseException">It is a server, the file exists or cannot be written, or the copy is not sound.</exception>
    public async Task<DatabaseContent> BackUpAsync(string path, CancellationToken cancellationToken = default)
    {
        _ = OwnFile("backed up with pg_dump", mustExist: true);
        var copy = Path.GetFullPath(path);
        if (File.Exists(copy)) throw new DatabaseException($"The file \"{copy}\" exists: name another; a backup replaces nothing.");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            DatabaseContent? content = null;
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await SqliteFile.CopyAsync(db, copy, async made => content = await LookAsync(made, cancellationToken), cancellationToken);
            return content! with { File = copy };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new DatabaseException($"The copy \"{copy}\" cannot be written: {e.Message} Name a folder that this user may write, on a disk with as much room as the database has.", e);
        }
    }

    /// <summary>
    /// Puts a copy in the database's place; what was there is kept beside it. Nobody else may use the database meanwhile: the
    /// caller sees to that.
    /// </summary>
    /// <param name="path">The copy.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>What is there now, and where what was there before lies; null where nothing was.</returns>
    /// <exception cref="DatabaseException">It is a server, or the copy is damaged, another program's or not there; nothing was changed.</exception>
    public async Task<(DatabaseContent Content, string? Before)> RestoreAsync(string path, CancellationToken cancellationToken = default)
    {
        var file = OwnFile("restored with pg_restore", mustExist: false);
        var copy = Path.GetFullPath(path);
        if (copy == file.Path) throw new DatabaseException($"\"{copy}\" is the database itself: name a copy of it.");
        if (!File.Exists(copy)) throw new DatabaseException($"There is no file \"{copy}\" to restore.");
        var content = await LookAsync(copy, cancellationToken);
        var temporary = file.Path + ".restoring";
        Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
        await using (var from = new FileStream(copy, FileMode.Open, FileAccess.Read, FileShare.Read))
        await using (var to = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await from.CopyToAsync(to, cancellationToken);
            to.Flush(flushToDisk: true);
        }

        SqliteConnection.ClearAllPools();
        string? before = null;
        if (File.Exists(file.Path))
        {
            before = file.Beside("before-restore", time);
            // With its log, which may hold what is not in it yet.
            foreach (var suffix in new[] { "", "-wal", "-shm" })
            {
                if (File.Exists(file.Path + suffix)) File.Move(file.Path + suffix, before + suffix, overwrite: true);
            }
        }

        File.Move(temporary, file.Path);
        return (content with { File = file.Path }, before);
    }

    /// <summary>Reads every page of the database and checks every index.</summary>
    /// <exception cref="DatabaseException">It is a server, is not there, or is damaged: says what was found first.</exception>
    public async Task<DatabaseContent> CheckAsync(CancellationToken cancellationToken = default)
    {
        return await LookAsync(OwnFile("checked with pg_amcheck", mustExist: true).Path, cancellationToken);
    }

    private SqliteFile OwnFile(string tool, bool mustExist)
    {
        if (options.Provider != DatabaseProvider.Sqlite) throw new DatabaseException($"The database is on a PostgreSQL server: it is {tool}.");
        var file = SqliteFile.Of(options);
        return !mustExist || File.Exists(file.Path)
            ? file
            : throw new DatabaseException($"There is no database \"{file.Path}\": name it with --database, or its runs folder with --runs.");
    }

    /// <summary>Opens a file to read alone and looks at all of it.</summary>
    private static async Task<DatabaseContent> LookAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            if (await ReadAsync<string>("PRAGMA integrity_check(1)") is var found and not "ok")
                throw SqliteFile.Damaged(path, found);
            if (await ReadAsync<long>("SELECT COUNT(*) FROM sqlite_master WHERE name IN ('experiment', 'run', 'job', 'metric_point')") != 4)
                throw new DatabaseException($"The file \"{path}\" is not a database of this program: name another.");
            return new DatabaseContent(
                path,
                new FileInfo(path).Length,
                await ReadAsync<long>("SELECT COUNT(*) FROM run"),
                await ReadAsync<long>("SELECT COUNT(*) FROM job"),
                await ReadAsync<long>("SELECT COUNT(*) FROM evaluation"),
                await ReadAsync<long>("SELECT COUNT(*) FROM metric_point"),
                await ReadAsync<string>("SELECT MAX(\"MigrationId\") FROM \"__EFMigrationsHistory\""));

            async Task<T> ReadAsync<T>(string sql)
            {
                await using var command = connection.CreateCommand();
                // One of a few literal texts above; nothing of a person's.
#pragma warning disable CA2100
                command.CommandText = sql;
#pragma warning restore CA2100
                return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteFile.Corrupt)
        {
            throw SqliteFile.Damaged(path, e.Message);
        }
        catch (SqliteException e)
        {
            throw new DatabaseException($"The file \"{path}\" cannot be read as a database: {e.Message}. It is damaged or no SQLite file; use another copy.", e);
        }
    }
}
