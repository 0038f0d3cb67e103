using Experiments.Data.Results;
using Experiments.Data.Statistics;
using Experiments.Data.Storage;
using Experiments.Data.Tests.Sweeps;

namespace Experiments.Data.Tests.Results;

public sealed class GridComparisonTests
{
    [Theory, OnEveryProvider]
    public async Task Two_methods_of_a_row_are_compared_by_their_common_seeds(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var grid = await TableAsync(database, [0.40, 0.42, 0.44], [0.45, 0.46, 0.50]);

        var row = Assert.Single(grid.Rows);

        Assert.Equal(["L2 SS", "L2-SP SS"], grid.Columns.Select(c => c.FullHeading));
        var comparison = Assert.Single(row.Comparisons);
        Assert.Equal((1, 0, true), (comparison.Column, comparison.Against, comparison.SameProtocol));
        Assert.Equal((ComparisonKind.PairedBySeed, 3), (comparison.Result!.Kind, comparison.Result.N));
        // d = 0.05, 0.04, 0.06: mean 0.05, s = 0.01, t(2) = 0.05·√3/0.01 = 8.660, two-sided p = 0.013072 (SciPy: ttest_rel)
        Assert.Equal(0.05, comparison.Result.Difference, 1e-12);
        Assert.Equal(0.0130718, comparison.Result.Test!.PValue, 1e-6);
        Assert.Equal(0.25, comparison.Result.SignFlip!.PValue); // no p below that from three seeds
        // t(0.975, 2) = 4.302653: the mean of L2 is 0.42 ± 4.302653·0.02/√3
        Assert.Equal(0.42 - (4.302653 * 0.02 / Math.Sqrt(3)), row.Cells[0].Interval!.Low, 1e-7);
        Assert.True(row.IsBold(1));
        Assert.False(row.IsBold(0));
    }

    [Fact]
    public async Task The_best_is_not_bold_where_chance_explains_it_or_where_a_value_is_missing_or_no_number()
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.False((await TableAsync(database, [0.40, 0.45], [0.44, 0.43])).Rows[0].IsBold(1));
        var one = (await TableAsync(database, [0.40], [0.44])).Rows[0];
        Assert.Null(Assert.Single(one.Comparisons).Result);
        Assert.Null(one.Cells[0].Interval);
        Assert.False(one.IsBold(1));
        var broken = (await TableAsync(database, [0.40, 0.41, 0.40], [0.90, double.NaN, 0.91])).Rows[0];
        Assert.Null(Assert.Single(broken.Comparisons).Result);
        Assert.True(double.IsNaN(broken.Cells[1].Mean!.Value));
        Assert.Empty(broken.Best);
    }

    [Fact]
    public async Task Cells_that_are_scored_by_different_protocols_are_not_compared()
    {
        await using var database = await TestDatabase.CreateAsync();
        var grid = await TableAsync(database, [0.40, 0.41, 0.40], [0.90, 0.91, 0.90], "another protocol");

        var comparison = Assert.Single(grid.Rows[0].Comparisons);

        Assert.Equal((false, null), (comparison.SameProtocol, comparison.Result));
        Assert.False(grid.Rows[0].IsBold(1));
    }

    [Fact]
    public async Task P_values_are_adjusted_over_the_table()
    {
        await using var database = await TestDatabase.CreateAsync();
        double[][] rows = [[0.40, 0.42, 0.44], [0.45, 0.46, 0.50], [0.30, 0.31, 0.32], [0.33, 0.33, 0.36]];
        var grid = await TableAsync(database, rows);

        var comparisons = grid.Rows.SelectMany(r => r.Comparisons).ToList();

        var raw = comparisons.Select(c => c.Result!.Test!.PValue).ToList();
        Assert.Equal(Holm.Adjust(raw), comparisons.Select(c => c.AdjustedPValue!.Value));
        Assert.Equal(2 * raw.Min(), comparisons.Min(c => c.AdjustedPValue!.Value), 1e-12);
    }

    [Fact]
    public async Task A_seed_that_the_table_wants_and_nobody_ran_is_missing()
    {
        await using var database = await TestDatabase.CreateAsync();
        var print = Guid.NewGuid().ToString("N");
        var table = Given.Grid(Given.Row(print)) with { Seeds = [0, 1, 2, 3] };
        var created = await database.Sweeps.CreateSweepAsync(SweepStoreTests.Sweep([Given.Run(print, 0), Given.Run(print, 1), Given.Run(print, 2)], table));
        await Given.ScoredAsync(database, created.RunIds[0], Given.SingleScale, 0.4);
        await database.Jobs.RequestCancelRunAsync(created.RunIds[1]);

        var cell = (await database.Grids.LoadAsync(created.GridId!.Value))!.Rows[0].Cells[0];

        Assert.Equal([1, 3], cell.MissingSeeds); // one was cancelled, one never asked for, one waits
    }

    private static Task<GridView> TableAsync(TestDatabase database, double[] a, double[] b, string protocolOfB = Given.SingleScale) => TableAsync(database, [a, b], protocolOfB);

    /// <summary>A table of rows with two methods each, values by seed.</summary>
    private static async Task<GridView> TableAsync(TestDatabase database, double[][] values, string protocolOfB = Given.SingleScale)
    {
        var prints = values.Select(_ => Guid.NewGuid().ToString("N")).ToList();
        var rows = prints.Chunk(2).Select((pair, i) => new NewGridRow
        {
            Header = [new GridHeader("Row", $"{i}")],
            Arms = [Given.Arm(pair[0]), Given.Arm(pair[1])],
            Cells = [new NewGridCell(Given.SingleScale, "{}", 0), new NewGridCell(protocolOfB, "{}", 1)],
        });
        var table = new NewGrid
        {
            Name = "table",
            Rows = [.. rows],
            Columns =
            [
                new NewGridColumn("SS", "SS") { Header = [new GridHeader("Regulariser", "L2")] },
                new NewGridColumn("SS", "SS") { Header = [new GridHeader("Regulariser", "L2-SP")] },
            ],
        };
        var runs = prints.SelectMany((print, i) => values[i].Select((_, seed) => Given.Run(print, seed, Given.Training(), Given.Evaluation(i % 2 == 1 ? protocolOfB : Given.SingleScale)))).ToList();
        var created = await database.Sweeps.CreateSweepAsync(SweepStoreTests.Sweep(runs, table));
        var scores = values.SelectMany((v, i) => v.Select(x => (Score: x, Protocol: i % 2 == 1 ? protocolOfB : Given.SingleScale)));
        foreach (var (run, (score, protocol)) in created.RunIds.Zip(scores)) await Given.ScoredAsync(database, run, protocol, score);
        return (await database.Grids.LoadAsync(created.GridId!.Value))!;
    }
}
