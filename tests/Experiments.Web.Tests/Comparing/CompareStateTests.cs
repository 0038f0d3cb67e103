using Experiments.Data.Metrics;
using Experiments.Web.Comparing;
using Experiments.Web.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Experiments.Web.Tests.Comparing;

public sealed class CompareStateTests
{
    [Theory]
    [InlineData("1,2,3", "1|2|3")]
    [InlineData("1,2;3,4", "1,2|3,4")]
    [InlineData("1,2;", "1,2")]
    [InlineData("7", "7")]
    [InlineData("1,,3", "1||3")]
    [InlineData(";1,2;3", "|1,2|3")]
    public void A_set_is_read_as_it_is_written(string text, string groups)
    {
        var set = CompareSet.Read(text);

        var places = groups.Split('|');
        Assert.Equal(places.Select((g, i) => (i, g)).Where(p => p.g.Length > 0), set.Groups.Select(g => (g.Slot, string.Join(',', g.Runs))));
        Assert.Equal(text, set.Write());
    }

    [Fact]
    public void What_is_no_id_is_named_what_is_twice_counts_once_and_what_is_too_much_is_counted()
    {
        var set = CompareSet.Read("1,x,-2,1,<b>,2'; DROP TABLE run,0,99999999999999999999,3");

        // The semicolon makes groups of it.
        Assert.Equal(["1", "3"], set.Groups.Select(g => string.Join(',', g.Runs)));
        Assert.Equal(["x", "-2", "<b>", "2'", "DROP TABLE run", "0", "99999999999999999999"], set.Refused);

        Assert.Equal((CompareSet.Most, 3), Sizes(CompareSet.Read(string.Join(',', Enumerable.Range(1, 53)))));
        var many = CompareSet.Read(string.Join(',', Enumerable.Range(1, 300)) + ";");
        Assert.Equal((CompareSet.MostRuns, 100), (many.Runs.Count(), many.LeftOut));
        Assert.True(CompareSet.Read(new string(',', 10_000) + "5").Groups[0].Slot < 2 * CompareSet.Most);

        static (int, int) Sizes(CompareSet of) => (of.Groups.Count, of.LeftOut);
    }

    [Fact]
    public void What_stays_keeps_its_place_and_colour_when_another_goes()
    {
        var set = CompareSet.Read("1,2,3").Without(1).With(9);

        Assert.Equal([(0, 1L), (2, 3L), (3, 9L)], set.Groups.Select(g => (g.Slot, g.Runs[0])));
        Assert.Equal("1,,3,9", set.Write());
        Assert.Same(set, set.With(3));
        Assert.Equal("", CompareSet.Read("4").Without(0).Write());
    }

    [Fact]
    public void Whatever_is_chosen_comes_back_from_the_address()
    {
        var state = new CompareState
        {
            Set = CompareSet.Read("1,2;3;4,5"),
            Baseline = 1,
            Curves = ["train/loss", "validation/miou"],
            Look = new CurveLook { X = CurveAxis.Time, Smoothing = 0.85, LogX = true, LogY = true },
            Band = BandKind.Interval,
            Hidden = [0, 2],
            Search = "a&b=c #d",
            Metric = "IoU (mean)",
            Protocol = "0123",
            Other = 2,
            Image = "a/b c",
            Plot = PlotKind.Box,
            PlotX = "setting:training.iterations",
            PlotY = "score:0123:mIoU",
        };

        var query = QueryHelpers.ParseQuery(new Uri("http://x" + Urls.Compare(state)).Query);
        var read = CompareState.Read(name => query.TryGetValue(name, out var value) ? value.ToString() : null);

        Assert.Equal(Urls.Compare(state), Urls.Compare(read));
        Assert.Equal((state.Search, state.Image, state.Look, state.Band, state.Plot), (read.Search, read.Image, read.Look, read.Band, read.Plot));
        Assert.Equal([0, 2], read.Hidden);
        Assert.Equal("1,2;3;4,5", read.Set.Write());
    }

    [Theory]
    [InlineData("smooth", "1")]
    [InlineData("smooth", "NaN")]
    [InlineData("smooth", "-0.5")]
    [InlineData("x", "7")]
    [InlineData("band", "everything")]
    [InlineData("base", "minus")]
    [InlineData("hidden", "a,b")]
    [InlineData("plot", "<script>")]
    [InlineData("plot", "parallel,box")]
    public void What_cannot_be_read_is_as_if_it_were_not_there(string name, string value) =>
        Assert.Equal("", CompareState.Read(n => n == name ? value : null).Write());

    [Fact]
    public void An_address_of_runs_is_short_and_of_nothing_shorter()
    {
        Assert.Equal("/compare?runs=1,2", Urls.Compare([[1], [2]]));
        Assert.Equal("/compare?runs=1,2;3,4", Urls.Compare([[1, 2], [3, 4]]));
        Assert.Equal("/compare?runs=1,2;", Urls.Compare([[1, 2]]));
        Assert.Equal("/compare", Urls.Compare([]));
    }

    [Fact]
    public void So_many_are_compared_as_an_address_is_read_of()
    {
        Assert.True(CompareSet.Takes([]));
        Assert.True(CompareSet.Takes(Enumerable.Range(0, 50).Select(_ => new long[] { 1, 2, 3, 4 })));
        Assert.False(CompareSet.Takes(Enumerable.Range(0, 51).Select(_ => new long[] { 1 })));
        Assert.False(CompareSet.Takes([new long[200], [1]]));
        Assert.Equal("Compare takes 50 runs or groups, at most 200 runs", CompareSet.Limit);
    }

    [Fact]
    public void Eight_are_told_apart_by_colour_and_more_by_dashes()
    {
        Assert.Equal(50, Enumerable.Range(0, 50).Select(slot => (SeriesStyle.ColourOf(slot), string.Join(' ', SeriesStyle.DashOf(slot)))).Distinct().Count());
        Assert.All(Enumerable.Range(0, 8), slot => Assert.Empty(SeriesStyle.DashOf(slot)));
    }
}
