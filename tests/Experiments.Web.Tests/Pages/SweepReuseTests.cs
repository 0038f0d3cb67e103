using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Sweeps;
using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Pages;

/// <summary>Runs that are there already are used, whoever asks for them.</summary>
public sealed class SweepReuseTests : PageTest
{
    [Fact]
    public async Task A_sweep_queues_only_what_is_missing_and_its_table_shows_all_rows()
    {
        var first = await QueueAsync(TwoRows);
        await TrainAsync(first.RunIds[0]);
        await ScoreAsync(first.RunIds[0], "SS", 0.5);

        var definition = TwoRows with { Seeds = "0-2", Extends = first.SweepId };
        var (plan, _) = await Get<SweepPreview>().OfAsync(await PlanAsync(definition), Stop);
        Assert.Equal("4 of 6 runs are there already (1 finished, 3 under way); 2 to run.", plan.ExistingWords);
        Assert.Equal(first.RunIds[0], plan.ExistingOf(plan.Rows[0], 0)!.RunId);
        Assert.Null(plan.ExistingOf(plan.Rows[0], 2));

        var second = await QueueAsync(definition);
        Assert.Equal(2, second.RunIds.Count);
        Assert.Equal(first.RunIds.Order(), second.UsedRunIds);
        Assert.Equal(0, second.AddedEvaluations);
        var grid = (await Get<GridQuery>().LoadAsync(second.GridId!.Value, Stop))!;
        Assert.Equal("Two rows", grid.Name);
        Assert.Equal([3, 3], Assert.Single(grid.Rows).Arms.Select(a => a.Runs.Count));
        Assert.Equal(first.SweepId, SweepDefinition.FromJson((await Get<SweepStore>().DefinitionAsync(second.SweepId, Stop))!).Extends);
    }

    [Fact]
    public async Task A_sweep_whose_runs_are_all_there_makes_its_table_alone()
    {
        var first = await QueueAsync(TwoRows);
        var second = await QueueAsync(TwoRows);

        Assert.Empty(second.RunIds);
        Assert.Equal(first.RunIds.Order(), second.UsedRunIds);
        Assert.NotEqual(first.GridId, second.GridId);
    }

    [Fact]
    public async Task A_run_that_lacks_a_score_is_scored_and_not_trained_again()
    {
        var first = await QueueAsync(TwoRows with { Protocols = ["SS"] });
        await TrainAsync(first.RunIds[0]);
        var second = await QueueAsync(TwoRows);

        Assert.Empty(second.RunIds);
        Assert.Equal(4, second.AddedEvaluations);
        var jobs = (await RunAsync(first.RunIds[0])).Jobs;
        Assert.Equal([(JobKind.Training, null), (JobKind.Evaluation, "SS"), (JobKind.Evaluation, "MS")], jobs.Select(j => (j.Kind, j.ProtocolName)));
        Assert.Equal(JobState.Queued, jobs[2].State);
        Assert.Equal(JobState.Waiting, (await RunAsync(first.RunIds[1])).Jobs[2].State);
    }

    [Fact]
    public async Task A_failed_run_is_made_again()
    {
        var first = await QueueAsync(TwoRows);
        await FailAsync(first.RunIds[0], "data", "gone", "");

        Assert.Single((await QueueAsync(TwoRows)).RunIds);
    }

    [Fact]
    public async Task A_sweep_that_extends_none_of_this_database_is_refused()
    {
        var e = await Assert.ThrowsAsync<UsageException>(() => QueueAsync(TwoRows with { Extends = 77 }));
        Assert.Equal("Sweep 77, which this one extends, does not exist in this database: remove extends; runs that are there are used in any case.", e.Message);
    }

    [Fact]
    public async Task Disk_is_measured_where_a_run_left_its_folder_and_unknown_before()
    {
        Assert.Null((await Get<SweepPreview>().OfAsync(await PlanAsync(TwoRows), Stop)).Estimate.Disk.Bytes);
        var first = await QueueAsync(TwoRows with { Protocols = ["SS"], Seeds = "0" });
        foreach (var run in first.RunIds)
        {
            await TrainAsync(run);
            await ScoreAsync(run, "SS", 0.5);
            var folder = Directory.CreateDirectory(Path.Combine(RunsFolder, $"{run}", "jobs"));
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "final.safetensors"), new byte[3000], Stop);
        }

        var disk = (await Get<SweepPreview>().OfAsync(await PlanAsync(TwoRows with { Protocols = ["SS"], Seeds = "0-4" }), Stop)).Estimate.Disk;
        Assert.Equal((8 * 3000, "24 kB"), (disk.Bytes, disk.Words));
        Assert.Equal("From the folders that past runs of the same network and data set left.", disk.Basis);
    }

    private async Task<SweepPlan> PlanAsync(SweepDefinition definition) => await Get<SweepResolver>().ResolveAsync(SweepExpansion.Expand(definition), Stop);
}
