using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Experiments.Data.Storage.Copying;
using Experiments.Data.Tests.Storage.Kept;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Tests.Storage.Copying;

public sealed class DatabaseCopyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEveryProvider]
    public async Task Everything_goes_there_and_back_again(DatabaseProvider provider)
    {
        // There on the other provider, where a server is named; on SQLite always.
        await using var first = await FilledAsync(DatabaseProvider.Sqlite);
        await using var second = TestDatabase.CreateEmpty(provider);
        await using var third = TestDatabase.CreateEmpty();

        var there = await CopyAsync(first, second);
        var back = await CopyAsync(second, third);

        Assert.Equal(there, back);
        await using (var db = await first.ContextAsync()) Assert.Equal(db.Model.GetEntityTypes().Select(t => t.GetTableName()!).Order(StringComparer.Ordinal), there.Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.All(there, t => Assert.True(t.Rows > 0, $"The table {t.Name} is empty: nothing is known of its copy."));
        // Not by the copy's own measure alone.
        var (before, after) = (await KeptDatabase.RowsAsync(first), await KeptDatabase.RowsAsync(third));
        foreach (var (table, rows) in before) Assert.Equal(rows.Select(Line).Order(StringComparer.Ordinal), after[table].Select(Line).Order(StringComparer.Ordinal));
        Assert.Equal(KeptRows.Unicode, (await second.RunQueries.FindAsync(11, Stop))!.Run.Labels[1]);

        static string Line(Dictionary<string, string> row) => string.Join('\u001f', row.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={c.Value}"));
    }

    [Theory, OnEveryProvider]
    public async Task Keys_that_were_given_out_are_not_given_again(DatabaseProvider provider)
    {
        await using var source = await FilledAsync(DatabaseProvider.Sqlite);
        // The highest run is deleted for good: only the record of keys knows of it.
        var gone = (await Given.OneRunAsync(source)).RunId;
        await source.ExecuteAsync($"UPDATE job SET waits_for_job_id = NULL WHERE run_id = {gone}; DELETE FROM run WHERE id = {gone}");
        await using var there = TestDatabase.CreateEmpty(provider);
        await using var back = TestDatabase.CreateEmpty();
        await CopyAsync(source, there);
        await CopyAsync(there, back);

        Assert.Equal(gone + 1, (await Given.OneRunAsync(there)).RunId);
        Assert.Equal(gone + 1, (await Given.OneRunAsync(back)).RunId);
    }

    [Theory, OnEveryProvider]
    public async Task A_target_that_is_not_empty_is_refused_and_left_as_it_is(DatabaseProvider provider)
    {
        await using var source = await FilledAsync(DatabaseProvider.Sqlite);
        await using var target = await TestDatabase.CreateAsync(provider);
        var run = (await Given.OneRunAsync(target)).RunId;

        var refusal = await Assert.ThrowsAsync<DatabaseException>(() => CopyAsync(source, target));

        Assert.StartsWith("The target is not empty: its table ", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("Name a new file or an empty database with --to; nothing was changed.", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(await target.RunQueries.FindAsync(run, Stop));
        Assert.Single(await target.Grids.ListAsync(Stop));
    }

    [Theory, OnEveryProvider]
    public async Task A_copy_that_is_cut_off_leaves_an_empty_target_and_can_begin_again(DatabaseProvider provider)
    {
        await using var source = await FilledAsync(DatabaseProvider.Sqlite);
        await using var target = TestDatabase.CreateEmpty(provider);
        using var cut = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new DatabaseCopy(source.Options, target.Options, source.Time).RunAsync(new Cut("metric_series", cut), cut.Token));

        Assert.Equal(0, (await target.RunQueries.PageAsync(new RunFilter(), Stop)).Total);
        await using var another = TestDatabase.CreateEmpty();
        Assert.Equal(await CopyAsync(source, another), await CopyAsync(source, target));
    }

    [Theory, OnEveryProvider]
    public async Task It_is_a_copy_of_one_instant_whatever_is_written_meanwhile(DatabaseProvider provider)
    {
        await using var source = await FilledAsync(provider);
        await using var target = TestDatabase.CreateEmpty();

        // A run is added between the first table and the last.
        var copied = await new DatabaseCopy(source.Options, target.Options, source.Time).RunAsync(new Meanwhile(() => Given.OneRunAsync(source).GetAwaiter().GetResult()), Stop);

        Assert.Equal(3, copied.Single(t => t.Name == "run").Rows);
        Assert.Equal(3, (await target.RunQueries.PageAsync(new RunFilter(), Stop)).Total);
        Assert.Equal(4, (await source.RunQueries.PageAsync(new RunFilter(), Stop)).Total);
    }

    [Fact]
    public async Task A_source_that_is_not_there_and_one_that_is_the_target_are_refused()
    {
        await using var nothing = TestDatabase.CreateEmpty();
        await using var other = TestDatabase.CreateEmpty();

        Assert.Equal("There is nothing to copy: the database that --from names is not there, or has no tables.", (await Assert.ThrowsAsync<DatabaseException>(() => CopyAsync(nothing, other))).Message);
        Assert.False(File.Exists(other.File));
        Assert.Equal("Source and target are the same database: name an empty one with --to.", (await Assert.ThrowsAsync<DatabaseException>(() => CopyAsync(nothing, nothing))).Message);
    }

    private static async Task<TestDatabase> FilledAsync(DatabaseProvider provider)
    {
        var database = await TestDatabase.CreateAsync(provider);
        await database.ExecuteAsync("DELETE FROM published_value WHERE id = 1");
        await KeptDatabase.FillAsync(database);
        // As a program's start leaves it.
        await database.Initializer.InitializeAsync(Stop);
        return database;
    }

    private static Task<IReadOnlyList<CopyTable>> CopyAsync(TestDatabase from, TestDatabase to) => new DatabaseCopy(from.Options, to.Options, from.Time).RunAsync(null, Stop);

    private sealed class Cut(string table, CancellationTokenSource cut) : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value)
        {
            if (value.Table == table) cut.Cancel();
        }
    }

    private sealed class Meanwhile(Action act) : IProgress<CopyProgress>
    {
        private bool _done;

        public void Report(CopyProgress value)
        {
            if (_done) return;
            _done = true;
            act();
        }
    }
}
