using Experiments.Data.Deletions;
using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Experiments.Data.Tests.Sweeps;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Tests.Deletions;

public sealed class BinStoreTests
{
    private static readonly Deletion AllTheSame = new("ada", "a wrong learning rate", EvenIfUsed: true);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEveryProvider]
    public async Task A_run_in_the_bin_is_in_no_list_no_cell_and_no_reuse_and_comes_back_as_it_was(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var sweep = await database.Sweeps.CreateSweepAsync(SweepStoreTests.Sweep([Given.Run("L2", 0), Given.Run("L2", 1)], Given.Grid(Given.Row("L2"))), Stop);
        foreach (var (run, value) in sweep.RunIds.Zip([0.5, 0.7])) await FinishAsync(database, run, value);
        var before = await database.RunQueries.FindAsync(sweep.RunIds[1], Stop);

        Assert.Equal([sweep.RunIds[1]], await database.Bin.PutRunsAsync([sweep.RunIds[1]], AllTheSame, Stop));

        Assert.Equal([sweep.RunIds[0]], (await database.RunQueries.PageAsync(new RunFilter(), Stop)).Rows.Select(r => r.RunId));
        Assert.Null(await database.RunQueries.FindAsync(sweep.RunIds[1], Stop));
        var cell = (await database.Grids.LoadAsync(sweep.GridId!.Value, Stop))!.Rows[0].Cells[0];
        Assert.Equal((1, 0.5), (cell.N, cell.Mean));
        Assert.Equal([sweep.RunIds[1]], cell.BinnedRunIds);
        Assert.Empty(await database.Existing.FindAsync([new RunIdentity("L2", 1)], Stop));
        Assert.DoesNotContain(sweep.RunIds[1], (await database.JobQueries.QueueAsync(20, Stop)).Recent.Select(j => j.RunId));
        var binned = await database.Binned.FindAsync(sweep.RunIds[1], Stop);
        Assert.Equal(("L2 seed 1", "ada", "a wrong learning rate", database.NowMs), (binned!.Name, binned.By, binned.Reason, binned.BinnedMs));

        Assert.Equal([sweep.RunIds[1]], await database.Bin.RestoreRunsAsync([sweep.RunIds[1]], Stop));

        var after = await database.RunQueries.FindAsync(sweep.RunIds[1], Stop);
        Assert.Equal(before!.Jobs.Select(j => (j.Id, j.State, j.Evaluation?.MeanIoU)), after!.Jobs.Select(j => (j.Id, j.State, j.Evaluation?.MeanIoU)));
        Assert.Equal((null, "", ""), (after.Run.BinnedMs, after.Run.BinnedBy, after.Run.BinnedReason));
        cell = (await database.Grids.LoadAsync(sweep.GridId.Value, Stop))!.Rows[0].Cells[0];
        Assert.Equal((2, 0.6), (cell.N, Math.Round(cell.Mean!.Value, 12)));
        Assert.Empty(cell.BinnedRunIds);
    }

    [Theory, OnEveryProvider]
    public async Task A_run_that_has_not_ended_is_refused(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (run, training, _, _) = await Given.OneRunAsync(database);

        var refusal = await Assert.ThrowsAsync<BinException>(() => database.Bin.PutRunsAsync([run], AllTheSame, Stop));

        Assert.Equal($"Run {run} has not ended: its Training is Queued. Cancel it first, then delete it.", refusal.Message);
        Assert.NotNull(await database.RunQueries.FindAsync(run, Stop));
        await database.Jobs.RequestCancelAsync(training, Stop);
        Assert.Equal([run], await database.Bin.PutRunsAsync([run], new Deletion(), Stop));
        var retried = await Assert.ThrowsAsync<JobTransitionException>(() => database.Jobs.RetryAsync(training, Stop));
        Assert.Equal($"Job {training} belongs to run {run}, which is in the bin: restore the run first.", retried.Message);
    }

    [Theory, OnEveryProvider]
    public async Task What_uses_a_run_is_named_and_nothing_goes_unless_told_to(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var sweep = await database.Sweeps.CreateSweepAsync(SweepStoreTests.Sweep([Given.Run("L2", 0)], Given.Grid(Given.Row("L2"))), Stop);
        var run = sweep.RunIds[0];
        await FinishAsync(database, run, 0.5);
        var table = await database.Get<GridStore>().AddAsync(Given.Grid(Given.Row("L2")) with { Name = "ADE20K", Kind = GridKind.Table }, Stop);
        var study = await database.Get<GridStore>().AddAsync(Given.Grid(Given.Row("L2")) with { Name = "decay", Kind = GridKind.Study }, Stop);
        await database.Snapshots.StoreAsync((await database.Grids.LoadAsync(study, Stop))!, "latex", Stop);
        var training = (await database.RunQueries.FindAsync(run, Stop))!.Jobs[0].Id;
        var experiment = await database.Runs.GetOrCreateExperimentAsync("other", Stop);
        var other = (await database.Runs.CreateAsync(experiment, null,
        [
            Given.Run("second", 0, new NewJob { Kind = JobKind.Training, WaitsForJobId = training }),
            Given.Run("fine", 0, Given.Training()) with { Settings = new Dictionary<string, string> { ["weights.path"] = $"/data/runs/{run}/jobs/{training}/attempts/1/checkpoints/final.safetensors" } },
        ], Stop)).RunIds;

        var refusal = await Assert.ThrowsAsync<BinException>(() => database.Bin.PutRunsAsync([run], new Deletion(), Stop));

        Assert.Equal(
            [
                new RunUse("results of sweep \"table\"", sweep.GridId, null),
                new RunUse("results table \"ADE20K\"", table, null),
                new RunUse("uncertainty study \"decay\", exported as latex on 2026-01-02", study, null),
                new RunUse($"run {other[0]} \"second seed 0\", which went on from run {run}", null, other[0]),
                new RunUse($"run {other[1]} \"fine seed 0\", whose weights.path is a file of run {run}", null, other[1]),
            ],
            refusal.Uses);
        Assert.StartsWith("In use, and nothing was deleted: results of sweep \"table\"; ", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(await database.RunQueries.FindAsync(run, Stop));
        Assert.Equal(refusal.Uses, await database.Bin.UsesAsync([run], Stop));

        await database.Bin.PutRunsAsync([run], AllTheSame, Stop);
        await Assert.ThrowsAsync<BinException>(() => database.Bin.PurgeAsync([run], evenIfUsed: false, Stop));
        Assert.NotNull(await database.Binned.FindAsync(run, Stop));
        Assert.Equal([run], await database.Bin.PurgeAsync([run], evenIfUsed: true, Stop));
        // The run that went on from it keeps its rows and can still be read.
        Assert.Null((await database.RunQueries.FindAsync(other[0], Stop))!.Jobs[0].WaitsForJobId);
    }

    [Theory, OnEveryProvider]
    public async Task A_purge_takes_all_that_belongs_to_the_run_and_leaves_word_of_it(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (run, training, _, _) = await Given.OneRunAsync(database);
        var (kept, keptTraining, _, _) = await Given.OneRunAsync(database, Given.Run("kept", 3));
        foreach (var (one, job) in new[] { (run, training), (kept, keptTraining) })
        {
            var attempt = await Given.StartedAsync(database, job);
            await database.Journal.AppendAsync(job, attempt, new JournalBatch(1, 2)
            {
                Start = Given.Start,
                Points = [new JournalPoint(1, "train/loss", 1, 2.5), new JournalPoint(2, "train/loss", 2, double.NaN)],
                Artifacts = [new JournalArtifact(2, Artifact.Checkpoint, "", "checkpoints/final.safetensors", IsFinal: true)],
            }, Stop);
            await database.Jobs.SucceedAsync(job, attempt, new AttemptEnd(0), Stop);
            await Given.ScoredAsync(database, one, Given.SingleScale, 0.5);
            await Given.ScoredAsync(database, one, Given.MultiScale, 0.6);
        }

        var created = (await database.RunQueries.FindAsync(run, Stop))!.Run.CreatedMs;
        await database.Bin.PutRunsAsync([run], AllTheSame, Stop);
        database.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal([run], await database.Bin.PurgeAsync([run], evenIfUsed: false, Stop));

        await using var db = await database.ContextAsync();
        Assert.Equal([kept], await db.Runs.WithBin().Select(r => r.Id).ToListAsync(Stop));
        Assert.Equal(3, await db.Jobs.CountAsync(Stop));
        Assert.Equal(3, await db.Attempts.CountAsync(Stop));
        Assert.Equal(2, await db.MetricPoints.CountAsync(Stop));
        Assert.Equal(1, await db.MetricSeries.CountAsync(Stop));
        Assert.Equal(1, await db.Artifacts.CountAsync(Stop));
        Assert.Equal(2, await db.Evaluations.CountAsync(Stop));
        Assert.DoesNotContain(run, await db.RunSettings.Select(s => s.RunId).ToListAsync(Stop));
        var left = await database.Binned.FindPurgedAsync(run, Stop);
        Assert.Equal(
            ("print seed 0", "test", "print", 0, created, created, "ada", "a wrong learning rate", created + 86_400_000, (long?)null),
            (left!.Name, left.Experiment, left.Fingerprint, left.Seed, left.CreatedMs, left.BinnedMs, left.BinnedBy, left.BinnedReason, left.PurgedMs, left.FilesGoneMs));
        Assert.Equal([run], (await database.Binned.ListAsync(Stop)).FilesLeft.Select(f => f.RunId));
        await database.Bin.FilesGoneAsync(run, Stop);
        Assert.Empty((await database.Binned.ListAsync(Stop)).FilesLeft);

        // No later run takes its key, even where it had the highest.
        await database.Bin.PutRunsAsync([kept], AllTheSame, Stop);
        await database.Bin.PurgeAsync([kept], evenIfUsed: true, Stop);
        Assert.True((await Given.OneRunAsync(database)).RunId > kept);
    }

    [Theory, OnEveryProvider]
    public async Task Same_seed_checks_go_and_come_back_with_their_original(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (run, _, _, _) = await Given.OneRunAsync(database);
        await FinishAsync(database, run, 0.5);
        var experiment = await database.Runs.GetOrCreateExperimentAsync("test", Stop);
        var check = (await database.Runs.CreateAsync(experiment, null, [Given.Run() with { ReproductionOfRunId = run }], Stop)).RunIds[0];
        await FinishAsync(database, check, 0.5);

        Assert.Equal([run, check], await database.Bin.PutRunsAsync([run], AllTheSame, Stop));
        var refusal = await Assert.ThrowsAsync<BinException>(() => database.Bin.RestoreRunsAsync([check], Stop));
        Assert.Equal($"It repeats run {run} with the same seed, which is in the bin: restore run {run}.", refusal.Message);
        Assert.Equal([run, check], (await database.Bin.RestoreRunsAsync([run], Stop)).Order());
        await database.Bin.PutRunsAsync([run], AllTheSame, Stop);
        Assert.Equal([check, run], await database.Bin.PurgeAsync([run], evenIfUsed: true, Stop));
        Assert.Equal($"Run {run} is not in the bin.", (await Assert.ThrowsAsync<BinException>(() => database.Bin.RestoreRunsAsync([run], Stop))).Message);
    }

    [Theory, OnEveryProvider]
    public async Task A_sweep_takes_its_runs_and_its_own_table_along_and_brings_them_back(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var sweep = await database.Sweeps.CreateSweepAsync(SweepStoreTests.Sweep([Given.Run("L2", 0), Given.Run("L2", 1)], Given.Grid(Given.Row("L2"))), Stop);
        foreach (var run in sweep.RunIds) await FinishAsync(database, run, 0.5);
        await database.Bin.PutRunsAsync([sweep.RunIds[0]], AllTheSame, Stop);
        database.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal([sweep.RunIds[1]], await database.Bin.PutSweepAsync(sweep.SweepId, new Deletion("ada"), Stop));

        Assert.Empty(await database.Sweeps.ListAsync(Stop));
        Assert.Null(await database.Grids.LoadAsync(sweep.GridId!.Value, Stop));
        Assert.Single(await database.Grids.ListAsync(Stop)); // the published one
        Assert.Equal([sweep.SweepId], (await database.Binned.ListAsync(Stop)).Sweeps.Select(s => s.SweepId));

        Assert.Equal([sweep.RunIds[1]], await database.Bin.RestoreSweepAsync(sweep.SweepId, Stop));
        Assert.NotNull(await database.Grids.LoadAsync(sweep.GridId.Value, Stop));
        Assert.Equal([sweep.RunIds[0]], (await database.Binned.ListAsync(Stop)).Runs.Select(r => r.RunId));

        await database.Bin.PutSweepAsync(sweep.SweepId, new Deletion(), Stop);
        await database.Bin.PurgeAsync(sweep.RunIds, evenIfUsed: false, Stop);
        await using var db = await database.ContextAsync();
        Assert.Empty(await db.Sweeps.WithBin().ToListAsync(Stop));
        Assert.Equal(GridKind.Published, (await db.ResultsGrids.WithBin().SingleAsync(Stop)).Kind);
        Assert.Equal("first", (await database.Binned.FindPurgedAsync(sweep.RunIds[1], Stop))!.Sweep);
    }

    [Theory, OnEveryProvider]
    public async Task Of_a_full_bin_the_last_runs_are_read_and_of_the_others_the_ids(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var runs = new List<long>();
        for (var seed = 0; seed < 3; seed++)
        {
            var run = (await Given.OneRunAsync(database, Given.Run(seed: seed))).RunId;
            await database.Jobs.RequestCancelRunAsync(run);
            await database.Bin.PutRunsAsync([run], AllTheSame, Stop);
            database.Time.Advance(TimeSpan.FromMinutes(1));
            runs.Add(run);
        }

        var bin = await database.Binned.ListAsync(most: 2, Stop);

        Assert.Equal([runs[2], runs[1]], bin.Runs.Select(r => r.RunId));
        Assert.Equal([runs[2], runs[1], runs[0]], bin.RunIds);
        Assert.Equal(3, (await database.Binned.ListAsync(Stop)).Runs.Count);
    }

    private static async Task FinishAsync(TestDatabase database, long run, double value)
    {
        await Given.ScoredAsync(database, run, Given.SingleScale, value);
        await Given.ScoredAsync(database, run, Given.MultiScale, value);
    }
}
