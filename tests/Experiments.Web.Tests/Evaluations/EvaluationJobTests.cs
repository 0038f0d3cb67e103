using Experiments.Data.Model;
using Experiments.Data.Sweeps;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Evaluations;
using Experiments.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Tests.Evaluations;

/// <summary>Train once, evaluate many: on a real queue with the real engine and a training of a second.</summary>
public sealed class EvaluationJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_training_is_scored_at_its_best_at_an_iteration_on_its_training_images_and_under_another_systems_protocol()
    {
        await using var site = await TestSite.StartAsync(Settings);
        var sweep = await TrainAsync(site, Keeping, Protocol.SingleScale);
        var planner = site.GetAs<EvaluationPlanner>(Person.CommandLine);
        Assert.Equal(["last", "best", "iteration:2"], (await planner.ChoicesAsync(sweep.RunIds, Token)).Checkpoints);

        var plan = await planner.PlanAsync(sweep.RunIds, [
            new EvaluationRequest(), new() { Checkpoint = "best" }, new() { Checkpoint = "iteration:2" },
            new() { Subset = Subset.Train }, new() { Template = "reference SS" }, new() { Checkpoint = "iteration:3" }, new() { Crop = 36 }], Token);
        Assert.Equal(
            ["SS Exists", "SS best New", "SS iteration:2 New", "SS train New", "reference SS New", "SS iteration:3 Refused", "SS crop 36 New"],
            plan.Items.Select(i => $"{i.Protocol!.Name} {i.Status}"));
        Assert.Contains("the run keeps last, best, iteration:2", plan.Items[5].Problem, StringComparison.Ordinal);
        Assert.Equal([null, "The checkpoint is the best of 4 evaluations", null], plan.Items.Take(3).Select(i => i.Warning?[..43]));

        foreach (var id in await planner.QueueAsync(plan, again: false, Token))
        {
            var job = await site.UntilAsync(id, Ended);
            Assert.True(job.State == JobState.Succeeded, job.FailureMessage);
        }

        var scores = await ScoresAsync(site, sweep.RunIds[0]);
        Assert.Equal(["SS", "SS best", "SS iteration:2", "SS train", "reference SS", "SS crop 36"], scores.Select(s => s.Label));
        Assert.Equal(4, scores[0].Iteration);
        Assert.Equal(2, scores[2].Iteration);
        Assert.NotEqual(scores[0].Evaluation.CheckpointSha256, scores[2].Evaluation.CheckpointSha256);
        Assert.NotNull(scores[1].Warning);
        await using (var database = site.Database())
            Assert.Equal([2, 2, 2, 4, 2, 2], scores.Select(s => database.Set<EvaluationImage>().Count(i => i.JobId == s.Evaluation.JobId)));

        // All of it exists now, and is done again only where that is asked for.
        var second = await planner.PlanAsync(sweep.RunIds, [new() { Checkpoint = "best" }, new() { Subset = Subset.Train }], Token);
        Assert.All(second.Items, i => Assert.Equal(EvaluationStatus.Exists, i.Status));
        Assert.Empty(await planner.QueueAsync(second, again: false, Token));
        var repeated = Assert.Single(await planner.QueueAsync(second with { Items = [second.Items[0]] }, again: true, Token));
        Assert.Equal(JobState.Succeeded, (await site.UntilAsync(repeated, Ended)).State);
        Assert.Equal(2, (await ScoresAsync(site, sweep.RunIds[0])).Single(s => s.Label == "SS best").Times);
    }

    [Fact]
    public async Task A_checkpoint_that_is_gone_is_told_with_those_that_are_there()
    {
        await using var site = await TestSite.StartAsync(Settings);
        var sweep = await TrainAsync(site, Keeping);
        var planner = site.GetAs<EvaluationPlanner>(Person.CommandLine);
        var asked = await planner.PlanAsync(sweep.RunIds, [new() { Checkpoint = "iteration:2" }], Token);
        var kept = Directory.GetFiles(_folder.Path, "kept-00000002.safetensors", SearchOption.AllDirectories).Single();
        File.Delete(kept);

        var item = Assert.Single((await planner.PlanAsync(sweep.RunIds, [new() { Checkpoint = "iteration:2" }], Token)).Items);
        Assert.Equal(
            $"The checkpoint \"iteration:2\" of run {sweep.RunIds[0]} ({kept}) is gone or is not the file that its training wrote: restore it, run the row again, or score another one (there: last, best).",
            item.Problem);
        Assert.Equal(["last", "best"], (await planner.ChoicesAsync(sweep.RunIds, Token)).Checkpoints);

        // What was queued before fails with the same words.
        var job = await site.UntilAsync(Assert.Single(await planner.QueueAsync(asked, again: false, Token)), Ended);
        Assert.Equal((JobState.Failed, "configuration", item.Problem), (job.State, job.FailureClass, job.FailureMessage));
    }

    [Fact]
    public async Task A_training_that_was_stopped_goes_on_from_its_snapshot_and_its_best_is_that_of_a_whole_one()
    {
        var configuration = Keeping with { Training = Keeping.Training with { Iterations = 40 }, Execution = Keeping.Execution with { SnapshotEvery = 5, KeepIterations = [2, 30] } };
        long id;
        CreatedSweep stopped;
        await using (var site = await TestSite.StartAsync(Settings))
        {
            stopped = await site.CreateAsync(configuration);
            id = await site.FirstJobAsync(stopped);
            // The first kept iteration is past: it stays in the first attempt's folder.
            await site.UntilAsync(id, j => j.Done > 3 || Ended(j));
            await site.StopAsync();
        }

        await using var next = await TestSite.StartAsync(Settings);
        var job = await next.UntilAsync(id, Ended);
        Assert.True(job.State == JobState.Succeeded, job.FailureMessage);
        var whole = await TrainAsync(next, configuration);
        foreach (var rule in new[] { CheckpointRule.Last, CheckpointRule.Best, CheckpointRule.At(2), CheckpointRule.At(30) })
        {
            var finder = next.Get<CheckpointFinder>();
            var written = await finder.WrittenAsync([whole.RunIds[0], stopped.RunIds[0]], Token);
            Assert.Equal(
                finder.Find(whole.RunIds[0], written[whole.RunIds[0]], configuration, rule).Sha256,
                finder.Find(stopped.RunIds[0], written[stopped.RunIds[0]], configuration, rule).Sha256);
        }
    }

    [Fact]
    public async Task An_evaluation_that_was_paused_and_one_whose_site_stopped_go_on_at_the_next_image_and_give_every_figure_of_a_whole_one()
    {
        // Half a second each: enough that it is stopped in the middle twice.
        const int Images = 24;
        var configuration = TestSite.Tiny() with { Synthetic = TestSite.Tiny().Synthetic with { ValidationCount = Images } };
        long id;
        CreatedSweep sweep;
        await using (var site = await TestSite.StartAsync(Settings))
        {
            sweep = await site.CreateAsync(configuration, Protocol.MultiScale);
            id = (await site.JobIdsAsync(sweep))[1];
            await site.UntilAsync(id, j => (j.State == JobState.Running && j.Done > 0) || Ended(j));
            await site.Jobs.RequestPauseAsync(id, Token);
            Assert.Equal(JobState.Paused, (await site.UntilAsync(id, j => j.State == JobState.Paused || Ended(j))).State);
            await site.Jobs.ResumeAsync(id, Token);
            await ScoredInAsync(site, id, attempt: 2);
            await site.StopAsync();
        }

        await using var next = await TestSite.StartAsync(Settings);
        Assert.Equal((JobState.Succeeded, 3), await next.UntilAsync(id, Ended) is var done ? (done.State, done.Attempt) : default);
        var planner = next.GetAs<EvaluationPlanner>(Person.CommandLine);
        var plan = await planner.PlanAsync(sweep.RunIds, [new() { Scales = Protocol.MultiScale.Scales, Mirror = true }], Token);
        var whole = Assert.Single(await planner.QueueAsync(plan, again: true, Token));
        Assert.Equal(JobState.Succeeded, (await next.UntilAsync(whole, Ended)).State);

        await using var database = next.Database();
        var attempts = await database.Set<Attempt>().Where(a => a.JobId == id).OrderBy(a => a.Number).ToListAsync(Token);
        Assert.Equal(0, attempts[0].ResumedFrom);
        Assert.InRange(attempts[1].ResumedFrom, 1, Images - 1);
        Assert.InRange(attempts[2].ResumedFrom, attempts[1].ResumedFrom, Images - 1);
        var (pieces, one) = (await database.Set<Evaluation>().SingleAsync(e => e.JobId == id, Token), await database.Set<Evaluation>().SingleAsync(e => e.JobId == whole, Token));
        Assert.Equal((one.ProtocolFingerprint, one.CheckpointSha256, one.MeanIoU, one.MeanAccuracy, one.PixelAccuracy), (pieces.ProtocolFingerprint, pieces.CheckpointSha256, pieces.MeanIoU, pieces.MeanAccuracy, pieces.PixelAccuracy));
        Assert.Equal(one.Confusion, pieces.Confusion);
        Assert.Equal(one.ClassIoU, pieces.ClassIoU);
        Assert.Equal(one.Metrics, pieces.Metrics);
        var images = (await database.Set<EvaluationImage>().OrderBy(i => i.Index).ToListAsync(Token)).ToLookup(i => i.JobId, i => $"{i.Index} {i.Stem} {i.Rank} {Convert.ToHexString(i.Counts)}");
        Assert.Equal(Images, images[id].Count());
        Assert.Equal(images[whole], images[id]);
        // Pictures are the last attempt's own, and what the process used goes on in time from attempt to attempt.
        Assert.NotEmpty(await database.Set<Artifact>().Where(a => a.JobId == id && a.AttemptNumber == 3 && a.Kind == "prediction").ToListAsync(Token));
        var used = await database.Set<MetricPoint>().Where(p => p.Series!.JobId == id && p.Series.Key == SystemSeries.Memory).OrderBy(p => p.Step).Select(p => p.AttemptNumber).ToListAsync(Token);
        Assert.Equal(used.Order(), used);
        Assert.Equal([1, 2, 3], used.Distinct());
    }

    [Fact]
    public void The_database_and_the_engine_call_the_systems_series_alike() => Assert.Equal(SystemSeries.Prefix, MetricSeries.SystemPrefix);

    [Fact]
    public async Task Evaluations_of_a_whole_sweep_are_queued_at_once_and_wait_for_what_is_not_trained_yet()
    {
        await using var site = await TestSite.StartAsync(Settings);
        var blocker = await site.FirstJobAsync(await site.CreateAsync(TestSite.Tiny(iterations: 100_000)));
        await site.UntilAsync(blocker, j => j.State == JobState.Running);
        var sweep = await site.Factory.CreateSweepAsync(new Web.Runs.SweepRequest { Name = "Two", Rows = [TestSite.Tiny()], Seeds = [0, 1], Protocols = [] }, Token);
        var planner = site.GetAs<EvaluationPlanner>(Person.CommandLine);
        var runs = await planner.RunsOfSweepAsync(sweep.SweepId, Token);
        Assert.Equal(sweep.RunIds, runs);
        var plan = await planner.PlanAsync(runs, [new() { Mirror = true }], Token);
        var created = await planner.QueueAsync(plan, again: false, Token);
        Assert.Equal(2, created.Count);
        Assert.All((await planner.PlanAsync(runs, [new() { Mirror = true }], Token)).Items, i => Assert.Equal(EvaluationStatus.UnderWay, i.Status));
        await site.Jobs.RequestCancelAsync(blocker, Token);
        foreach (var id in created) Assert.Equal(JobState.Succeeded, (await site.UntilAsync(id, Ended)).State);

        // A sweep that uses runs of another has them too, beside its own.
        var wider = await site.Factory.CreateSweepAsync(
            new Web.Runs.SweepRequest { Name = "Two and one", Rows = [TestSite.Tiny()], Seeds = [0, 1, 2], Protocols = [Protocol.SingleScale], UseExisting = true }, Token);
        Assert.Equal([.. sweep.RunIds, .. wider.RunIds], (await planner.RunsOfSweepAsync(wider.SweepId, Token)).Order());
        // Two requests of one plan never share a name.
        var twice = await planner.PlanAsync([runs[0]], [new() { Name = "Mine", Scales = [1, 1.25] }, new() { Name = "Mine", Scales = [1, 1.5] }], Token);
        Assert.Equal(2, twice.Items.Select(i => i.Protocol!.Name).Distinct().Count());

        Assert.Contains("There is no sweep 99", (await Assert.ThrowsAsync<UsageException>(() => planner.RunsOfSweepAsync(99, Token))).Message, StringComparison.Ordinal);
    }

    /// <summary>Waits until an attempt has scored, or taken over, an image.</summary>
    private static async Task ScoredInAsync(TestSite site, long job, int attempt)
    {
        await using var database = site.Database();
        for (var waited = TimeSpan.Zero; !await database.Set<EvaluationImage>().AnyAsync(i => i.JobId == job && i.AttemptNumber == attempt, Token); waited += TimeSpan.FromSeconds(0.05))
        {
            Assert.True(waited < TestSite.Watchdog, $"Attempt {attempt} of job {job} scored nothing.");
            await Task.Delay(TimeSpan.FromSeconds(0.05), Token);
        }
    }

    private static readonly RunConfiguration Keeping = TestSite.Tiny(iterations: 4) with
    {
        Selection = new SelectionSettings { KeepBest = true },
        Execution = new ExecutionSettings { LogEvery = 1, SnapshotEvery = 2, ValidateEvery = 1, ValidateImages = 2, KeepIterations = [2] },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ExperimentsSettings Settings => TestSite.Settings(_folder.Path);

    private static bool Ended(Data.Jobs.JobRow job) => job.State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;

    private static async Task<CreatedSweep> TrainAsync(TestSite site, RunConfiguration configuration, params Protocol[] protocols)
    {
        var sweep = await site.CreateAsync(configuration, protocols);
        foreach (var id in await site.JobIdsAsync(sweep))
        {
            var job = await site.UntilAsync(id, Ended);
            Assert.True(job.State == JobState.Succeeded, job.FailureMessage);
        }

        return sweep;
    }

    private static async Task<IReadOnlyList<RunScore>> ScoresAsync(TestSite site, long run)
    {
        var detail = (await site.Runs.FindAsync(run, Token))!;
        return RunScore.Of(SchemaJson.ReadConfiguration(detail.Run.ConfigurationJson), detail.Jobs);
    }
}
