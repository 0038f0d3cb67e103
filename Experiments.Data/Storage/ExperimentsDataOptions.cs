using System.Data.Common;

namespace Experiments.Data.Storage;

/// <summary>Which database server.</summary>
public enum DatabaseProvider
{
    /// <summary>One file, nothing to install; one machine.</summary>
    Sqlite,

    /// <summary>A server: any number of workers on any number of machines.</summary>
    PostgreSql,
}

/// <summary>Where the database is.</summary>
public sealed record ExperimentsDataOptions
{
    /// <summary>
    /// <c>Data Source=FILE</c> for SQLite (default <c>experiments.db</c> in the working folder), or
    /// <c>Host=...;Database=...;Username=...;Password=...</c> for PostgreSQL.
    /// </summary>
    public string ConnectionString { get; init; } = "Data Source=experiments.db";

    /// <summary>Milliseconds that a SQLite connection waits for another one's transaction; default 10,000.</summary>
    public int BusyTimeoutMs { get; init; } = 10_000;

    /// <summary>The provider that the connection string names.</summary>
    /// <exception cref="DatabaseException">It names none.</exception>
    public DatabaseProvider Provider
    {
        get
        {
            var parts = new DbConnectionStringBuilder();
            try
            {
                parts.ConnectionString = ConnectionString;
            }
            catch (ArgumentException e)
            {
                throw new DatabaseException($"The connection string \"{ConnectionString}\" cannot be read: {e.Message}", e);
            }

            if (HasAny(parts, "Data Source", "DataSource", "Filename")) return DatabaseProvider.Sqlite;
            if (HasAny(parts, "Host", "Server")) return DatabaseProvider.PostgreSql;
            throw new DatabaseException(
                "The connection string names no database: give \"Data Source=FILE\" for SQLite or \"Host=...;Database=...;Username=...\" for PostgreSQL.");
        }
    }

    private static bool HasAny(DbConnectionStringBuilder parts, params string[] keys) => keys.Any(parts.ContainsKey);
}

/// <summary>The database cannot be used as it is; the message says what, why and the remedy.</summary>
public sealed class DatabaseException : Exception
{
    /// <summary>With a message.</summary>
    public DatabaseException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public DatabaseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public DatabaseException()
    {
    }
}
