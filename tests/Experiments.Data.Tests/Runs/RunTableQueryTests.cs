using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Runs;
using Experiments.Data.Runs.Tables;
using Experiments.Data.Storage;
using Experiments.Data.Tests.Runs.Filters;

namespace Experiments.Data.Tests.Runs;

public sealed class RunTableQueryTests
{
    [Theory, OnEveryProvider]
    public async Task A_filter_finds_the_runs_that_it_says(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        // 1: l2, 0.01, scored 0.40, tagged; 2: l2-sp, 0.1, scored 0.50; 3: an old run without settings, archived; 4: a check of 1.
        var one = await OneAsync(database, "l2", 0, new() { ["regulariser.kind"] = "l2", ["training.baseLearningRate"] = "0.01", ["data.root"] = "/Data/Ä" }, 0.4);
        database.Time.Advance(TimeSpan.FromDays(5));
        var two = await OneAsync(database, "sp", 0, new() { ["regulariser.kind"] = "l2-sp", ["training.baseLearningRate"] = "0.1", ["augmentation.mirror"] = "false" }, 0.5);
        var three = await OneAsync(database, "old", 7, new() { ["data.root"] = "x" }, null);
        var four = await OneAsync(database, "l2", 0, new() { ["regulariser.kind"] = "l2", ["training.baseLearningRate"] = "1e-2" }, 0.4, one);
        var marks = database.Get<RunMarkStore>();
        Assert.Equal(2, await marks.TagAsync([one, two], ["baseline", "a b"], []));
        Assert.Equal(1, await marks.TagAsync([one, two], ["baseline"], []) + await marks.TagAsync([two], [], ["baseline"]));
        Assert.Equal(1, await marks.ArchiveAsync([three], archived: true));

        await FindsAsync("", four, two, one);
        await FindsAsync("archived", three);
        await FindsAsync("archived or not archived", four, three, two, one);
        await FindsAsync("regulariser.kind = L2", four, one);
        await FindsAsync("regulariser.kind != l2 and not archived", two);
        await FindsAsync("regulariser.kind = none and archived", three);
        await FindsAsync("training.baseLearningRate = 0.01", four, one);
        await FindsAsync("training.baseLearningRate >= 0.01 and (archived or not archived)", four, three, two, one);
        await FindsAsync("augmentation.mirror", four, one);
        await FindsAsync("data.root ~ ä", one);
        await FindsAsync("miou > 45%", two);
        await FindsAsync("miou <= 0.4", four, one);
        await FindsAsync("miou.ms < 1");
        await FindsAsync("miou.ms != 0.3", four, two, one);
        await FindsAsync("tag = BASELINE", one);
        await FindsAsync("tag = \"a b\"", two, one);
        await FindsAsync("tag != baseline", four, two);
        await FindsAsync("name ~ SP", two);
        await FindsAsync("seed = 0 and check", four);
        await FindsAsync("experiment = test and state = queued or id = 2", four, two, one);
        await FindsAsync("created > 3d", four, two);
        await FindsAsync("created < 3d ago", one);
        await FindsAsync("created = 2026-01-02", one);
        await FindsAsync("train/loss:min < 1.1 and train/loss@10 >= 2", four, two, one);
        await FindsAsync("train/loss < 1");
        Assert.Equal(["a b", "baseline"], await marks.TagsAsync());

        async Task FindsAsync(string filter, params long[] expected)
        {
            var found = await database.Get<RunTableQuery>().FindAsync(new RunTableRequest { Filter = MadeVocabulary.Parse(filter) });
            Assert.True(expected.SequenceEqual(found.RunIds), $"{filter}: {string.Join(", ", found.RunIds)}");
        }
    }

    [Theory, OnEveryProvider]
    public async Task Runs_are_sorted_by_several_keys_with_what_has_no_value_last(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var a = await OneAsync(database, "b", 0, new() { ["training.baseLearningRate"] = "0.1" }, 0.4);
        var b = await OneAsync(database, "a", 1, new() { ["training.baseLearningRate"] = "0.02" }, null);
        var c = await OneAsync(database, "a", 0, new() { ["training.baseLearningRate"] = "0.1" }, 0.6);

        Assert.Equal([c, a, b], await SortedAsync("-miou"));
        Assert.Equal([a, c, b], await SortedAsync("miou"));
        Assert.Equal([b, c, a], await SortedAsync("training.baseLearningRate"));
        Assert.Equal([c, a, b], await SortedAsync("-training.baseLearningRate,name"));
        Assert.Equal([b, c, a], await SortedAsync("-seed,name"));

        async Task<IReadOnlyList<long>> SortedAsync(string keys) => (await database.Get<RunTableQuery>().FindAsync(new RunTableRequest
        {
            Sort = [.. keys.Split(',').Select(k => new RunOrder(MadeVocabulary.Keys.Find(k.TrimStart('-'))!, k.StartsWith('-')))],
        })).RunIds;
    }

    [Theory, OnEveryProvider]
    public async Task Groups_are_whole_have_mean_and_deviation_and_never_count_checks(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var scores = new[] { 0.40, 0.44, 0.48 };
        var runs = new List<long>();
        for (var seed = 0; seed < scores.Length; seed++) runs.Add(await OneAsync(database, "l2", seed, new() { ["regulariser.kind"] = "l2" }, scores[seed]));
        var check = await OneAsync(database, "l2", 0, new() { ["regulariser.kind"] = "l2" }, 0.9, runs[0]);
        var other = await OneAsync(database, "sp", 0, new() { ["regulariser.kind"] = "l2-sp" }, 0.45);
        var query = database.Get<RunTableQuery>();
        var (miou, kind, seedKey) = (MadeVocabulary.Keys.Find("miou")!, MadeVocabulary.Keys.Find("regulariser.kind")!, MadeVocabulary.Keys.Find("seed")!);

        var table = await query.FindAsync(new RunTableRequest { GroupBy = [MadeVocabulary.Keys.Find("fingerprint")!], Sort = [new RunOrder(miou, Descending: true)] });

        // The mean decides, not the best run; inside it is by the runs' own.
        Assert.Equal([other], table.Groups[0].RunIds);
        Assert.Equal([check, runs[2], runs[1], runs[0]], table.Groups[1].RunIds);
        var cells = await query.GroupCellsAsync(table.Groups, [miou, kind, seedKey]);
        var statistics = cells[1][0].Statistics!;
        Assert.Equal((3, 0.44, 0.04), (statistics.N, Math.Round(statistics.Mean!.Value, 12), Math.Round(statistics.StandardDeviation!.Value, 12)));
        Assert.Equal(("l2", 1, 3), (cells[1][1].Common.Text, cells[1][1].Different, cells[1][2].Different));
        Assert.Equal((1, 0.45, null), (cells[0][0].Statistics!.N, cells[0][0].Statistics!.Mean!.Value, cells[0][0].Statistics!.StandardDeviation));
        Assert.Equal(runs[0], table.Groups[1].Id);
        Assert.Equal(["regulariser.kind"], (await query.DifferingAsync(table.RunIds, [.. MadeVocabulary.Keys.Keys.Where(k => k.IsSetting)])).Select(k => k.Name));
        Assert.Empty(await query.DifferingAsync(runs, [kind]));
        Assert.Equal(["train/loss"], await query.CurvesAsync());
        Assert.Equal(["l2", "l2-sp"], await query.KnownValuesAsync(kind));
    }

    [Theory, OnEveryProvider]
    public async Task A_classifier_s_top_1_is_named_and_has_no_mean_with_an_mIoU(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        foreach (var (print, kind, seed, topOne) in new[] { ("a", "none", 0, 0.8), ("a", "none", 1, 0.9), ("b", "l2", 0, 0.95) })
            await Given.ClassifiedAsync(database, await OneAsync(database, print, seed, new() { ["regulariser.kind"] = kind }, null), Given.SingleScale, topOne);
        await OneAsync(database, "c", 0, new() { ["regulariser.kind"] = "l2" }, 0.5);
        await OneAsync(database, "d", 0, new() { ["regulariser.kind"] = "l2-sp" }, 0.3);
        var query = database.Get<RunTableQuery>();
        var (miou, byKind) = (MadeVocabulary.Keys.Find("miou")!, MadeVocabulary.Keys.Find("regulariser.kind")!);

        var table = await GroupedAsync(descending: true);

        // What has several metrics has nothing to be sorted by.
        Assert.Equal(["none", "l2-sp", "l2"], table.Groups.Select(g => g.Values[0].Text));
        Assert.Equal(["l2-sp", "none", "l2"], (await GroupedAsync(descending: false)).Groups.Select(g => g.Values[0].Text));
        var cells = (await query.GroupCellsAsync(table.Groups, [miou])).Select(c => c[0]).ToList();
        Assert.Equal(("top-1", 2, 0.85), (cells[0].Metric, cells[0].Statistics!.N, Math.Round(cells[0].Statistics!.Mean!.Value, 12)));
        Assert.Equal((null, 1, 0.3), (cells[1].Metric, cells[1].Statistics!.N, cells[1].Statistics!.Mean!.Value));
        Assert.Equal((null, null, 2), (cells[2].Metric, cells[2].Statistics, cells[2].Different));

        Task<RunTable> GroupedAsync(bool descending) => query.FindAsync(new RunTableRequest { GroupBy = [byKind], Sort = [new RunOrder(miou, descending)] });
    }

    [Theory, OnEveryProvider]
    public async Task A_score_counts_once_its_job_has_succeeded_and_a_state_is_that_of_all_jobs(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var experiment = await database.Runs.GetOrCreateExperimentAsync("test");
        var empty = (await database.Runs.CreateAsync(experiment, null, [Given.Run("empty") with { Jobs = [] }])).RunIds[0];
        var (run, training, single, _) = await Given.OneRunAsync(database, Given.Run("scored"));
        await Given.SucceededAsync(database, training);
        var attempt = await Given.StartedAsync(database, single);
        await database.Journal.AppendAsync(single, attempt, new JournalBatch(1, 1) { Start = Given.Start, Evaluation = Given.Scored(1, Given.SingleScale, 0.5) });

        Assert.Equal([run], await FindAsync("state = running"));
        Assert.Empty(await FindAsync("miou > 0"));
        Assert.Null(await CellAsync("miou"));
        await database.Jobs.SucceedAsync(single, attempt, new AttemptEnd(0));
        Assert.Equal([run], await FindAsync("state = queued"));
        Assert.Equal([run], await FindAsync("miou > 0"));
        Assert.Equal(0.5, await CellAsync("miou"));
        Assert.Equal([empty], await FindAsync("state = empty"));

        async Task<IReadOnlyList<long>> FindAsync(string filter) => (await database.Get<RunTableQuery>().FindAsync(new RunTableRequest { Filter = MadeVocabulary.Parse(filter) })).RunIds;

        async Task<double?> CellAsync(string key) => (await database.Get<RunTableQuery>().CellsAsync([run], [MadeVocabulary.Keys.Find(key)!]))[run][0].Number;
    }

    [Theory, OnEveryProvider]
    public async Task The_stamp_changes_with_what_a_table_shows(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var query = database.Get<RunTableQuery>();
        var (run, training, _, _) = await Given.OneRunAsync(database);
        var first = await query.StampAsync();
        Assert.Equal(first, await query.StampAsync());
        await Given.StartedAsync(database, training);
        var second = await query.StampAsync();
        Assert.NotEqual(first.Text, second.Text);
        Assert.True(second.Works);
        Assert.NotEqual(0, run);
    }

    /// <summary>A run whose loss goes 2, 1 at the iterations 10 and 20; scored where a score is given.</summary>
    private static async Task<long> OneAsync(TestDatabase database, string print, int seed, Dictionary<string, string> settings, double? score, long? checks = null)
    {
        var run = Given.Run(print, seed) with { Settings = settings, ReproductionOfRunId = checks };
        var (id, training, _, _) = await Given.OneRunAsync(database, run);
        if (score is null) return id;
        var attempt = await Given.StartedAsync(database, training);
        await database.Journal.AppendAsync(training, attempt, new JournalBatch(1, 2) { Points = [new(1, "train/loss", 10, 2), new(2, "train/loss", 20, 1)] });
        await database.Jobs.SucceedAsync(training, attempt, new AttemptEnd(0));
        await Given.ScoredAsync(database, id, Given.SingleScale, score.Value);
        return id;
    }
}
