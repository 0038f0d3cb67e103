using Experiments.Data.Journal;
using Experiments.Data.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Experiments.Data.Tests.Storage;

public sealed class DatabaseKeeperTests
{
    [Fact]
    public async Task A_copy_is_of_one_instant_while_a_journal_is_written_and_comes_back_as_it_was()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, job);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            // A batch is ten points: a copy in the middle of one would have another number.
            for (var i = 0; !stop.IsCancellationRequested; i++)
                await database.Journal.AppendAsync(job, attempt, new JournalBatch((i * 10) + 1, (i * 10) + 10) { Points = [.. Enumerable.Range(1, 10).Select(p => new JournalPoint((i * 10) + p, "train/loss", (i * 10) + p, p))] });
        });
        var keeper = Keeper(database);
        var copies = new List<DatabaseContent>();
        for (var i = 0; i < 3; i++) copies.Add(await keeper.BackUpAsync(Path.Combine(database.Folder, "copies", $"{i}.db")));
        await stop.CancelAsync();
        await writing;

        Assert.All(copies, c => Assert.Equal((1, 3, 0), (c.Runs, c.Points % 10 == 0 ? c.Jobs : -1, c.Evaluations)));
        Assert.True(copies[0].Points <= copies[2].Points);
        Assert.Empty(Directory.GetFiles(Path.Combine(database.Folder, "copies"), "*.tmp"));

        await Given.OneRunAsync(database, Given.Run(seed: 1));
        var now = await keeper.CheckAsync();
        var (restored, before) = await keeper.RestoreAsync(copies[2].File);
        Assert.Equal((1, copies[2].Points, database.File), (restored.Runs, restored.Points, restored.File));
        Assert.Equal(Path.Combine(database.Folder, "experiments.before-restore-20260102T030405Z.db"), before);
        Assert.Equal(1, (await keeper.CheckAsync()).Runs);
        await database.Initializer.InitializeAsync();
        // What was there before can come back too, with what only its log held.
        await using var other = new ServiceCollection().AddExperimentsData(new ExperimentsDataOptions { ConnectionString = $"Data Source={before}" }).BuildServiceProvider();
        Assert.Equal((2, now.Points), ((await other.GetRequiredService<DatabaseKeeper>().CheckAsync()).Runs, (await other.GetRequiredService<DatabaseKeeper>().CheckAsync()).Points));
        SqliteConnection.ClearAllPools();
    }

    [Fact]
    public async Task A_damaged_file_is_told_by_every_way_to_open_it_and_nothing_is_changed()
    {
        await using var database = await TestDatabase.CreateAsync();
        await Given.OneRunAsync(database);
        var keeper = Keeper(database);
        var copy = (await keeper.BackUpAsync(Path.Combine(database.Folder, "copy.db"))).File;
        SqliteConnection.ClearAllPools();
        foreach (var file in new[] { copy, database.File }) Damage(file);
        var bytes = await File.ReadAllBytesAsync(database.File);

        Assert.Contains("is damaged", (await Assert.ThrowsAsync<DatabaseException>(() => keeper.CheckAsync())).Message, StringComparison.Ordinal);
        Assert.Contains($"\"{copy}\" is damaged", (await Assert.ThrowsAsync<DatabaseException>(() => keeper.RestoreAsync(copy))).Message, StringComparison.Ordinal);
        Assert.Contains("nothing was written. Put a backup in its place", (await Assert.ThrowsAsync<DatabaseException>(() => database.Initializer.InitializeAsync())).Message, StringComparison.Ordinal);
        SqliteConnection.ClearAllPools();
        Assert.Equal(bytes, await File.ReadAllBytesAsync(database.File));
    }

    [Fact]
    public async Task What_cannot_be_copied_or_restored_says_why()
    {
        await using var database = await TestDatabase.CreateAsync();
        var keeper = Keeper(database);
        async Task<string> Refused(Func<Task> act) => (await Assert.ThrowsAsync<DatabaseException>(act)).Message;
        var text = Path.Combine(database.Folder, "notes.txt");
        await File.WriteAllTextAsync(text, string.Concat(Enumerable.Repeat("no database at all\n", 400)));

        Assert.Equal($"The file \"{text}\" exists: name another; a backup replaces nothing.", await Refused(() => keeper.BackUpAsync(text)));
        Assert.StartsWith($"The file \"{text}\" cannot be read as a database", await Refused(() => keeper.RestoreAsync(text)), StringComparison.Ordinal);
        Assert.Equal($"There is no file \"{text}x\" to restore.", await Refused(() => keeper.RestoreAsync(text + "x")));
        Assert.Equal($"\"{database.File}\" is the database itself: name a copy of it.", await Refused(() => keeper.RestoreAsync(database.File)));
        Assert.StartsWith("The copy \"/proc/copy.db\" cannot be written", await Refused(() => keeper.BackUpAsync("/proc/copy.db")), StringComparison.Ordinal);
        var foreign = Path.Combine(database.Folder, "foreign.db");
        await using (var connection = new SqliteConnection($"Data Source={foreign};Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE bookmarks (id INTEGER)";
            await command.ExecuteNonQueryAsync();
        }

        Assert.Equal($"The file \"{foreign}\" is not a database of this program: name another.", await Refused(() => keeper.RestoreAsync(foreign)));
    }

    [Fact]
    public async Task A_server_is_kept_by_its_own_tools()
    {
        await using var services = new ServiceCollection().AddExperimentsData(new ExperimentsDataOptions { ConnectionString = "Host=127.0.0.1;Database=none" }).BuildServiceProvider();
        var error = await Assert.ThrowsAsync<DatabaseException>(() => services.GetRequiredService<DatabaseKeeper>().BackUpAsync("copy.db"));
        Assert.Equal("The database is on a PostgreSQL server: it is backed up with pg_dump.", error.Message);
    }

    private static DatabaseKeeper Keeper(TestDatabase database) => new(database.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<ExperimentsContext>>(), database.Options, database.Time);

    /// <summary>Overwrites the middle of every page but the first few, as a failing disk might.</summary>
    private static void Damage(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        for (var page = 4; page * 4096L < stream.Length; page++)
        {
            stream.Position = page * 4096L;
            stream.Write([.. Enumerable.Repeat((byte)0xa5, 2048)]);
        }
    }
}
