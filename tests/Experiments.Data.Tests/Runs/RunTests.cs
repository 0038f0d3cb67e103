using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Data.Runs.Tables;
using Experiments.Data.Storage;
using Experiments.Data.Tests.Runs.Filters;
using Experiments.Data.Tests.Sweeps;

namespace Experiments.Data.Tests.Runs;

public sealed class RunTests
{
    [Theory]
    [InlineData(RunState.Empty)]
    [InlineData(RunState.Succeeded, JobState.Succeeded, JobState.Succeeded)]
    [InlineData(RunState.Queued, JobState.Succeeded, JobState.Queued)]
    [InlineData(RunState.Queued, JobState.Queued, JobState.Waiting)]
    [InlineData(RunState.Running, JobState.Claimed, JobState.Waiting)]
    [InlineData(RunState.Running, JobState.Failed, JobState.Running)]
    [InlineData(RunState.Failed, JobState.Succeeded, JobState.Failed)]
    [InlineData(RunState.Failed, JobState.Failed, JobState.Cancelled)]
    [InlineData(RunState.Paused, JobState.Paused, JobState.Waiting)]
    [InlineData(RunState.Waiting, JobState.Waiting)]
    [InlineData(RunState.Cancelled, JobState.Succeeded, JobState.Cancelled)]
    [InlineData(RunState.Pruned, JobState.Pruned)]
    public void A_runs_state_follows_from_its_jobs(RunState expected, params JobState[] jobs) =>
        Assert.Equal(expected, RunStates.Of(jobs.Select(state => new Job { State = state })));

    [Theory, OnEveryProvider]
    public async Task The_table_filters_by_state_setting_and_name(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (running, job, _, _) = await Given.OneRunAsync(database, Given.Run("L2-SP"));
        await Given.StartedAsync(database, job);
        var (queued, _, _, _) = await Given.OneRunAsync(database, Given.Run("L2", 1));

        Assert.Equal([running], await IdsAsync("state = running"));
        Assert.Equal([queued], await IdsAsync("state = queued or state = failed"));
        Assert.Equal([queued], await IdsAsync("regulariser.kind = L2 and seed = 1"));
        Assert.Equal([running], await IdsAsync("name ~ l2-sp"));
        Assert.Equal([queued], await IdsAsync("fingerprint = L2"));
        Assert.Equal([queued, running], await IdsAsync(""));
        Assert.Equal([running], (await database.RunQueries.PageAsync(new RunFilter { Search = "l2-sp" })).Rows.Select(r => r.RunId));
        Assert.Equal([queued, running], (await database.RunQueries.PageAsync(new RunFilter())).Rows.Select(r => r.RunId));
        var second = await database.RunQueries.PageAsync(new RunFilter { Skip = 1, Take = 1 });
        Assert.Equal((2, running), (second.Total, second.Rows.Single().RunId));

        async Task<IReadOnlyList<long>> IdsAsync(string filter) => (await database.Get<RunTableQuery>().FindAsync(new RunTableRequest { Filter = MadeVocabulary.Parse(filter) })).RunIds;
    }

    [Theory, OnEveryProvider]
    public async Task A_search_takes_each_word_for_a_part_of_a_name_or_a_runs_number(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var sweep = await database.Sweeps.CreateSweepAsync(SweepStoreTests.Sweep([Given.Run("Alpha"), Given.Run("Beta", 1)], grid: null));
        var (first, second) = (sweep.RunIds[0], sweep.RunIds[1]);
        var (alone, _, _, _) = await Given.OneRunAsync(database, Given.Run($"Like run {first}"));
        var name = (await database.RunQueries.FindAsync(first))!.Run.Sweep!.Name;

        Assert.Equal([second, first], await FindAsync(name.ToLowerInvariant()));
        Assert.Equal([second], await FindAsync($"{name} beta"));
        Assert.Equal([first], await FindAsync($"#{first} alpha"));
        // The run of that number comes before newer ones that have it in their name.
        Assert.Equal([first, alone], (await FindAsync($"{first}")).Where(r => r != second));
        Assert.Empty(await FindAsync($"{name} nothing-of-the-kind"));
        Assert.Empty(await FindAsync("%"));
        Assert.Equal([alone, second, first], await FindAsync(" "));

        // What was archived is found by its number alone; a list without a search has all.
        await database.Get<RunMarkStore>().ArchiveAsync([second], archived: true);
        Assert.Equal([first], await FindAsync(name));
        Assert.Equal([alone, first], await FindAsync(""));
        Assert.Empty(await FindAsync($"#{second} beta"));
        Assert.Equal([second], await FindAsync($" #{second} "));
        Assert.Equal(second, (await FindAsync($"{second}"))[0]);
        Assert.Equal([second, first], (await database.RunQueries.PageAsync(new RunFilter { SweepId = sweep.SweepId })).Rows.Select(r => r.RunId));
        Assert.Empty(await database.OneRun.LikeAsync("beta", null, 5));
        Assert.Equal([first], (await database.OneRun.LikeAsync("", sweep.SweepId, 5)).Select(r => r.RunId));
        Assert.Equal([second], (await database.OneRun.LikeAsync($"#{second}", null, 5)).Select(r => r.RunId));

        async Task<IReadOnlyList<long>> FindAsync(string text) => [.. (await database.RunQueries.PageAsync(new RunFilter { Search = text })).Rows.Select(r => r.RunId)];
    }

    [Theory, OnEveryProvider]
    public async Task The_table_shows_loss_score_and_times(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var startMs = database.NowMs;
        var (run, training, singleScale, multiScale) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, training);
        await database.Journal.AppendAsync(training, attempt, new JournalBatch(1, 3)
        {
            Points = [new(1, "train/loss", 10, 2), new(2, "train/loss", 20, 1.5), new(3, "validation/miou", 20, 0.3)],
        });
        var row = Assert.Single((await database.RunQueries.PageAsync(new RunFilter())).Rows);
        Assert.Equal((1.5, 0.3, (long?)startMs, null), (row.LatestLoss, row.LatestMeanIoU, row.StartedMs, row.EndedMs));

        database.Time.Advance(TimeSpan.FromMinutes(1));
        await database.Jobs.SucceedAsync(training, attempt, new AttemptEnd(0));
        await Given.ScoredAsync(database, run, Given.SingleScale, 0.4);
        await database.Jobs.RequestCancelAsync(multiScale);

        row = Assert.Single((await database.RunQueries.PageAsync(new RunFilter())).Rows);
        Assert.Equal((0.4, (long?)startMs + 60_000, RunState.Cancelled), (row.LatestMeanIoU, row.EndedMs, row.State));
        Assert.NotEqual(0, singleScale);
    }

    [Theory, OnEveryProvider]
    public async Task A_classifier_is_listed_with_its_top_1(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (run, training, _, _) = await Given.OneRunAsync(database);
        var row = await RowAsync();
        Assert.Equal(("mIoU", null, null), (row.Metric, row.LatestScore, row.LatestMeanIoU));

        var attempt = await Given.StartedAsync(database, training);
        await database.Journal.AppendAsync(training, attempt, new JournalBatch(1, 1) { Points = [new(1, "validation/top-1", 20, 0.75)] });
        row = await RowAsync();
        Assert.Equal(("top-1", 0.75, null), (row.Metric, row.LatestScore, row.LatestMeanIoU));

        await database.Jobs.SucceedAsync(training, attempt, new AttemptEnd(0));
        await Given.ClassifiedAsync(database, run, Given.SingleScale, 0.875);
        row = await RowAsync();
        Assert.Equal(("top-1", 0.875, null), (row.Metric, row.LatestScore, row.LatestMeanIoU));

        async Task<RunRow> RowAsync() => Assert.Single((await database.RunQueries.PageAsync(new RunFilter())).Rows);
    }

    [Theory, OnEveryProvider]
    public async Task The_table_sorts_with_unscored_runs_last(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var ids = new List<long>();
        foreach (var (seed, score) in new[] { (0, 0.2), (1, 0.4), (2, -1) })
        {
            var (id, training, _, _) = await Given.OneRunAsync(database, Given.Run(seed: seed));
            if (seed == 2) await Given.StartedAsync(database, training);
            if (score >= 0) await Given.ScoredAsync(database, id, Given.SingleScale, score);
            ids.Add(id);
        }

        Assert.Equal([ids[1], ids[0], ids[2]], await IdsAsync("miou", descending: true));
        Assert.Equal([ids[0], ids[1], ids[2]], await IdsAsync("miou", descending: false));
        Assert.Equal([ids[2], ids[1], ids[0]], await IdsAsync("seed", descending: true));
        Assert.Equal([ids[0], ids[1], ids[2]], await IdsAsync("name", descending: false));
        // What runs comes first; of those of one state the newest.
        Assert.Equal([ids[2], ids[1], ids[0]], await IdsAsync("state", descending: false));

        async Task<IReadOnlyList<long>> IdsAsync(string key, bool descending) =>
            (await database.Get<RunTableQuery>().FindAsync(new RunTableRequest { Sort = [new RunOrder(MadeVocabulary.Keys.Find(key)!, descending)] })).RunIds;
    }

    [Fact]
    public async Task A_reproduction_must_have_its_originals_seed_and_fingerprint()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (original, _, _, _) = await Given.OneRunAsync(database);
        var experiment = await database.Runs.GetOrCreateExperimentAsync("test");

        var seed = await Assert.ThrowsAsync<ArgumentException>(() =>
            database.Runs.CreateAsync(experiment, null, [Given.Run(seed: 5) with { ReproductionOfRunId = original }]));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            database.Runs.CreateAsync(experiment, null, [Given.Run("other") with { ReproductionOfRunId = original }]));
        await Assert.ThrowsAsync<KeyNotFoundException>(() =>
            database.Runs.CreateAsync(experiment, null, [Given.Run() with { ReproductionOfRunId = 999 }]));
        var created = await database.Runs.CreateAsync(experiment, null, [Given.Run() with { ReproductionOfRunId = original, Labels = ["check"] }]);

        Assert.StartsWith($"The reproduction of run {original} has seed 5: it must be that run's, 0.", seed.Message, StringComparison.Ordinal);
        var detail = await database.RunQueries.FindAsync(original);
        Assert.Equal(created.RunIds, detail!.Reproductions.Select(r => r.RunId));
        Assert.Equal([original], detail.Repeats.Select(r => r.RunId));
        Assert.Equal(["check"], (await database.RunQueries.FindAsync(created.RunIds[0]))!.Run.Labels);
    }

    [Theory, OnEveryProvider]
    public async Task Two_that_ask_for_a_new_experiment_at_once_get_the_same(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);

        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => database.Runs.GetOrCreateExperimentAsync("same"))));

        Assert.Single(ids.Distinct());
    }
}
