using System.Reflection;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Microsoft.Data.Sqlite;
using Xunit.Sdk;
using Xunit.v3;

namespace Experiments.Data.Tests.Storage.Kept;

/// <summary>Opens a database of every earlier version as the program does at its start, and looks whether all of it is still there.</summary>
public sealed class KeptDatabaseTests
{
    // What the program brings up to date by itself.
    private const string OfTheProgram = "published_value";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEveryProvider]
    public void Every_earlier_version_is_kept(DatabaseProvider provider)
    {
        var missing = KeptDatabase.Versions(provider).Where(v => !File.Exists(KeptDatabase.PathOf(provider, v))).ToList();

        Assert.True(
            missing.Count == 0,
            $"There is no kept database of {string.Join(", ", missing)} ({provider}). Make them: build, then run tests/Experiments.Data.Tests/bin/Release/net10.0/Experiments.Data.Tests --explicit only --filter-class \"*KeptDatabaseMaker\", and add the files to the repository.");
    }

    [Theory, EveryKeptDatabase]
    public async Task All_of_it_is_there_after_the_upgrade_and_the_pages_can_read_it(DatabaseProvider provider, string version)
    {
        await using var database = TestDatabase.CreateEmpty(provider);
        await KeptDatabase.LoadAsync(database, version);
        var before = await KeptDatabase.RowsAsync(database);

        var upgrade = await database.Initializer.InitializeAsync(Stop);

        Assert.False(upgrade.Created);
        Assert.NotEmpty(upgrade.AppliedMigrations);
        var after = await KeptDatabase.RowsAsync(database);
        Assert.Empty(before.Keys.Except(after.Keys));
        foreach (var (table, rows) in before.Where(t => t.Key != OfTheProgram)) AssertKept(table, rows, after[table]);
        if (provider == DatabaseProvider.Sqlite) await AssertBackedUpAsync(upgrade.BackupPath!, version, before["run"].Count);
        else Assert.Null(upgrade.BackupPath);
        await AssertReadableAsync(database, before);
    }

    /// <summary>Every row is there with the values that it had in the columns that are still there.</summary>
    private static void AssertKept(string table, List<Dictionary<string, string>> before, List<Dictionary<string, string>> after)
    {
        Assert.NotEmpty(before);
        var columns = before[0].Keys.Intersect(after[0].Keys).Order().ToList();
        Assert.NotEmpty(columns);
        var now = after.Select(Line).ToHashSet();
        Assert.All(before.Select(Line), line => Assert.True(now.Contains(line), $"The table {table} has lost the row {line}"));

        string Line(Dictionary<string, string> row) => string.Join('\u001f', columns.Select(c => $"{c}={row[c]}"));
    }

    private static async Task AssertBackedUpAsync(string backup, string version, int runs)
    {
        Assert.EndsWith($"-{version}.db", backup, StringComparison.Ordinal);
        await using var connection = new SqliteConnection($"Data Source={backup};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT MAX(\"MigrationId\") FROM \"__EFMigrationsHistory\") || ' ' || (SELECT COUNT(*) FROM run)";
        Assert.Equal($"{version} {runs}", await command.ExecuteScalarAsync(Stop));
    }

    private static async Task AssertReadableAsync(TestDatabase database, Dictionary<string, List<Dictionary<string, string>>> before)
    {
        var rows = (await database.RunQueries.PageAsync(new RunFilter(), Stop)).Rows.OrderBy(r => r.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(
            [("L2 seed -7", RunState.Failed, "kept sweep", "kept"), ("L2 seed 0", RunState.Succeeded, "kept sweep", "kept"), ("L2 seed 0 (check)", RunState.Paused, "kept sweep", "kept")],
            rows.Select(r => (r.Name, r.State, r.Sweep, r.Experiment)));
        Assert.Equal((0.4321987654321, -1.2345678901234567e-12), (rows[1].LatestMeanIoU, rows[1].LatestLoss));

        var run = (await database.RunQueries.FindAsync(11, Stop))!;
        Assert.Equal(["good", KeptRows.Unicode], run.Run.Labels);
        Assert.Equal(KeptRows.Unicode, run.Run.Settings.Single(s => s.Key == "weights.path").Value);
        Assert.Equal([13L], run.Reproductions.Select(r => r.RunId));
        Assert.Equal([-7, 0], run.Repeats.Select(r => r.Seed));
        var attempt = Assert.Single(run.Jobs[0].Attempts);
        Assert.Equal((9_000_000_000L, 46_000_000_000L, 0.1640625, KeptRows.Unicode), (attempt.LastSequence, attempt.Parameters, attempt.Pull, attempt.LogTail));
        Assert.Equal(["road", "Straße"], attempt.ClassNames);
        var evaluation = run.Jobs[1].Evaluation!;
        Assert.Equal([0.25, double.NaN], evaluation.ClassIoU);
        Assert.Null(evaluation.MeanAccuracy);
        Assert.Equal([5_000_000_000, 1, 0, 3], ConfusionBlob.Unpack(evaluation.Confusion));
        Assert.Equal([(0L, KeptRows.Unicode, 2), (1L, "b", 0)], (await database.Evaluations.ImagesAsync(22, Stop)).Select(i => ((long)i.Index, i.Stem, i.Counts.Count)));

        var failed = (await database.JobQueries.FindAsync(23, Stop))!;
        Assert.Equal((JobState.Failed, "crash", KeptRows.Unicode), (failed.State, failed.FailureClass, failed.FailureMessage));
        Assert.Equal([25L], (await database.JobQueries.QueueAsync(20, Stop)).Paused.Select(j => j.JobId));
        var loss = (await database.Metrics.SeriesAsync([11], ["train/loss"], 1000, cancellationToken: Stop)).Single();
        Assert.Equal([(1, 2.5, 0), (2, null, 1), (3, null, 1), (30, -1.2345678901234567e-12, 0)], loss.Points.Select(p => (p.Step, p.Mean, p.NotFinite)));

        var grid = (await database.Grids.LoadAsync(905, Stop))!;
        Assert.Equal((GridKind.Sweep, 4L), (grid.Kind, grid.SweepId));
        Assert.Equal([0, -7], grid.Seeds);
        var cell = grid.Rows[0].Cells[0];
        Assert.Equal((1, 0.4321987654321), (cell.N, cell.Mean));
        Assert.Equal(("kept sweep", 3), ((await database.Sweeps.ListAsync(Stop)).Single().Name, (await database.Sweeps.ListAsync(Stop)).Single().Runs));
        if (before.ContainsKey("grid_snapshot")) Assert.Equal("latex", (await database.Snapshots.ChangesAsync(grid, Stop))!.Format);
        if (before.ContainsKey("dataset")) Assert.Equal(KeptRows.Unicode, Assert.Single(await database.Datasets.ListAsync(Stop)).Name);
        if (before.ContainsKey("superseded_point")) Assert.Equal(9.75, Assert.Single(await database.Metrics.SupersededAsync(21, 1, Stop)).Point.Value);
        if (before.ContainsKey("job_event")) Assert.Equal(KeptRows.Unicode, Assert.Single(await database.JobQueries.EventsAsync(11, Stop)).Reason);
        if (before.ContainsKey("purged_run")) Assert.Equal(KeptRows.Unicode, (await database.Binned.FindPurgedAsync(10, Stop))!.BinnedReason);

        // Work goes on: the next run takes a key that no other has.
        Assert.True((await Given.OneRunAsync(database)).RunId > 13);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class EveryKeptDatabaseAttribute : DataAttribute
    {
        public override async ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
        {
            var providers = await new OnEveryProviderAttribute().GetData(testMethod, disposalTracker);
            return
            [
                .. providers.SelectMany(row => KeptDatabase.Versions((DatabaseProvider)row.GetData()[0]!)
                    .Where(version => File.Exists(KeptDatabase.PathOf((DatabaseProvider)row.GetData()[0]!, version)))
                    .Select(version => new TheoryDataRow<DatabaseProvider, string>((DatabaseProvider)row.GetData()[0]!, version) { Skip = row.Skip })),
            ];
        }

        public override bool SupportsDiscoveryEnumeration() => true;
    }
}
