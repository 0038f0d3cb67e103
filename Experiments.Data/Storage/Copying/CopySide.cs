using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Experiments.Data.Storage.Copying;

/// <summary>One of the two databases of a copy, in one transaction from its first row to its last.</summary>
internal sealed class CopySide : IAsyncDisposable
{
    private const int ReportEvery = 50_000;

    private readonly ExperimentsContext _db;
    private readonly DbConnection _connection;
    private DbTransaction _transaction = null!;

    private CopySide(ExperimentsContext db, bool isSqlite)
    {
        (_db, IsSqlite) = (db, isSqlite);
        _connection = db.Database.GetDbConnection();
    }

    /// <summary>Whether it is a SQLite file.</summary>
    public bool IsSqlite { get; }

    /// <summary>Opens a database to read it as it is at one instant, whatever is written meanwhile.</summary>
    public static async Task<CopySide> SourceAsync(ExperimentsContext db, bool isSqlite, CancellationToken cancellationToken)
    {
        var side = new CopySide(db, isSqlite);
        await db.Database.OpenConnectionAsync(cancellationToken);
        // The snapshot begins with the first row read, in both.
        side._transaction = isSqlite
            ? ((SqliteConnection)side._connection).BeginTransaction(deferred: true)
            : await side._connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await db.Database.UseTransactionAsync(side._transaction, cancellationToken);
        return side;
    }

    /// <summary>Opens a database to fill it: nobody else writes meanwhile, and nothing is there before <see cref="CommitAsync"/>.</summary>
    public static async Task<CopySide> TargetAsync(ExperimentsContext db, bool isSqlite, IReadOnlyList<CopiedTable> tables, CancellationToken cancellationToken)
    {
        var side = new CopySide(db, isSqlite);
        await db.Database.OpenConnectionAsync(cancellationToken);
        side._transaction = (await db.Database.BeginTransactionAsync(cancellationToken)).GetDbTransaction();
        await side.ExecuteAsync(isSqlite ? "PRAGMA defer_foreign_keys = ON" : $"LOCK TABLE {string.Join(", ", tables.Select(t => $"\"{t.Name}\""))} IN EXCLUSIVE MODE", cancellationToken);
        return side;
    }

    /// <summary>Reads a table from end to end.</summary>
    /// <param name="table">The table.</param>
    /// <param name="row">Told each row; the array is used again for the next.</param>
    /// <param name="progress">Told the number of rows now and then.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>Rows and hash.</returns>
    public async Task<ContentHash> ReadAsync(CopiedTable table, Func<object?[], ValueTask>? row, Action<long>? progress, CancellationToken cancellationToken)
    {
        var hash = new ContentHash();
        var values = new object?[table.Columns.Count];
        await using var command = Command(table.Select);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            for (var i = 0; i < values.Length; i++) values[i] = CopiedValue.Read(reader, i, table.Columns[i].Type, IsSqlite);
            hash.Add(values);
            if (row is not null) await row(values);
            if (hash.Rows % ReportEvery == 0) progress?.Invoke(hash.Rows);
        }

        return hash;
    }

    /// <summary>Something that takes the rows of a table.</summary>
    public async Task<IRowSink> WriterAsync(CopiedTable table, CancellationToken cancellationToken) =>
        IsSqlite ? new SqliteSink(Command(""), table) : await PostgreSqlSink.OpenAsync((NpgsqlConnection)_connection, table, cancellationToken);

    /// <summary>The last key that the database gave out for a table; 0 for none. Keys of rows that are gone are never given again.</summary>
    public async Task<long> LastKeyAsync(CopiedTable table, CancellationToken cancellationToken)
    {
        await using var command = Command(IsSqlite
            ? $"SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = '{table.Name}'"
            : $"SELECT COALESCE((SELECT s.last_value FROM pg_sequences s WHERE format('%I.%I', s.schemaname, s.sequencename)::regclass = pg_get_serial_sequence('\"{table.Name}\"', '{table.Generated}')::regclass), 0)");
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Makes the database give out only keys above one.</summary>
    public async Task SetLastKeyAsync(CopiedTable table, long last, CancellationToken cancellationToken)
    {
        var text = last.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (IsSqlite)
        {
            await ExecuteAsync($"DELETE FROM sqlite_sequence WHERE name = '{table.Name}'", cancellationToken);
            if (last > 0) await ExecuteAsync($"INSERT INTO sqlite_sequence (name, seq) VALUES ('{table.Name}', {text})", cancellationToken);
        }
        else
        {
            await ExecuteAsync($"SELECT setval(pg_get_serial_sequence('\"{table.Name}\"', '{table.Generated}'), {(last > 0 ? text : "1")}, {(last > 0 ? "true" : "false")})", cancellationToken);
        }
    }

    /// <summary>Number of rows of a table.</summary>
    public async Task<long> CountAsync(CopiedTable table, CancellationToken cancellationToken)
    {
        await using var command = Command($"SELECT COUNT(*) FROM \"{table.Name}\"");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Deletes every row of a table.</summary>
    public Task ClearAsync(CopiedTable table, CancellationToken cancellationToken) => ExecuteAsync($"DELETE FROM \"{table.Name}\"", cancellationToken);

    /// <summary>Keeps what was written.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _db.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private DbCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandTimeout = 0;
        // Names come from the model, numbers from the database; nothing of a person's.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
