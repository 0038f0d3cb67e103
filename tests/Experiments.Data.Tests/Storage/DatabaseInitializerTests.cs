using Experiments.Data.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace Experiments.Data.Tests.Storage;

public sealed class DatabaseInitializerTests
{
    [Theory, OnEveryProvider]
    public async Task A_second_start_changes_nothing(DatabaseProvider provider)
    {
        await using var database = TestDatabase.CreateEmpty(provider);

        var first = await database.Initializer.InitializeAsync();
        var second = await database.Initializer.InitializeAsync();

        Assert.True(first.Created);
        Assert.NotEmpty(first.AppliedMigrations);
        Assert.False(second.Created);
        Assert.Empty(second.AppliedMigrations);
        Assert.Null(second.BackupPath);
        Assert.Single(await database.Grids.ListAsync());
    }

    [Theory, OnEveryProvider]
    public async Task Four_processes_may_start_at_once(DatabaseProvider provider)
    {
        await using var database = TestDatabase.CreateEmpty(provider);
        if (provider == DatabaseProvider.PostgreSql) await database.Initializer.InitializeAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var services = new ServiceCollection().AddExperimentsData(database.Options).BuildServiceProvider();
            await services.GetRequiredService<DatabaseInitializer>().InitializeAsync();
        })));

        Assert.Single(await database.Grids.ListAsync());
    }

    [Fact]
    public async Task An_existing_file_is_copied_before_it_is_migrated()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.Runs.GetOrCreateExperimentAsync("kept");
        await database.ExecuteAsync($"DELETE FROM \"__EFMigrationsHistory\"; INSERT INTO \"__EFMigrationsHistory\" VALUES ('{OlderProgram.Id}', '10.0.0')");

        var outcome = await Newer(database).InitializeAsync();

        Assert.False(outcome.Created);
        Assert.Equal([NewerProgram.Id], outcome.AppliedMigrations);
        Assert.Equal(Path.Combine(database.Folder, $"experiments.backup-20260102T030405Z-{OlderProgram.Id}.db"), outcome.BackupPath);
        Assert.Equal("kept", await ReadAsync(outcome.BackupPath!, "SELECT name FROM experiment"));
        Assert.Equal(0L, await ReadAsync(outcome.BackupPath!, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'leaf'"));
        Assert.Equal("kept", await ReadAsync(database.File, "SELECT name FROM experiment"));
        Assert.Equal(1L, await ReadAsync(database.File, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'leaf'"));
    }

    [Fact]
    public async Task A_migration_lock_left_by_a_process_that_died_does_not_stop_the_start()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync($"DELETE FROM \"__EFMigrationsHistory\"; INSERT INTO \"__EFMigrationsHistory\" VALUES ('{OlderProgram.Id}', '10.0.0')");
        await database.ExecuteAsync("INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-01-01 00:00:00')");

        Assert.Equal([NewerProgram.Id], (await Newer(database).InitializeAsync()).AppliedMigrations);
    }

    [Theory, OnEveryProvider]
    public async Task A_database_newer_than_the_program_is_refused(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await database.ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '10.0.0')");

        var refusal = await Assert.ThrowsAsync<DatabaseException>(() => database.Initializer.InitializeAsync());

        Assert.Contains("is newer than this program: it has the change \"29990101000000_Later\", and version 0.1.0 knows none after", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Use the newer program, or go back to a backup", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        await using var database = TestDatabase.CreateEmpty(fileIn: folder =>
        {
            File.WriteAllText(Path.Combine(folder, "taken"), "");
            return Path.Combine(folder, "taken", "experiments.db");
        });

        var refusal = await Assert.ThrowsAsync<DatabaseException>(() => database.Initializer.InitializeAsync());

        Assert.StartsWith($"The database folder \"{Path.Combine(database.Folder, "taken")}\" cannot be written: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named_and_left_as_it_is()
    {
        await using var database = TestDatabase.CreateEmpty();
        await File.WriteAllTextAsync(database.File, new string('x', 4096));

        var refusal = await Assert.ThrowsAsync<DatabaseException>(() => database.Initializer.InitializeAsync());

        Assert.StartsWith($"The database \"{database.File}\" cannot be used: ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 4096), await File.ReadAllTextAsync(database.File));
    }

    [Fact]
    public async Task Another_programs_database_is_refused()
    {
        await using var database = TestDatabase.CreateEmpty();
        await database.ExecuteAsync("CREATE TABLE customer (id INTEGER)");

        var refusal = await Assert.ThrowsAsync<DatabaseException>(() => database.Initializer.InitializeAsync());

        Assert.Equal($"The file \"{database.File}\" is a database of another program (it has the table \"customer\"): name another file (\"Data Source=FILE\").", refusal.Message);
    }

    [Fact]
    public async Task SQLite_connections_have_the_settings_that_safety_rests_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = await database.ContextAsync();

        Assert.Equal("wal", await PragmaAsync<string>("journal_mode"));
        Assert.Equal(1, await PragmaAsync<int>("foreign_keys"));
        Assert.Equal(1, await PragmaAsync<int>("synchronous")); // NORMAL
        Assert.Equal(10_000, await PragmaAsync<int>("busy_timeout"));
        Assert.Contains("WITHOUT ROWID", await db.Database.SqlQuery<string>($"SELECT sql AS Value FROM sqlite_master WHERE name = 'metric_point'").SingleAsync(), StringComparison.Ordinal);

        async Task<T> PragmaAsync<T>(string name)
        {
            await db.Database.OpenConnectionAsync();
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"PRAGMA {name}";
            return (T)Convert.ChangeType((await command.ExecuteScalarAsync())!, typeof(T), System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [Theory]
    [InlineData("Data Source=experiments.db")]
    [InlineData("Host=design-time")]
    public void Migrations_describe_the_model_as_it_is(string connectionString)
    {
        var builder = new DbContextOptionsBuilder<ExperimentsContext>();
        ExperimentsDataServiceCollectionExtensions.Configure(builder, new ExperimentsDataOptions { ConnectionString = connectionString });
        using var db = new ExperimentsContext(builder.Options);

        Assert.False(db.Database.HasPendingModelChanges(), "Add a migration to both projects; see migrations/README.md.");
    }

    [Theory]
    [InlineData("Data Source=a.db", DatabaseProvider.Sqlite)]
    [InlineData("Host=lab;Database=experiments", DatabaseProvider.PostgreSql)]
    public void The_connection_string_names_the_provider(string connectionString, DatabaseProvider provider) =>
        Assert.Equal(provider, new ExperimentsDataOptions { ConnectionString = connectionString }.Provider);

    [Theory]
    [InlineData("experiments.db")]
    [InlineData("Port=5432")]
    public void A_connection_string_that_names_no_database_is_refused(string connectionString) =>
        Assert.Throws<DatabaseException>(() => new ExperimentsDataOptions { ConnectionString = connectionString }.Provider);

    /// <summary>The initializer of a program that knows one change more.</summary>
    private static DatabaseInitializer Newer(TestDatabase database)
    {
        var contexts = new ServiceCollection().AddDbContextFactory<ExperimentsContext>(builder => builder
                .UseSqlite(database.Options.ConnectionString, o => o.MigrationsAssembly(typeof(NewerProgram).Assembly))
                .ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning)))
            .BuildServiceProvider().GetRequiredService<IDbContextFactory<ExperimentsContext>>();
        return new DatabaseInitializer(contexts, database.Options, database.Time);
    }

    private static async Task<object?> ReadAsync(string file, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    [DbContext(typeof(ExperimentsContext))]
    [Migration(Id)]
    private sealed class OlderProgram : Migration
    {
        public const string Id = "00000000000001_Older";

        protected override void Up(MigrationBuilder migrationBuilder)
        {
        }
    }

    [DbContext(typeof(ExperimentsContext))]
    [Migration(Id)]
    private sealed class NewerProgram : Migration
    {
        public const string Id = "00000000000002_Newer";

        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("CREATE TABLE leaf (a INTEGER)");
    }
}
