using Experiments.Data.Jobs;
using Experiments.Data.Results;
using Experiments.Data.Storage;
using Experiments.Data.Tests.Sweeps;

namespace Experiments.Data.Tests.Results;

public sealed class GridQueryTests
{
    [Theory, OnEveryProvider]
    public async Task A_cell_is_the_mean_and_sample_deviation_over_seeds(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (grid, runs) = await SweepAsync(database, "L2", 3);
        foreach (var (run, score) in runs.Zip([0.4, 0.5, 0.7])) await Given.ScoredAsync(database, run, Given.SingleScale, score);

        var cell = await CellAsync(database, grid, 0);

        Assert.Equal(3, cell.N);
        Assert.Equal(1.6 / 3, cell.Mean!.Value, 1e-12);
        Assert.Equal(Math.Sqrt(0.07 / 3), cell.StandardDeviation!.Value, 1e-12); // Σ(x − x̄)² = 0.14 / 3
        Assert.Equal([(runs[0], 0, 0.4), (runs[1], 1, 0.5), (runs[2], 2, 0.7)], cell.Values.Select(v => (v.RunId, v.Seed, v.Value)));
        var empty = await CellAsync(database, grid, 1);
        Assert.Equal((0, null, null, 3), (empty.N, empty.Mean, empty.StandardDeviation, empty.Queued));
    }

    [Fact]
    public async Task One_seed_has_a_mean_and_no_deviation()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (grid, runs) = await SweepAsync(database, "L2", 1);
        await Given.ScoredAsync(database, runs[0], Given.SingleScale, 0.4);

        var cell = await CellAsync(database, grid, 0);

        Assert.Equal((1, 0.4, null), (cell.N, cell.Mean, cell.StandardDeviation));
    }

    [Theory, OnEveryProvider]
    public async Task A_reproduction_is_shown_beside_its_original_and_never_counted(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (grid, runs) = await SweepAsync(database, "L2", 1);
        await Given.ScoredAsync(database, runs[0], Given.SingleScale, 0.4, "sha-a", [1, 2, 3, 4]);
        var experiment = await database.Runs.GetOrCreateExperimentAsync("demo");
        var again = await database.Runs.CreateAsync(experiment, null, [Given.Run("L2", 0) with { ReproductionOfRunId = runs[0] }]);
        await Given.ScoredAsync(database, again.RunIds[0], Given.SingleScale, 0.9, "sha-b", [1, 2, 3, 4]);

        var cell = await CellAsync(database, grid, 0);

        Assert.Equal((1, 0.4), (cell.N, cell.Mean));
        Assert.Equal(new GridReproduction(again.RunIds[0], runs[0], 0, 0.9, SameCheckpoint: false, SameConfusion: true), Assert.Single(cell.Reproductions));
    }

    [Fact]
    public async Task Checks_with_the_same_counts_and_with_others_are_told_apart_however_often_the_table_is_read()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (grid, runs) = await SweepAsync(database, "L2", 1);
        await Given.ScoredAsync(database, runs[0], Given.SingleScale, 0.4, confusion: [1, 2, 3, 4]);
        var (same, _, _, _) = await Given.OneRunAsync(database, Given.Run("L2", 0) with { ReproductionOfRunId = runs[0] });
        await Given.ScoredAsync(database, same, Given.SingleScale, 0.4, confusion: [1, 2, 3, 4]);
        Assert.True(Assert.Single((await CellAsync(database, grid, 0)).Reproductions).SameConfusion);

        var (other, _, _, _) = await Given.OneRunAsync(database, Given.Run("L2", 0) with { ReproductionOfRunId = runs[0] });
        await Given.ScoredAsync(database, other, Given.SingleScale, 0.4, confusion: [1, 2, 4, 3]);

        for (var reading = 0; reading < 2; reading++)
            Assert.Equal([(same, true), (other, false)], (await CellAsync(database, grid, 0)).Reproductions.Select(r => (r.RunId, r.SameConfusion!.Value)));
    }

    [Fact]
    public async Task A_second_ordinary_run_of_a_seed_does_not_count_twice()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (grid, runs) = await SweepAsync(database, "L2", 1);
        await Given.ScoredAsync(database, runs[0], Given.SingleScale, 0.4);
        var (again, _, _, _) = await Given.OneRunAsync(database, Given.Run("L2", 0));
        await Given.ScoredAsync(database, again, Given.SingleScale, 0.4);

        var cell = await CellAsync(database, grid, 0);

        Assert.Equal(1, cell.N);
        Assert.Equal(new GridReproduction(again, runs[0], 0, 0.4, true, true), Assert.Single(cell.Reproductions));
    }

    [Fact]
    public async Task A_new_seed_joins_the_row_wherever_it_was_started()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (grid, runs) = await SweepAsync(database, "L2", 1);
        await Given.ScoredAsync(database, runs[0], Given.SingleScale, 0.4);
        var (other, _, _, _) = await Given.OneRunAsync(database, Given.Run("L2", 7));
        await Given.ScoredAsync(database, other, Given.SingleScale, 0.5);
        var (stranger, _, _, _) = await Given.OneRunAsync(database, Given.Run("another fingerprint", 8));
        await Given.ScoredAsync(database, stranger, Given.SingleScale, 0.9);

        var cell = await CellAsync(database, grid, 0);

        Assert.Equal([0, 7], cell.Values.Select(v => v.Seed));
        Assert.Equal(0.45, cell.Mean!.Value, 1e-12);
    }

    [Theory, OnEveryProvider]
    public async Task A_run_scored_twice_under_a_protocol_counts_once_with_its_newest_score(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (grid, runs) = await SweepAsync(database, "L2", 1);
        await Given.ScoredAsync(database, runs[0], Given.SingleScale, 0.4);
        var training = (await database.RunQueries.FindAsync(runs[0]))!.Jobs[0].Id;
        await database.Jobs.CreateAsync(runs[0], [Given.Evaluation(Given.SingleScale) with { WaitsForIndex = null, WaitsForJobId = training }]);
        Assert.Equal((1, 0.4), await NAndMeanAsync());

        await Given.ScoredAsync(database, runs[0], Given.SingleScale, 0.6);

        Assert.Equal((1, 0.6), await NAndMeanAsync());

        async Task<(int, double?)> NAndMeanAsync()
        {
            var cell = await CellAsync(database, grid, 0);
            return (cell.N, cell.Mean);
        }
    }

    [Theory, OnEveryProvider]
    public async Task A_cell_tells_how_far_its_missing_runs_are(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (grid, runs) = await SweepAsync(database, "L2", 6);
        var trainings = new List<long>();
        foreach (var run in runs) trainings.Add((await database.RunQueries.FindAsync(run))!.Jobs[0].Id);
        await Given.StartedAsync(database, trainings[1]);
        var failing = await Given.StartedAsync(database, trainings[2]);
        await database.Jobs.FailAsync(trainings[2], failing, new JobFailure("data", "bad label"), new AttemptEnd(1));
        await database.Jobs.RequestCancelAsync(trainings[3]);
        await database.Jobs.RequestPauseAsync(trainings[5]);
        await Given.ScoredAsync(database, runs[4], Given.SingleScale, 0.5);
        await Given.OneRunAsync(database, Given.Run("L2", 9, Given.Training(), Given.Evaluation("other"), Given.Evaluation(Given.MultiScale)));

        var cell = await CellAsync(database, grid, 0);

        Assert.Equal((1, 1, 1, 1, 1, 1), (cell.N, cell.Queued, cell.Running, cell.Failed, cell.Paused, cell.Stopped));
        Assert.Single(cell.UnscoredRunIds);
    }

    [Fact]
    public async Task A_score_that_is_not_a_number_makes_the_mean_none()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (grid, runs) = await SweepAsync(database, "L2", 2);
        await Given.ScoredAsync(database, runs[0], Given.SingleScale, 0.4);
        await Given.ScoredAsync(database, runs[1], Given.SingleScale, double.NaN);

        var cell = await CellAsync(database, grid, 0);

        Assert.Equal((2, double.NaN), (cell.N, cell.Mean!.Value));
    }

    [Fact]
    public async Task An_evaluation_whose_job_has_not_succeeded_does_not_count()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (grid, runs) = await SweepAsync(database, "L2", 1);
        var jobs = (await database.RunQueries.FindAsync(runs[0]))!.Jobs;
        await Given.SucceededAsync(database, jobs[0].Id);
        var attempt = await Given.StartedAsync(database, jobs[1].Id);
        await database.Journal.AppendAsync(jobs[1].Id, attempt, new(1, 1) { Evaluation = Given.Scored(1, Given.SingleScale, 0.4) });
        Assert.Equal((0, 1), await NAndRunningAsync());

        await database.Jobs.FailAsync(jobs[1].Id, attempt, new JobFailure("internal", "disk full"), new AttemptEnd(1));

        Assert.Equal((0, 0), await NAndRunningAsync());

        async Task<(int, int)> NAndRunningAsync()
        {
            var cell = await CellAsync(database, grid, 0);
            return (cell.N, cell.Running);
        }
    }

    [Theory]
    [InlineData("ADE20K", "ResNet-50", "L2", 41.92, 41.89, 42.48)]
    [InlineData("ADE20K", "ResNet-50", "L2-SP", null)]
    [InlineData("ADE20K", "ResNet-18", "L2")]
    [InlineData("Synthetic street", "ResNet-50", "L2")]
    [InlineData(null, "ResNet-50", "L2")]
    public async Task A_published_value_stands_only_where_data_set_backbone_regulariser_and_scale_mode_are_the_same(
        string? dataset, string backbone, string regulariser, params object?[]? values)
    {
        await using var database = await TestDatabase.CreateAsync();
        var created = await database.Sweeps.CreateSweepAsync(
            SweepStoreTests.Sweep([Given.Run("L2")], Given.Grid(Given.Row("L2", dataset, backbone, regulariser))));

        var cell = await CellAsync(database, created.GridId!.Value, 0);

        Assert.Equal((values ?? [null]).Select(v => (double?)v), cell.Published.Select(p => p.Value));
        if (cell.Published.Count == 3) Assert.Equal(["PSPNet-TF-Reproduce", "semseg", "MMSegmentation"], cell.Published.Select(p => p.Source));
    }

    [Theory, OnEveryProvider]
    public async Task The_references_table_has_32_cells_its_unknown_ones_too(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var summary = Assert.Single(await database.Grids.ListAsync());

        var grid = (await database.Grids.LoadAsync(summary.GridId))!;

        Assert.True(grid.IsPublished);
        Assert.Equal(16, grid.Rows.Count);
        Assert.Equal(["SS", "MS"], grid.Columns.Select(c => c.Label));
        Assert.Equal(["Data set", "Training subset", "Backbone", "Regulariser"], grid.HeaderNames);
        var cells = grid.Rows.SelectMany(r => r.Cells).Select(c => Assert.Single(c.Published)).ToList();
        Assert.Equal(32, cells.Count);
        Assert.All(cells, c => Assert.Equal("PSPNet-TF-Reproduce", c.Source));
        Assert.Equal(8, cells.Count(c => c.Note == "not reported in the source"));
        Assert.Equal(7, cells.Count(c => c.Note == "unknown in the source (?)"));
        Assert.Equal(17, cells.Count(c => c.Value is not null));
        Assert.Equal((81.2, "80.3 on the test set (1525 images), without post-processing"), (grid.Rows[7].Cells[1].Published[0].Value!.Value, grid.Rows[7].Cells[1].Published[0].Note));
        Assert.Equal((42.80, 2), (grid.Rows[14].Cells[0].Published[0].Value!.Value, grid.Rows[14].Cells[0].Published[0].Decimals));
    }

    [Fact]
    public async Task There_is_no_grid_of_an_unknown_id()
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.Null(await database.Grids.LoadAsync(999));
    }

    private static async Task<(long GridId, IReadOnlyList<long> RunIds)> SweepAsync(TestDatabase database, string fingerprint, int seeds)
    {
        var created = await database.Sweeps.CreateSweepAsync(
            SweepStoreTests.Sweep([.. Enumerable.Range(0, seeds).Select(s => Given.Run(fingerprint, s))], Given.Grid(Given.Row(fingerprint))));
        return (created.GridId!.Value, created.RunIds);
    }

    private static async Task<GridCellView> CellAsync(TestDatabase database, long gridId, int column) =>
        (await database.Grids.LoadAsync(gridId))!.Rows[0].Cells[column];
}
