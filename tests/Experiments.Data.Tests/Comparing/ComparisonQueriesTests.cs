using Experiments.Data.Comparing;
using Experiments.Data.Results;
using Experiments.Data.Runs;
using Experiments.Data.Statistics;
using Experiments.Data.Storage;

namespace Experiments.Data.Tests.Comparing;

public sealed class ComparisonQueriesTests
{
    [Theory, OnEveryProvider]
    public async Task Runs_are_found_with_what_is_in_the_bin_and_what_there_is_not(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (a, _, _, _) = await Given.OneRunAsync(database, Given.Run("l2"));
        var (b, _, _, _) = await Given.OneRunAsync(database, Given.Run("l2-sp", 1));
        await database.ExecuteAsync($"UPDATE run SET binned_ms = 1 WHERE id = {a}");

        var found = await database.Get<ComparisonQueries>().FindAsync([b, 4711, a]);

        Assert.Equal("l2-sp seed 1", Assert.Single(found.Runs.Values).Name);
        Assert.Equal([a], found.Binned);
        Assert.Equal([4711], found.Unknown);
    }

    [Theory, OnEveryProvider]
    public async Task Only_settings_that_differ_are_read_and_one_that_a_run_lacks_is_among_them(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (a, _, _, _) = await Given.OneRunAsync(database, With(("same", "1"), ("rate", "0.1")));
        var (b, _, _, _) = await Given.OneRunAsync(database, With(("same", "1"), ("rate", "0.2"), ("new", "x")));

        var settings = await database.Get<ComparisonQueries>().DifferingAsync([a, b]);

        Assert.Equal(["new", "rate"], settings.Select(s => s.Key));
        Assert.Equal([(b, "x")], settings[0].Values.Select(v => (v.Key, v.Value)));
        Assert.Equal([(a, "0.1"), (b, "0.2")], settings[1].Values.OrderBy(v => v.Key).Select(v => (v.Key, v.Value)));
    }

    [Fact]
    public void The_sums_of_one_class_have_its_iou()
    {
        var sums = new ClassSums(3, [[new ConfusionCell(0, 0, 6), new(0, 1, 2), new(1, 1, 3)], [new ConfusionCell(1, 0, 1), new(2, 2, 9)]]);

        Assert.Equal((1, 2), (sums.Only(1).Classes, sums.Only(1).Images));
        // Class 1: 3 right of 2 + 3 in the first image, none right of 1 in the second.
        Assert.Equal([3, 5, 0, 1], sums.Only(1).Values);
        Assert.Equal(0, ImageBootstrap.OfDifference([Many(sums).Only(2)], [Many(sums).Only(2)])!.High);
    }

    [Fact]
    public void Five_numbers_have_the_quartiles_of_type_7()
    {
        // R: quantile(c(1, 2, 3, 4, 10)) and quantile(1:4).
        Assert.Equal(new FiveNumbers(1, 2, 3, 4, 10), FiveNumbers.Of([10, 1, 3, 2, 4]));
        Assert.Equal(new FiveNumbers(1, 1.75, 2.5, 3.25, 4), FiveNumbers.Of([1, 2, 3, 4]));
        Assert.Equal(new FiveNumbers(5, 5, 5, 5, 5), FiveNumbers.Of([5]));
        Assert.Null(FiveNumbers.Of([]));
    }

    private static ClassSums Many(ClassSums sums) => new(sums.Classes, [.. Enumerable.Range(1, 12).Select(i => (IReadOnlyList<ConfusionCell>)[new(2, 2, i), new(2, 0, 1)])]);

    private static NewRun With(params (string Key, string Value)[] settings)
    {
        var run = Given.Run();
        return run with { Settings = settings.ToDictionary(s => s.Key, s => s.Value) };
    }
}
