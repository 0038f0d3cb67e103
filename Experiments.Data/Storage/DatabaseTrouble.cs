using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Experiments.Data.Storage;

/// <summary>Tells what keeps the database from answering, in words that say what to do; other errors are none of its.</summary>
public static class DatabaseTrouble
{
    // SQLite's result codes.
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Io = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;

    // Extended: the write-ahead log's index could not be enlarged, as on a full disk (sqlite.org/rescode.html, SQLITE_IOERR_SHMSIZE).
    private const int NoRoomForIndex = Io | (19 << 8);

    /// <summary>Whether the database's own disk takes no more.</summary>
    public static bool IsOfDisk(Exception exception) => SqliteCode(exception) is ReadOnly or Io or Full || Cause(exception) is PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    /// <summary>What is wrong, one or two sentences; null where the exception is none of the database's.</summary>
    public static string? Of(Exception? exception) => exception is null ? null : Cause(exception) switch
    {
        SqliteException { SqliteErrorCode: Full } or SqliteException { SqliteExtendedErrorCode: NoRoomForIndex } => "The disk of the database is full: make room on it. Nothing was changed.",
        SqliteException { SqliteErrorCode: ReadOnly } => "The database can be read and not written: its file, its folder or its disk is read-only. Nothing was changed.",
        SqliteException { SqliteErrorCode: Io } e => $"The database's disk failed ({e.Message.TrimEnd('.')}): look whether it is full, gone or damaged. Nothing was changed.",
        SqliteException { SqliteErrorCode: Busy or Locked } => "The database is locked by another program for longer than this one waits. Nothing was changed.",
        SqliteException { SqliteErrorCode: CannotOpen } => "The database's file cannot be opened: look whether its folder is there and this user may write it.",
        SqliteException { SqliteErrorCode: Corrupt } e => $"The database's file is damaged ({e.Message.TrimEnd('.')}): stop the site and put a backup in its place (`database restore FILE`).",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "The disk of the database server is full: make room on it. Nothing was changed.",
        // Short of something, shutting down, or not up yet; what a statement itself did wrong is no trouble of the database's.
        PostgresException e => e.SqlState[..2] is "53" or "57" or "58" or "08" ? $"The database server does not answer ({e.MessageText})." : null,
        SqliteException => null,
        DbException or TimeoutException => $"The database does not answer ({Cause(exception)!.Message.TrimEnd('.')}).",
        _ => null,
    };

    private static int? SqliteCode(Exception exception) => (Cause(exception) as SqliteException)?.SqliteErrorCode;

    /// <summary>The database's own exception behind one that Entity Framework or a page made of it.</summary>
    private static Exception? Cause(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is DbException or TimeoutException) return e;
        }

        return null;
    }
}
