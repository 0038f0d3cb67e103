using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Experiments.Data.Storage;

/// <summary>
/// Sets what SQLite forgets with every connection: the busy timeout, foreign keys, synchronous=NORMAL (with the
/// write-ahead log a power cut loses at most the last commits and never corrupts), and WAL itself unless the
/// connection is read-only.
/// </summary>
/// <param name="busyTimeoutMs">Milliseconds to wait for another connection's transaction.</param>
internal sealed class SqlitePragmas(int busyTimeoutMs) : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = CreateCommand(connection);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = CreateCommand(connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private DbCommand CreateCommand(DbConnection connection)
    {
        var mode = new SqliteConnectionStringBuilder(connection.ConnectionString).Mode;
        var wal = mode == SqliteOpenMode.ReadOnly ? "" : "PRAGMA journal_mode = WAL;";
        var command = connection.CreateCommand();
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA busy_timeout = {busyTimeoutMs}; PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL; {wal}");
        return command;
    }
}
