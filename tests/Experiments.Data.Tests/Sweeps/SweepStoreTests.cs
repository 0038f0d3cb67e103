using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Experiments.Data.Sweeps;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Tests.Sweeps;

public sealed class SweepStoreTests
{
    [Theory, OnEveryProvider]
    public async Task A_sweep_is_created_whole_with_its_grid(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);

        var created = await database.Sweeps.CreateSweepAsync(
            Sweep([Given.Run("L2", 0), Given.Run("L2", 1), Given.Run("L2-SP", 0)], Given.Grid(Given.Row("L2"), Given.Row("L2-SP"))));

        Assert.Equal(3, created.RunIds.Count);
        Assert.Equal(created.QueuedJobIds, await database.Jobs.QueuedIdsAsync());
        Assert.Equal(3, created.QueuedJobIds.Count);
        var summary = Assert.Single(await database.Sweeps.ListAsync());
        Assert.Equal(new SweepSummary(created.SweepId, "first", created.ExperimentId, "demo", created.GridId, 3, database.NowMs), summary);
        Assert.Equal(summary, await database.Sweeps.FindAsync("demo", "first"));
        Assert.Null(await database.Sweeps.FindAsync("demo", "second"));
        Assert.Equal(created.RunIds.Order(), (await database.RunQueries.PageAsync(new RunFilter { SweepId = created.SweepId })).Rows.Select(r => r.RunId).Order());
    }

    [Fact]
    public async Task A_job_may_wait_for_an_earlier_runs_job()
    {
        await using var database = await TestDatabase.CreateAsync();
        var coarse = Given.Run("coarse", 0, Given.Training());
        var fine = Given.Run("fine", 0, Given.Training() with { WaitsForJob = new NewJobReference(0, 0) });

        var created = await database.Sweeps.CreateSweepAsync(Sweep([coarse, fine], null));

        var stage1 = (await database.RunQueries.FindAsync(created.RunIds[0]))!;
        var stage2 = (await database.RunQueries.FindAsync(created.RunIds[1]))!;
        Assert.Equal((JobState.Waiting, stage1.Jobs[0].Id, RunState.Waiting), (stage2.Jobs[0].State, stage2.Jobs[0].WaitsForJobId, stage2.State));
        Assert.Null(created.GridId);
    }

    [Theory, OnEveryProvider]
    public async Task A_sweep_with_a_mistake_leaves_nothing(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var narrow = Given.Row("L2") with { Cells = [null] };
        var ahead = Given.Run("L2", 0, Given.Evaluation(Given.SingleScale, after: 1), Given.Training());

        var cells = await Assert.ThrowsAsync<ArgumentException>(() => database.Sweeps.CreateSweepAsync(Sweep([Given.Run("L2")], Given.Grid(narrow))));
        var order = await Assert.ThrowsAsync<ArgumentException>(() => database.Sweeps.CreateSweepAsync(Sweep([ahead], null)));

        Assert.StartsWith("Row 0 of grid \"table\" has 1 cells for 2 columns: give one a column, null for none.", cells.Message, StringComparison.Ordinal);
        Assert.StartsWith("Job 0 waits for job 1 of its run: it must be an earlier one", order.Message, StringComparison.Ordinal);
        Assert.Empty(await database.Sweeps.ListAsync());
        await using var db = await database.ContextAsync();
        Assert.False(await db.Runs.AnyAsync());
    }

    internal static NewSweep Sweep(IReadOnlyList<NewRun> runs, NewGrid? grid) => new()
    {
        Experiment = "demo",
        Name = "first",
        BaseConfigurationJson = "{}",
        AxesJson = "{}",
        Seeds = [0, 1],
        Runs = runs,
        Grid = grid,
    };
}
