using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Metrics;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Tests.Journal;

public sealed class JournalStoreTests
{
    [Theory, OnEveryProvider]
    public async Task A_stretch_stored_twice_or_overlapping_is_stored_once(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, job);
        var batch = Points(1, 10);

        Assert.Equal(10, await database.Journal.AppendAsync(job, attempt, batch));
        Assert.Equal(10, await database.Journal.AppendAsync(job, attempt, batch));
        Assert.Equal(12, await database.Journal.AppendAsync(job, attempt, Points(9, 12)));

        Assert.Equal(12, await database.Journal.LastSequenceAsync(job, attempt));
        await using var db = await database.ContextAsync();
        var points = await db.MetricPoints.OrderBy(p => p.Step).ToListAsync();
        Assert.Equal(Enumerable.Range(1, 12).Select(i => ((long)i, i * 10, (double?)i)), points.Select(p => (p.Sequence, p.Step, p.Value)));
    }

    [Fact]
    public async Task A_gap_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, job);
        await database.Journal.AppendAsync(job, attempt, Points(1, 3));

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => database.Journal.AppendAsync(job, attempt, Points(6, 8)));

        Assert.StartsWith($"Lines 4 to 5 of the journal of job {job}, attempt 1 are missing: read it again from line 4.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory, OnEveryProvider]
    public async Task An_old_attempts_journal_is_refused_whole(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var old = await Given.StartedAsync(database, job);
        await database.Jobs.ReleaseAsync(job, old, new AttemptEnd(), "given back");
        await Given.StartedAsync(database, job);

        await Assert.ThrowsAsync<StaleAttemptException>(() => database.Journal.AppendAsync(job, old, Points(1, 3)));

        await using var db = await database.ContextAsync();
        Assert.Empty(await db.MetricPoints.ToListAsync());
        Assert.Equal(0, await database.Journal.LastSequenceAsync(job, old));
    }

    [Theory, OnEveryProvider]
    public async Task A_resumed_attempt_replaces_the_steps_it_passes_again(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var first = await Given.StartedAsync(database, job);
        await database.Journal.AppendAsync(job, first, Points(1, 5));
        await database.Jobs.ReleaseAsync(job, first, new AttemptEnd(), "given back");
        var second = await Given.StartedAsync(database, job);

        await database.Journal.AppendAsync(job, second, new(1, 2) { Points = [new(1, "train/loss", 40, 0.5), new(2, "train/loss", 60, 0.25)] });

        await using var db = await database.ContextAsync();
        var points = await db.MetricPoints.OrderBy(p => p.Step).Select(p => new { p.Step, p.AttemptNumber, p.Value }).ToListAsync();
        Assert.Equal([(10, 1, 1.0), (20, 1, 2.0), (30, 1, 3.0), (40, 2, 0.5), (50, 1, 5.0), (60, 2, 0.25)], points.Select(p => (p.Step, p.AttemptNumber, p.Value!.Value)));
    }

    [Theory, OnEveryProvider]
    public async Task What_a_process_used_stays_whatever_work_is_done_again(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (run, job, _, _) = await Given.OneRunAsync(database);
        Assert.Equal(0, await database.Metrics.LastSystemSecondAsync(job));
        var first = await Given.StartedAsync(database, job);
        await database.Journal.AppendAsync(job, first, new JournalBatch(1, 3) { Points = [new(1, "train/loss", 10, 1), new(2, "system/memory", 5, 100), new(3, "system/memory", 10, 200)] });
        await database.Jobs.ReleaseAsync(job, first, new AttemptEnd(), "given back");
        var second = await Given.StartedAsync(database, job);
        await database.Journal.AppendAsync(job, second, new JournalBatch(1, 2) { Start = Given.Start, Points = [new(2, "system/memory", 15, 300)] });

        Assert.Equal(15, await database.Metrics.LastSystemSecondAsync(job));
        var memory = Assert.Single(await database.Metrics.SeriesAsync([run], [], jobId: job), s => s.Points.Count > 0);
        Assert.Equal("system/memory", memory.Key);
        Assert.Equal([(5, 100.0), (10, 200.0), (15, 300.0)], memory.Points.Select(p => (p.Step, p.Mean!.Value)));
        Assert.Empty(await database.Metrics.SeriesAsync([run], [], jobId: job + 1));
        Assert.Equal(1, (await database.Get<MetricQueries>().SupersededAsync(run))[(job, first)]);
    }

    [Theory, OnEveryProvider]
    public async Task What_a_dead_attempt_wrote_past_the_checkpoint_is_in_no_curve_and_kept_as_history(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (run, job, _, _) = await Given.OneRunAsync(database);
        var first = await Given.StartedAsync(database, job);
        // As the engine journals it: the validation after 30 iterations, their checkpoint, the loss of iteration 30.
        await database.Journal.AppendAsync(job, first, Points(1, 2)); // iterations 10 and 20
        await database.Journal.AppendAsync(job, first, new JournalBatch(3, 6)
        {
            Points = [new(3, "validation/miou", 30, 0.25), new(5, "train/loss", 30, 3), new(6, "train/loss", 40, 4)],
            Artifacts = [new(4, Artifact.Checkpoint, "30", "checkpoints/30", 30, "sha")],
        });
        await database.Jobs.ReleaseAsync(job, first, new AttemptEnd(), "given back");

        var second = await Given.StartedAsync(database, job);
        var start = new JournalBatch(1, 2) { Start = Given.Start with { ResumedFrom = 30 }, Points = [new(2, "train/loss", 30, 0.5)] };
        await database.Journal.AppendAsync(job, second, start);
        Assert.Equal([(10, 1), (20, 1), (30, 1), (30, 2)], await StepsAsync());
        Assert.Equal([(30, 1, 3.0), (40, 1, 4.0)], await SupersededAsync());
        await database.Journal.AppendAsync(job, second, start); // read again after a crash: nothing moves
        Assert.Equal(2, (await database.Get<MetricQueries>().SupersededAsync(run))[(job, first)]);
        await database.Jobs.ReleaseAsync(job, second, new AttemptEnd(), "given back");

        // No checkpoint was sound: everything is done again.
        var third = await Given.StartedAsync(database, job);
        await database.Journal.AppendAsync(job, third, new JournalBatch(1, 2) { Start = Given.Start, Points = [new(2, "train/loss", 10, 0.75)] });
        Assert.Equal([(10, 3)], await StepsAsync());
        Assert.Equal([(10, 1, 1.0), (20, 1, 2.0), (30, 1, 0.25), (30, 1, 3.0), (30, 2, 0.5), (40, 1, 4.0)], await SupersededAsync());

        async Task<IEnumerable<(int, int)>> StepsAsync()
        {
            await using var db = await database.ContextAsync();
            return (await db.MetricPoints.OrderBy(p => p.Step).ThenBy(p => p.AttemptNumber).ToListAsync()).Select(p => (p.Step, p.AttemptNumber));
        }

        async Task<IEnumerable<(int, int, double)>> SupersededAsync()
        {
            await using var db = await database.ContextAsync();
            return (await db.SupersededPoints.OrderBy(p => p.Step).ThenBy(p => p.AttemptNumber).ThenBy(p => p.Value).ToListAsync()).Select(p => (p.Step, p.AttemptNumber, p.Value!.Value));
        }
    }

    [Theory, OnEveryProvider]
    public async Task A_point_that_is_not_finite_is_kept_as_what_it_is(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, job);

        await database.Journal.AppendAsync(job, attempt, new(1, 4)
        {
            Points =
            [
                new(1, "train/loss", 1, double.NaN), new(2, "train/loss", 2, double.PositiveInfinity),
                new(3, "train/loss", 3, double.NegativeInfinity), new(4, "train/loss", 4, 1e-300),
            ],
        });

        await using var db = await database.ContextAsync();
        var points = await db.MetricPoints.OrderBy(p => p.Step).ToListAsync();
        Assert.Equal([PointKind.NaN, PointKind.PositiveInfinity, PointKind.NegativeInfinity, PointKind.Finite], points.Select(p => p.Kind));
        Assert.Equal([null, null, null, 1e-300], points.Select(p => p.Value));
    }

    [Theory, OnEveryProvider]
    public async Task All_that_an_attempt_says_is_stored_together(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (runId, training, job, _) = await Given.OneRunAsync(database);
        await Given.SucceededAsync(database, training);
        var attempt = await Given.StartedAsync(database, job);

        await database.Journal.AppendAsync(job, attempt, new JournalBatch(1, 6)
        {
            Start = Given.Start,
            Progress = new JournalProgress(7, 20, double.PositiveInfinity),
            WeightsReportJson = """{"loaded":["conv1"]}""",
            Artifacts = [new(2, "prediction", "a", "predictions/a.png")],
            Images = [new(3, 0, "a", [0, 0, 5_000_000_000, 1, 0, 2]), new(4, 1, "b", [])],
            Evaluation = Given.Scored(5, Given.SingleScale, double.NaN),
        });

        var row = (await database.RunQueries.FindAsync(runId))!.Jobs[1];
        Assert.Equal((7, 20, 0.0, """{"loaded":["conv1"]}"""), (row.Done, row.Total, row.Rate, row.WeightsReportJson));
        var stored = Assert.Single(row.Attempts);
        Assert.Equal(("0.1.0", 1234L, 0.16, 6L), (stored.EngineVersion, stored.Parameters, stored.Pull, stored.LastSequence));
        Assert.Equal(["road", "car"], stored.ClassNames);
        Assert.Equal("predictions/a.png", Assert.Single(row.Artifacts).Path);
        var evaluation = row.Evaluation!;
        Assert.Null(evaluation.MeanIoU);
        Assert.Equal([0.25, double.NaN], evaluation.ClassIoU);
        Assert.Equal([5_000_000_000, 1, 2, 3], ConfusionBlob.Unpack(evaluation.Confusion));
        var images = await database.Evaluations.ImagesAsync(job);
        Assert.Equal(["a", "b"], images.Select(i => i.Stem));
        Assert.Equal([new ConfusionCell(0, 0, 5_000_000_000), new ConfusionCell(1, 0, 2)], images[0].Counts);
        Assert.Empty(images[1].Counts);
    }

    [Fact]
    public async Task A_matrix_that_is_not_square_is_refused_and_nothing_of_its_stretch_stays()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, job);
        var batch = Points(1, 2) with { Evaluation = Given.Scored(2, Given.SingleScale, 0.5, confusion: [1, 2, 3]) };

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => database.Journal.AppendAsync(job, attempt, batch));

        Assert.StartsWith($"The confusion matrix of job {job} has 3 counts: for 2 classes it must have 4.", refusal.Message, StringComparison.Ordinal);
        await using var db = await database.ContextAsync();
        Assert.Empty(await db.MetricPoints.ToListAsync());
    }

    private static JournalBatch Points(int first, int last) => new(first, last)
    {
        Points = [.. Enumerable.Range(first, last - first + 1).Select(i => new JournalPoint(i, "train/loss", i * 10, i))],
    };
}
