using System.Data.Common;
using System.Text.Json;
using NpgsqlTypes;

namespace Experiments.Data.Storage.Copying;

/// <summary>Values between the two databases: what one gives as JSON the other has as an array, and yes or no is a number in SQLite.</summary>
internal static class CopiedValue
{
    /// <summary>A value as read; null for NULL.</summary>
    public static object? Read(DbDataReader reader, int ordinal, CopiedType type, bool isSqlite)
    {
        if (reader.IsDBNull(ordinal)) return null;
        return type switch
        {
            CopiedType.Long => reader.GetInt64(ordinal),
            CopiedType.Int => reader.GetInt32(ordinal),
            CopiedType.Bool => reader.GetBoolean(ordinal),
            CopiedType.Double => reader.GetDouble(ordinal),
            CopiedType.Text => reader.GetString(ordinal),
            CopiedType.Bytes => reader.GetFieldValue<byte[]>(ordinal),
            CopiedType.Ints => isSqlite ? JsonSerializer.Deserialize<int[]>(reader.GetString(ordinal)) : reader.GetFieldValue<int[]>(ordinal),
            CopiedType.Texts => isSqlite ? JsonSerializer.Deserialize<string[]>(reader.GetString(ordinal)) : reader.GetFieldValue<string[]>(ordinal),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
        };
    }

    /// <summary>A value as SQLite takes it.</summary>
    public static object ForSqlite(object? value) => value switch
    {
        null => DBNull.Value,
        int[] or string[] => JsonSerializer.Serialize(value),
        _ => value,
    };

    /// <summary>How PostgreSQL calls a type.</summary>
    public static NpgsqlDbType ForPostgreSql(CopiedType type) => type switch
    {
        CopiedType.Long => NpgsqlDbType.Bigint,
        CopiedType.Int => NpgsqlDbType.Integer,
        CopiedType.Bool => NpgsqlDbType.Boolean,
        CopiedType.Double => NpgsqlDbType.Double,
        CopiedType.Text => NpgsqlDbType.Text,
        CopiedType.Bytes => NpgsqlDbType.Bytea,
        CopiedType.Ints => NpgsqlDbType.Array | NpgsqlDbType.Integer,
        CopiedType.Texts => NpgsqlDbType.Array | NpgsqlDbType.Text,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
