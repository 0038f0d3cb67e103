using Experiments.Data.Tests.Sweeps;

namespace Experiments.Data.Tests.Results;

public sealed class GridExportTests
{
    [Fact]
    public async Task The_tidy_form_is_this_text()
    {
        await using var database = await TestDatabase.CreateAsync();
        var grid = await ScoredGridAsync(database);
        var text = new StringWriter();

        await database.Export.WriteTidyAsync((await database.Grids.LoadAsync(grid))!, text);

        Assert.Equal(
            """"
            grid,run_id,run,state,seed,fingerprint,reproduction_of_run_id,counted,protocol,protocol_fingerprint,evaluation_job_id,checkpoint_sha256,mIoU,mAcc,aAcc,fwIoU,mIoU (skip),regulariser.kind,IoU road,IoU car
            table,1,L2 seed 0,Queued,0,L2,,true,SS,protocol-ss,2,sha,0.4,0.5,0.75,0.125,0.25,L2,0.25,NaN
            table,1,L2 seed 0,Queued,0,L2,,false,MS,protocol-ms,,,,,,,,L2,,
            table,2,L2 seed 1,Queued,1,L2,,true,SS,protocol-ss,5,sha,0.5,0.5,0.75,0.125,0.25,L2,0.25,NaN
            table,2,L2 seed 1,Queued,1,L2,,false,MS,protocol-ms,,,,,,,,L2,,
            table,3,L2 seed 0,Queued,0,L2,1,false,SS,protocol-ss,8,sha,0.30000000000000004,0.5,0.75,0.125,0.25,L2,0.25,NaN
            table,3,L2 seed 0,Queued,0,L2,1,false,MS,protocol-ms,,,,,,,,L2,,

            """",
            text.ToString());
    }

    [Fact]
    public async Task The_lines_are_of_the_grid_that_was_read_and_not_of_what_it_has_become()
    {
        await using var database = await TestDatabase.CreateAsync();
        var grid = (await database.Grids.LoadAsync(await ScoredGridAsync(database)))!;
        await database.Runs.CreateAsync(await database.Runs.GetOrCreateExperimentAsync("later"), null, [Given.Run("L2", 2)]);
        var text = new StringWriter();

        await database.Export.WriteTidyAsync(grid with { Name = "as read" }, text);

        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, lines.Length);
        Assert.All(lines.Skip(1), l => Assert.StartsWith("as read,", l, StringComparison.Ordinal));
    }

    private static async Task<long> ScoredGridAsync(TestDatabase database)
    {
        var grid = Given.Grid(Given.Row("L2", "ADE20K", "ResNet-50", "L2"), Given.Row("L2, \"quoted\""));
        var created = await database.Sweeps.CreateSweepAsync(SweepStoreTests.Sweep([Given.Run("L2", 0), Given.Run("L2", 1)], grid));
        await Given.ScoredAsync(database, created.RunIds[0], Given.SingleScale, 0.4);
        await Given.ScoredAsync(database, created.RunIds[1], Given.SingleScale, 0.5);
        var again = await database.Runs.CreateAsync(created.ExperimentId, created.SweepId, [Given.Run("L2", 0) with { ReproductionOfRunId = created.RunIds[0] }]);
        await Given.ScoredAsync(database, again.RunIds[0], Given.SingleScale, 0.1 + 0.2);
        return created.GridId!.Value;
    }
}
