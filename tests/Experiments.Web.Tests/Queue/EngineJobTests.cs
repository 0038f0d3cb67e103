using System.Diagnostics;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Hosting;
using Experiments.Web.Runs;
using Experiments.Web.Attempts;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Tests.Queue;

/// <summary>The whole way with the real engine on a configuration of seconds.</summary>
public sealed class EngineJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_sweep_runs_to_a_filled_grid_and_a_rerun_joins_its_mean()
    {
        await using var site = await TestSite.StartAsync(Settings);
        var sweep = await site.CreateAsync(TestSite.Tiny(), Protocol.SingleScale);
        var jobs = await site.JobIdsAsync(sweep);
        var training = await site.UntilAsync(jobs[0], Ended);
        var evaluation = await site.UntilAsync(jobs[1], Ended);

        Assert.True(training.State == JobState.Succeeded, training.FailureMessage);
        Assert.True(evaluation.State == JobState.Succeeded, evaluation.FailureMessage);
        Assert.Equal((3, 3), (training.Done, training.Total));
        await using var database = site.Database();
        var stored = await database.Set<Evaluation>().SingleAsync(Token);
        Assert.Equal(2, await database.Set<EvaluationImage>().CountAsync(Token));
        Assert.NotNull(stored.MeanIoU);
        Assert.True(await database.Set<MetricPoint>().CountAsync(Token) >= 3);

        var grid = (await site.Get<GridQuery>().LoadAsync(sweep.GridId!.Value, Token))!;
        Assert.Equal(stored.MeanIoU, Assert.Single(Assert.Single(grid.Rows).Cells).Mean);
        // The engine resolved the protocol as the grid did, or the cell would be empty.
        var rerun = await site.Factory.RerunAsync(grid.GridId, grid.Rows[0].RowId, 1, null, Token);
        var again = await site.Factory.ReproduceAsync(grid.GridId, grid.Rows[0].RowId, null, Token);
        foreach (var run in rerun.RunIds.Concat(again.RunIds))
        {
            foreach (var job in (await site.Runs.FindAsync(run, Token))!.Jobs)
                Assert.Equal(JobState.Succeeded, (await site.UntilAsync(job.Id, Ended)).State);
        }

        var cell = (await site.Get<GridQuery>().LoadAsync(grid.GridId, Token))!.Rows[0].Cells[0];
        Assert.Equal([0, 1], cell.Values.Select(v => v.Seed));
        var check = Assert.Single(cell.Reproductions);
        Assert.True(check.SameCheckpoint);
        Assert.True(check.SameConfusion);
    }

    [Fact]
    public async Task A_stopped_training_goes_on_and_ends_with_the_same_bits()
    {
        var configuration = TestSite.Tiny(iterations: 40) with { Execution = new ExecutionSettings { LogEvery = 1, SnapshotEvery = 5 } };
        long id;
        await using (var site = await TestSite.StartAsync(Settings))
        {
            id = await site.FirstJobAsync(await site.CreateAsync(configuration));
            var running = await site.UntilAsync(id, j => j.Done > 0 || Ended(j));
            Assert.Equal(JobState.Running, running.State);
            await site.StopAsync();
            Assert.Equal(JobState.Queued, (await site.Queries.FindAsync(id, Token))!.State);
        }

        await using var next = await TestSite.StartAsync(Settings);
        var done = await next.UntilAsync(id, Ended);
        Assert.True(done.State == JobState.Succeeded, done.FailureMessage);
        Assert.Equal(2, done.Attempt);
        await using var database = next.Database();
        Assert.True((await database.Set<Attempt>().SingleAsync(a => a.JobId == id && a.Number == 2, Token)).ResumedFrom > 0);

        var whole = await next.Factory.CreateSweepAsync(new SweepRequest { Name = "Whole", Rows = [configuration], Seeds = [0], Protocols = [] }, Token);
        await next.UntilAsync(await next.FirstJobAsync(whole), Ended);
        Assert.Equal(
            (await next.Queries.FinalCheckpointAsync(whole.RunIds[0], Token))!.Sha256,
            (await next.Queries.FinalCheckpointAsync(done.RunId, Token))!.Sha256);
    }

    [Fact]
    public async Task An_engine_killed_from_outside_is_reported_and_its_log_kept()
    {
        await using var site = await TestSite.StartAsync(Settings);
        var id = await site.FirstJobAsync(await site.CreateAsync(TestSite.Tiny(iterations: 100_000)));
        // Where the system counts its own kills for want of memory, this one was another's: tried again as after a crash. Else it is taken for the system's.
        var told = OutOfMemoryKills.Count() is not null;
        foreach (var attempt in Enumerable.Range(1, told ? 4 : 2))
        {
            var running = await site.UntilAsync(id, j => j.Attempt == attempt && j.State == JobState.Running && new FileInfo(Path.Combine(site.AttemptFolder(j), "engine.log")) is { Exists: true, Length: > 0 });
            using var engine = EngineOf(site.AttemptFolder(running));
            engine.Kill();
        }

        var job = await site.UntilAsync(id, Ended);
        Assert.Equal((JobState.Failed, told ? "crash" : "out-of-memory"), (job.State, job.FailureClass));
        Assert.Contains("signal 9 (SIGKILL", job.FailureMessage, StringComparison.Ordinal);
        Assert.NotEmpty(await File.ReadAllTextAsync(Path.Combine(site.AttemptFolder(job), "engine.log"), Token));
        await using var database = site.Database();
        Assert.All(await database.Set<Attempt>().ToListAsync(Token), a => Assert.NotEmpty(a.LogTail));
    }

    [Fact]
    public async Task A_cancelled_training_ends_and_keeps_what_it_recorded()
    {
        await using var site = await TestSite.StartAsync(Settings);
        var id = await site.FirstJobAsync(await site.CreateAsync(TestSite.Tiny(iterations: 100_000)));
        await site.UntilAsync(id, j => j.Done > 0);
        await site.Jobs.RequestCancelAsync(id, Token);
        var job = await site.UntilAsync(id, Ended);

        Assert.Equal(JobState.Cancelled, job.State);
        await using var database = site.Database();
        Assert.NotEqual(0, await database.Set<MetricPoint>().CountAsync(Token));
        Assert.NotEmpty(await site.Queries.CheckpointsAsync(id, Token));
    }

    [Fact]
    public async Task Weights_that_changed_after_the_run_was_made_fail_it_with_a_message_that_names_them()
    {
        await using var site = await TestSite.StartAsync(Settings);
        var pretraining = await site.CreateAsync(TestSite.Tiny() with { Task = LearningTask.Classification });
        Assert.Equal(JobState.Succeeded, (await site.UntilAsync(await site.FirstJobAsync(pretraining), Ended)).State);
        var weights = Path.Combine(_folder.Path, "weights.safetensors");
        File.Copy(Path.Combine(_folder.Path, (await site.Queries.FinalCheckpointAsync(pretraining.RunIds[0], Token))!.Path), weights);

        var sweep = await CreateQueuedBehindAsync(site, TestSite.Tiny() with { Weights = new WeightsSettings { Path = weights } }, () => File.WriteAllText(weights, "changed"));
        var job = await site.UntilAsync(sweep, Ended);
        Assert.Equal((JobState.Failed, "configuration"), (job.State, job.FailureClass));
        Assert.Contains("weights.sha256", job.FailureMessage, StringComparison.Ordinal);
        Assert.Contains(weights, job.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_training_of_a_two_stage_run_waits_for_its_first_stage_and_starts_from_its_weights()
    {
        await using var site = await TestSite.StartAsync(Settings);
        var recipe = TestSite.Tiny() with { FirstStage = new FirstStageSettings { Iterations = 2, SyntheticCount = 3 } };
        var sweep = await site.CreateAsync(recipe, Protocol.SingleScale);
        var jobs = await site.JobIdsAsync(sweep);
        Assert.Equal(JobState.Waiting, (await site.Queries.FindAsync(jobs[1], Token))!.State);
        foreach (var id in jobs)
        {
            var job = await site.UntilAsync(id, Ended);
            Assert.True(job.State == JobState.Succeeded, job.FailureMessage);
        }

        var run = (await site.Runs.FindAsync(sweep.RunIds[0], Token))!;
        Assert.Equal([JobKind.FirstStage, JobKind.Training, JobKind.Evaluation], run.Jobs.OrderBy(j => j.Id).Select(j => j.Kind));
        Assert.Equal([2, 3], run.Jobs.OrderBy(j => j.Id).Take(2).Select(j => j.Total));
        var first = (await site.Queries.FirstStageCheckpointAsync(run.Run.Id, Token))!;
        var started = SchemaJson.ReadConfiguration(await File.ReadAllTextAsync(Path.Combine(site.AttemptFolder((await site.Queries.FindAsync(jobs[1], Token))!), "configuration.json"), Token));
        Assert.Equal(first.Sha256, started.Weights.Sha256);
        Assert.NotEqual(first.Sha256, (await site.Queries.FinalCheckpointAsync(run.Run.Id, Token))!.Sha256);

        // Both stages again with the same seed, in folders of their own: the same bits.
        var grid = (await site.Get<GridQuery>().LoadAsync(sweep.GridId!.Value, Token))!;
        var again = await site.Factory.ReproduceAsync(grid.GridId, grid.Rows[0].RowId, null, Token);
        foreach (var job in (await site.Runs.FindAsync(again.RunIds[0], Token))!.Jobs)
            Assert.Equal(JobState.Succeeded, (await site.UntilAsync(job.Id, Ended)).State);
        var check = Assert.Single((await site.Get<GridQuery>().LoadAsync(grid.GridId, Token))!.Rows[0].Cells[0].Reproductions);
        Assert.True(check.SameCheckpoint);
        Assert.True(check.SameConfusion);
    }

    [Fact]
    public async Task Fisher_information_is_estimated_by_a_job_of_its_own()
    {
        await using var site = await TestSite.StartAsync(Settings);
        var source = TestSite.Tiny() with { Task = LearningTask.Classification };
        var pretraining = await site.CreateAsync(source);
        Assert.Equal(JobState.Succeeded, (await site.UntilAsync(await site.FirstJobAsync(pretraining), Ended)).State);
        var weights = Path.Combine(_folder.Path, (await site.Queries.FinalCheckpointAsync(pretraining.RunIds[0], Token))!.Path);
        var fisher = await site.CreateAsync(source with { Task = LearningTask.Fisher, Weights = new WeightsSettings { Path = weights }, Fisher = new FisherSettings { Images = 4 } });
        var job = await site.UntilAsync(await site.FirstJobAsync(fisher), Ended);
        Assert.True(job.State == JobState.Succeeded, job.FailureMessage);
        Assert.Equal((JobKind.FisherEstimation, 4, 4), (job.Kind, job.Done, job.Total));
        Assert.True(Assert.Single(await site.Queries.CheckpointsAsync(job.JobId, Token)).IsFinal);
    }

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ExperimentsSettings Settings => TestSite.Settings(_folder.Path);

    private static bool Ended(Data.Jobs.JobRow job) => job.State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;

    /// <summary>Creates a run while a long one holds the only slot, changes something, then lets it run.</summary>
    private static async Task<long> CreateQueuedBehindAsync(TestSite site, RunConfiguration configuration, Action change)
    {
        var blocker = await site.FirstJobAsync(await site.CreateAsync(TestSite.Tiny(iterations: 100_000)));
        await site.UntilAsync(blocker, j => j.State == JobState.Running);
        var job = await site.FirstJobAsync(await site.Factory.CreateSweepAsync(new SweepRequest { Name = "Behind", Rows = [configuration], Seeds = [0], Protocols = [] }, Token));
        change();
        await site.Jobs.RequestCancelAsync(blocker, Token);
        return job;
    }

    private static Process EngineOf(string attemptFolder) => Process.GetProcesses().Single(p => CommandLine(p.Id).Contains(attemptFolder, StringComparison.Ordinal));

    private static string CommandLine(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
