using Experiments.Data.Storage;
using Experiments.Data.Tests.Sweeps;

namespace Experiments.Data.Tests.Results.Export;

public sealed class GridSnapshotTests
{
    [Theory, OnEveryProvider]
    public async Task Cells_that_moved_since_the_last_export_are_told_with_what_they_were(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var created = await database.Sweeps.CreateSweepAsync(SweepStoreTests.Sweep([Given.Run("L2", 0), Given.Run("L2", 1)], Given.Grid(Given.Row("L2"), Given.Row("L2-SP"))));
        await Given.ScoredAsync(database, created.RunIds[0], Given.SingleScale, 0.4);
        var grid = (await database.Grids.LoadAsync(created.GridId!.Value))!;

        Assert.Null(await database.Snapshots.ChangesAsync(grid));
        await database.Snapshots.StoreAsync(grid, "latex");
        Assert.Empty((await database.Snapshots.ChangesAsync(grid))!.Moved);

        await Given.ScoredAsync(database, created.RunIds[1], Given.SingleScale, 0.5);
        var changes = (await database.Snapshots.ChangesAsync((await database.Grids.LoadAsync(grid.GridId))!))!;

        Assert.Equal(("latex", database.NowMs), (changes.Format, changes.ExportedMs));
        var moved = Assert.Single(changes.Moved);
        Assert.Equal("L2 SS", moved.Name);
        Assert.Equal((0.4, 1), (moved.Before!.Mean, moved.Before.N));
        Assert.Equal((0.45, 2), (moved.Now!.Mean, moved.Now.N));
    }

    [Fact]
    public async Task A_cell_that_is_not_a_number_has_not_moved_while_it_stays_none()
    {
        await using var database = await TestDatabase.CreateAsync();
        var created = await database.Sweeps.CreateSweepAsync(SweepStoreTests.Sweep([Given.Run("L2", 0)], Given.Grid(Given.Row("L2"))));
        await Given.ScoredAsync(database, created.RunIds[0], Given.SingleScale, double.NaN);
        var grid = (await database.Grids.LoadAsync(created.GridId!.Value))!;

        await database.Snapshots.StoreAsync(grid, "csv");

        Assert.Empty((await database.Snapshots.ChangesAsync(grid))!.Moved);
    }

    [Fact]
    public async Task The_same_export_again_is_dated_anew_and_kept_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var created = await database.Sweeps.CreateSweepAsync(SweepStoreTests.Sweep([Given.Run("L2", 0)], Given.Grid(Given.Row("L2"))));
        var grid = (await database.Grids.LoadAsync(created.GridId!.Value))!;

        await database.Snapshots.StoreAsync(grid, "csv");
        database.Time.Advance(TimeSpan.FromHours(1));
        await database.Snapshots.StoreAsync(grid, "csv");
        await database.Snapshots.StoreAsync(grid, "json");

        await using var db = await database.ContextAsync();
        Assert.Equal([("csv", database.NowMs), ("json", database.NowMs)], db.GridSnapshots.OrderBy(s => s.Id).Select(s => new ValueTuple<string, long>(s.Format, s.CreatedMs)));
    }
}
