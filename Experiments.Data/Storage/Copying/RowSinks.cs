using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Experiments.Data.Storage.Copying;

/// <summary>Takes the rows of one table.</summary>
internal interface IRowSink : IAsyncDisposable
{
    /// <summary>Takes a row: its values in the order of the table's columns.</summary>
    ValueTask WriteAsync(object?[] values, CancellationToken cancellationToken);

    /// <summary>Says that there are no more.</summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken);
}

/// <summary>One prepared INSERT a row.</summary>
internal sealed class SqliteSink : IRowSink
{
    private readonly DbCommand _command;

    public SqliteSink(DbCommand command, CopiedTable table)
    {
        _command = command;
#pragma warning disable CA2100 // names of the model
        command.CommandText = $"INSERT INTO \"{table.Name}\" ({table.ColumnList}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"@{i}"))})";
#pragma warning restore CA2100
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@{i}";
            command.Parameters.Add(parameter);
        }
    }

    public async ValueTask WriteAsync(object?[] values, CancellationToken cancellationToken)
    {
        for (var i = 0; i < values.Length; i++) _command.Parameters[i].Value = CopiedValue.ForSqlite(values[i]);
        await _command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _command.DisposeAsync();
}

/// <summary>COPY in its binary form.</summary>
internal sealed class PostgreSqlSink : IRowSink
{
    private readonly NpgsqlBinaryImporter _importer;
    private readonly NpgsqlDbType[] _types;

    private PostgreSqlSink(NpgsqlBinaryImporter importer, CopiedTable table)
    {
        _importer = importer;
        _types = [.. table.Columns.Select(c => CopiedValue.ForPostgreSql(c.Type))];
    }

    public static async Task<PostgreSqlSink> OpenAsync(NpgsqlConnection connection, CopiedTable table, CancellationToken cancellationToken)
    {
        var importer = await connection.BeginBinaryImportAsync($"COPY \"{table.Name}\" ({table.ColumnList}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        importer.Timeout = TimeSpan.Zero;
        return new PostgreSqlSink(importer, table);
    }

    public async ValueTask WriteAsync(object?[] values, CancellationToken cancellationToken)
    {
        await _importer.StartRowAsync(cancellationToken);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value) await _importer.WriteAsync(value, _types[i], cancellationToken);
            else await _importer.WriteNullAsync(cancellationToken);
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken) => await _importer.CompleteAsync(cancellationToken);

    public ValueTask DisposeAsync() => _importer.DisposeAsync();
}
