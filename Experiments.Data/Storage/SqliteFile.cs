using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Storage;

/// <summary>The file under a SQLite database: its folder, its lock at start-up, its backups.</summary>
/// <param name="Path">Full path.</param>
internal sealed record SqliteFile(string Path)
{
    /// <summary>SQLite's code for a file whose pages make no sense.</summary>
    public const int Corrupt = 11;

    private static readonly TimeSpan TurnTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TurnRetry = TimeSpan.FromMilliseconds(200);

    /// <summary>The file that the options name.</summary>
    public static SqliteFile Of(ExperimentsDataOptions options)
    {
        var builder = new SqliteConnectionStringBuilder(options.ConnectionString);
        if (builder.DataSource.Length == 0 || builder.DataSource == ":memory:" || builder.Mode == SqliteOpenMode.Memory)
            throw new DatabaseException("A SQLite database in memory vanishes with each connection: name a file (\"Data Source=FILE\").");
        return new SqliteFile(System.IO.Path.GetFullPath(builder.DataSource));
    }

    /// <summary>
    /// Creates the folder and waits for a lock file beside the database, so that one process at a time migrates. The
    /// system gives the lock free when its holder dies.
    /// </summary>
    /// <exception cref="DatabaseException">The folder cannot be made or written, or another process keeps the lock for a minute.</exception>
    public async Task<IAsyncDisposable> TakeTurnAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        var lockPath = Path + ".lock";
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                Directory.CreateDirectory(folder);
                return new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (File.Exists(lockPath) && e is not (PathTooLongException or DirectoryNotFoundException))
            {
                if (time.GetElapsedTime(started) > TurnTimeout)
                {
                    throw new DatabaseException(
                        $"Another process has been preparing the database \"{Path}\" for over a minute (it holds \"{lockPath}\"): end it, or wait and start again.", e);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DatabaseException(
                    $"The database folder \"{folder}\" cannot be written: {e.Message} Give this user the right to write it, or name a file elsewhere (\"Data Source=FILE\").", e);
            }

            await Task.Delay(TurnRetry, time, cancellationToken);
        }
    }

    /// <summary>Refuses a file whose pages are damaged, before anything is written into it: about a second for ten million points.</summary>
    public async Task RefuseDamagedAsync(ExperimentsContext db, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path)) return;
        try
        {
            var found = (await db.Database.SqlQuery<string>($"PRAGMA quick_check(1)").ToListAsync(cancellationToken)).FirstOrDefault();
            if (found is not (null or "ok")) throw Damaged(Path, found);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Corrupt)
        {
            throw Damaged(Path, e.Message);
        }
    }

    /// <summary>What is said of a damaged file.</summary>
    public static DatabaseException Damaged(string path, string found) => new(
        $"The database \"{path}\" is damaged ({found.ReplaceLineEndings(" ")}): nothing was written. Put a backup in its place (`database restore FILE`; copies that upgrades made lie beside it, named *.backup-*).");

    /// <summary>Refuses a SQLite file that another program made.</summary>
    public async Task RefuseForeignAsync(ExperimentsContext db, CancellationToken cancellationToken)
    {
        // A first migration that was cut short leaves only tables of Entity Framework's own.
        if (!File.Exists(Path)) return;
        var table = await db.Database
            .SqlQuery<string>($"SELECT name AS Value FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
            .OrderBy(name => name)
            .FirstOrDefaultAsync(cancellationToken);
        if (table is not null)
            throw new DatabaseException($"The file \"{Path}\" is a database of another program (it has the table \"{table}\"): name another file (\"Data Source=FILE\").");
    }

    /// <summary>
    /// Takes away the row by which Entity Framework locks a migration: its holder died, because whoever migrates
    /// holds our lock file, and without this every later start would wait for ever.
    /// </summary>
    public static async Task ClearLeftMigrationLockAsync(ExperimentsContext db, CancellationToken cancellationToken)
    {
        var left = await db.Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(cancellationToken);
        if (left > 0) await db.Database.ExecuteSqlAsync($"DELETE FROM \"__EFMigrationsLock\"", cancellationToken);
    }

    /// <summary>Copies the database, write-ahead log included, to a file beside it that is named by its version and the time.</summary>
    /// <returns>The copy.</returns>
    public async Task<string> BackUpAsync(ExperimentsContext db, string lastMigration, TimeProvider time, CancellationToken cancellationToken)
    {
        var copy = Beside("backup", time, $"-{lastMigration}");
        await CopyAsync(db, copy, _ => Task.CompletedTask, cancellationToken);
        return copy;
    }

    /// <summary>Copies the database as it is at one instant, write-ahead log included; the copy is there whole or not at all.</summary>
    /// <param name="db">The database.</param>
    /// <param name="copy">The copy; one of that name is replaced.</param>
    /// <param name="look">Looks at the copy before it has its name.</param>
    /// <param name="cancellationToken">Token.</param>
    public static async Task CopyAsync(ExperimentsContext db, string copy, Func<string, Task> look, CancellationToken cancellationToken)
    {
        var temporary = copy + ".tmp";
        File.Delete(temporary);
        try
        {
            await db.Database.ExecuteSqlAsync($"VACUUM INTO {temporary}", cancellationToken);
            await look(temporary);
            await using (var written = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite)) written.Flush(flushToDisk: true);
            File.Move(temporary, copy, overwrite: true);
        }
        finally
        {
            // Nothing is there any more where it got its name.
            File.Delete(temporary);
        }
    }

    /// <summary>A file beside the database, named by what it is and the time.</summary>
    public string Beside(string what, TimeProvider time, string more = "") =>
        $"{System.IO.Path.ChangeExtension(Path, null)}.{what}-{time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}{more}.db";
}
