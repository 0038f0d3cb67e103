using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Experiments.Data.Tests.Storage.Kept;

/// <summary>
/// Databases of every earlier version, as SQL: the migrations that made its tables, and <see cref="KeptRows"/> in them. A file
/// is made once, when its version is new, and never changed: it is what is out there.
/// </summary>
internal static class KeptDatabase
{
    /// <summary>Every version but the newest, of which nothing has to be upgraded; oldest first.</summary>
    public static IReadOnlyList<string> Versions(DatabaseProvider provider)
    {
        using var db = Context(provider == DatabaseProvider.Sqlite ? "Data Source=none.db" : "Host=none");
        return [.. db.Database.GetMigrations().SkipLast(1)];
    }

    /// <summary>The file of a version, in the source tree.</summary>
    public static string PathOf(DatabaseProvider provider, string version, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, provider.ToString(), $"{version}.sql");

    /// <summary>Makes a version's file out of an empty database.</summary>
    public static async Task WriteAsync(TestDatabase empty, string version)
    {
        var statements = new Statements();
        await using var db = Context(empty.Options.ConnectionString, statements);
        await db.GetService<IMigrator>().MigrateAsync(version);
        var text = new StringBuilder();
        foreach (var statement in statements.Done.Concat(await InsertsAsync(db, empty.Options.Provider))) text.Append(statement).Append('\n');
        var path = PathOf(empty.Options.Provider, version);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text.ToString());
    }

    /// <summary>Fills the tables that a database has with the rows that fit them.</summary>
    public static async Task FillAsync(TestDatabase database)
    {
        await using var db = await database.ContextAsync();
        await RunAsync(db, string.Join('\n', await InsertsAsync(db, database.Options.Provider)));
    }

    /// <summary>Makes a kept version out of nothing.</summary>
    public static async Task LoadAsync(TestDatabase empty, string version)
    {
        await using var db = await empty.ContextAsync();
        if (empty.Options.Provider == DatabaseProvider.PostgreSql) await db.GetService<Microsoft.EntityFrameworkCore.Storage.IRelationalDatabaseCreator>().CreateAsync();
        await RunAsync(db, await File.ReadAllTextAsync(PathOf(empty.Options.Provider, version)));
    }

    /// <summary>Every row of every table as text, by table; tables of Entity Framework's own are left out.</summary>
    public static async Task<Dictionary<string, List<Dictionary<string, string>>>> RowsAsync(TestDatabase database)
    {
        await using var db = await database.ContextAsync();
        await db.Database.OpenConnectionAsync();
        var rows = new Dictionary<string, List<Dictionary<string, string>>>();
        foreach (var table in (await ColumnsAsync(db, database.Options.Provider)).Keys)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table}\"";
            await using var reader = await command.ExecuteReaderAsync();
            var found = rows[table] = [];
            while (await reader.ReadAsync()) found.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => Text(reader.GetValue(i))));
        }

        return rows;
    }

    private static string Text(object value) => value switch
    {
        DBNull => "nothing",
        byte[] bytes => Convert.ToHexString(bytes),
        Array array => string.Join('|', array.Cast<object>()),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static async Task RunAsync(ExperimentsContext db, string sql)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> InsertsAsync(ExperimentsContext db, DatabaseProvider provider)
    {
        var tables = await ColumnsAsync(db, provider);
        var filled = new HashSet<string>();
        var inserts = new List<string>();
        foreach (var row in KeptRows.All)
        {
            if (!tables.TryGetValue(row.Table, out var columns) || (row.OnlyWith is { } needed && !Has(tables, columns, needed))) continue;
            var lacking = columns.Where(c => c.Value && !row.Values.ContainsKey(c.Key)).Select(c => c.Key).ToList();
            if (lacking.Count > 0) throw new InvalidOperationException($"The table {row.Table} has columns that {nameof(KeptRows)} does not fill: {string.Join(", ", lacking)}. Give them values there.");
            var given = row.Values.Where(v => columns.ContainsKey(v.Key)).ToList();
            inserts.Add($"INSERT INTO \"{row.Table}\" ({string.Join(", ", given.Select(v => $"\"{v.Key}\""))}) VALUES ({string.Join(", ", given.Select(v => Literal(v.Value, provider)))});");
            filled.Add(row.Table);
        }

        // The keys that an insert names are not counted by the server.
        if (provider == DatabaseProvider.PostgreSql)
            inserts.AddRange(tables.Where(t => t.Value.ContainsKey("id") && t.Key != "published_value").Select(t => $"SELECT setval(pg_get_serial_sequence('\"{t.Key}\"', 'id'), (SELECT MAX(id) FROM \"{t.Key}\"));"));

        var empty = tables.Keys.Except(filled).ToList();
        return empty.Count == 0
            ? inserts
            : throw new InvalidOperationException($"{nameof(KeptRows)} has no row for {string.Join(", ", empty)}: add one there, so that an upgrade of that table is tested.");
    }

    private static bool Has(Dictionary<string, Dictionary<string, bool>> tables, Dictionary<string, bool> columns, string needed) =>
        needed.StartsWith('@') ? tables.ContainsKey(needed[1..]) : columns.ContainsKey(needed);

    /// <summary>Columns by table, each with whether an insert has to name it.</summary>
    private static async Task<Dictionary<string, Dictionary<string, bool>>> ColumnsAsync(ExperimentsContext db, DatabaseProvider provider)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = provider == DatabaseProvider.Sqlite
            ? "SELECT t.name, c.name, c.\"notnull\" = 1 AND c.dflt_value IS NULL FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE '\\_\\_EF%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            : "SELECT table_name, column_name, is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_EF%'";
        var tables = new Dictionary<string, Dictionary<string, bool>>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if (!tables.TryGetValue(reader.GetString(0), out var columns)) tables[reader.GetString(0)] = columns = [];
            columns[reader.GetString(1)] = reader.GetBoolean(2);
        }

        return tables;
    }

    private static string Literal(object? value, DatabaseProvider provider)
    {
        var sqlite = provider == DatabaseProvider.Sqlite;
        return value switch
        {
            null => "NULL",
            long number => number.ToString(CultureInfo.InvariantCulture),
            // SQLite takes a number without a point for a whole one.
            double number => number.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().IndexOfAny('.', 'E') >= 0 ? text : $"{text}.0",
            bool yes => sqlite ? (yes ? "1" : "0") : (yes ? "TRUE" : "FALSE"),
            byte[] bytes => sqlite ? $"X'{Convert.ToHexString(bytes)}'" : $"'\\x{Convert.ToHexString(bytes)}'::bytea",
            string text => Quoted(text),
            int[] numbers => sqlite ? Quoted(System.Text.Json.JsonSerializer.Serialize(numbers)) : $"ARRAY[{string.Join(',', numbers)}]::integer[]",
            string[] texts => sqlite ? Quoted(System.Text.Json.JsonSerializer.Serialize(texts)) : $"ARRAY[{string.Join(',', texts.Select(Quoted))}]::text[]",
            _ => throw new ArgumentException($"A kept row cannot hold a {value.GetType().Name}.", nameof(value)),
        };
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static ExperimentsContext Context(string connectionString, params IInterceptor[] interceptors)
    {
        var builder = new DbContextOptionsBuilder<ExperimentsContext>();
        Microsoft.Extensions.DependencyInjection.ExperimentsDataServiceCollectionExtensions.Configure(builder, new ExperimentsDataOptions { ConnectionString = connectionString });
        return new ExperimentsContext(builder.AddInterceptors(interceptors).Options);
    }

    /// <summary>What migrations do to a database, as SQL: their own scripts leave out the semicolon after statements by hand.</summary>
    private sealed class Statements : DbCommandInterceptor
    {
        public List<string> Done { get; } = [];

        public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            var sql = command.CommandText.ReplaceLineEndings("\n").Trim();
            // Locks are of the moment, and the name of the database is the test's.
            string[] passing = ["LOCK", "CREATE DATABASE", "PRAGMA journal_mode", "SELECT 1"];
            if (!sql.Contains("__EFMigrationsLock", StringComparison.Ordinal) && !passing.Any(p => sql.StartsWith(p, StringComparison.Ordinal))) Done.Add(sql.EndsWith(';') ? sql : $"{sql};");
            return ValueTask.FromResult(result);
        }
    }
}
