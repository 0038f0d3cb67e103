using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Storage;

namespace Experiments.Data.Tests.Results;

public sealed class GridStoreTests
{
    [Theory, OnEveryProvider]
    public async Task A_table_is_declared_anew_only_over_the_declaration_that_was_seen(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = database.Get<GridStore>();
        var table = await store.AddAsync(Declared("first"));

        Assert.Equal(GridReplacement.Done, await store.ReplaceAsync(table, Declared("second"), Json("first")));
        Assert.Equal(GridReplacement.Changed, await store.ReplaceAsync(table, Declared("third"), Json("first")));

        Assert.Equal(Json("second"), await store.DefinitionAsync(table, GridKind.Table));
        var grid = (await database.Grids.LoadAsync(table))!;
        Assert.Equal(("second", 1, 2), (grid.Name, grid.Rows.Count, grid.Columns.Count));
        // Who has not looked replaces whatever is there.
        Assert.Equal(GridReplacement.Done, await store.ReplaceAsync(table, Declared("third"), seen: null));
        Assert.Equal(Json("third"), await store.DefinitionAsync(table, GridKind.Table));
    }

    [Theory, OnEveryProvider]
    public async Task Of_two_who_change_a_table_at_once_one_is_first(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = database.Get<GridStore>();
        var table = await store.AddAsync(Declared("first"));

        var both = await Task.WhenAll(store.ReplaceAsync(table, Declared("mine"), Json("first")), store.ReplaceAsync(table, Declared("theirs"), Json("first")));

        Assert.Equal([GridReplacement.Done, GridReplacement.Changed], both.Order());
        Assert.Equal(Json(both[0] == GridReplacement.Done ? "mine" : "theirs"), await store.DefinitionAsync(table, GridKind.Table));
        Assert.Single((await database.Grids.LoadAsync(table))!.Rows);
    }

    [Fact]
    public async Task Published_values_and_what_is_not_there_cannot_be_declared_anew()
    {
        await using var database = await TestDatabase.CreateAsync();
        var store = database.Get<GridStore>();
        var published = Assert.Single(await database.Grids.ListAsync(), g => g.IsPublished);

        Assert.Equal(GridReplacement.Missing, await store.ReplaceAsync(published.GridId, Declared("mine"), seen: null));
        Assert.Equal(GridReplacement.Missing, await store.ReplaceAsync(published.GridId + 1, Declared("mine"), seen: null));
    }

    private static NewGrid Declared(string name) => Given.Grid(Given.Row("L2")) with { Name = name, Kind = GridKind.Table, DefinitionJson = Json(name) };

    private static string Json(string name) => $$"""{"name":"{{name}}"}""";
}
