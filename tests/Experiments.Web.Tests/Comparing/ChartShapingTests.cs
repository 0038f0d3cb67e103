using System.Globalization;
using Jint;
using Script = Jint.Engine;

namespace Experiments.Web.Tests.Comparing;

/// <summary>The functions of <c>chart-shaping.js</c>, which charts pass their points through, run as they are.</summary>
public sealed class ChartShapingTests : IDisposable
{
    private readonly Script _engine = new();

    public ChartShapingTests()
    {
        _engine.Modules.Add("shaping", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "chart-shaping.js")));
        var module = _engine.Modules.Import("shaping");
        foreach (var name in new[] { "smoothed", "onAxes", "bandOnAxes", "nearest", "csv", "number", "tick", "measured", "duration", "summary", "unread" }) _engine.SetValue(name, module.Get(name));
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Smoothing_is_the_debiased_exponential_mean_and_passes_over_what_is_no_number()
    {
        // By the definition, in Python: for each prefix of the numbers Σ w^(n−1−i)·y_i / Σ w^(n−1−i) with w = 0.9.
        double?[] expected = [2.5, 0.6578947368421053, 0.5073800738007381, 1.5229717941261998, 2.005750775316842, null, 1.791103148162772];

        var even = Values("smoothed([[1, 2.5], [2, -1], [3, 0.25], [4, 4], [5, 3.5], [6, null], [7, 1]], 0.9).map((p) => p[1])");

        Assert.Equal(expected.Length, even.Count);
        foreach (var (right, own) in expected.Zip(even))
        {
            Assert.Equal(right is null, own is null);
            if (right is { } number) Assert.Equal(number, own!.Value, 1e-12);
        }

        Assert.Equal([2.5, -1], Values("smoothed([[1, 2.5], [2, -1]], 0).map((p) => p[1])"));
        Assert.Equal([7, 7, 7], Values("smoothed([[1, 7], [2, 7], [3, 7]], 0.99).map((p) => Math.round(p[1] * 1e9) / 1e9)"));
    }

    [Fact]
    public void A_logarithmic_axis_has_no_place_for_nought()
    {
        Assert.Equal("[[1,null],[2,5]]", Json("onAxes([[0, 3], [1, 0], [2, 5]], true, true)"));
        Assert.Equal("[[0,3],[1,0]]", Json("onAxes([[0, 3], [1, 0]], false, false)"));
        Assert.Equal("[[2,1,2]]", Json("bandOnAxes([[0, 1, 2], [1, -1, 2], [2, 1, 2]], true, true)"));
    }

    [Fact]
    public void Of_many_curves_the_box_names_those_near_the_pointer() =>
        Assert.Equal("[4,3]", Json("nearest([{ value: 1 }, { value: 3 }, { value: null }, { value: 4 }, { value: 9 }], 3.4, 2).map((e) => e.value)"));

    [Theory]
    [InlineData("number(0.01234)", "0.0123")]
    [InlineData("number(12.3456)", "12.346")]
    [InlineData("number(0.0000123)", "1.23e-05")]
    [InlineData("number(2500000)", "2.5e06")]
    [InlineData("number(0)", "0")]
    [InlineData("number(null)", "–")]
    [InlineData("tick(0.5)", "0.5")]
    [InlineData("tick(1500)", "1500")]
    [InlineData("measured(1536000000, 'B')", "1.54 GB")]
    [InlineData("duration(3725)", "1:02:05")]
    [InlineData("duration(59.7)", "1:00")]
    public void Numbers_are_written_as_the_pages_write_them(string call, string text) => Assert.Equal(text, _engine.Evaluate(call).AsString());

    [Theory]
    [InlineData(0.01234)]
    [InlineData(12.3456)]
    [InlineData(0.0000123)]
    [InlineData(-0.5)]
    [InlineData(2500000)]
    public void A_number_is_that_of_every_other_page(double value) =>
        Assert.Equal(Components.Shared.Show.Number(value), _engine.Evaluate(string.Create(CultureInfo.InvariantCulture, $"number({value})")).AsString());

    [Fact]
    public void The_points_are_given_away_whole_and_no_spreadsheet_runs_a_name()
    {
        var csv = _engine.Evaluate("csv([{ name: '=1+1, \"x\"', points: [[1, 0.1], [2, null]], band: [[1, 0, 0.2]] }], 'iteration', 0)").AsString();

        Assert.Equal("series,iteration,value,band low,band high\n\"'=1+1, \"\"x\"\"\",1,0.1,0,0.2\n\"'=1+1, \"\"x\"\"\",2,,,\n", csv);
    }

    [Fact]
    public void Who_cannot_see_a_chart_is_told_what_it_shows()
    {
        Assert.Equal(
            "Loss, 1 curve. L2: from 3 to 1, least 1, greatest 4.",
            _engine.Evaluate("summary('Loss', [{ name: 'L2', points: [[0, 3], [1, 4], [2, null], [3, 1]] }], String)").AsString());
        Assert.Equal("Loss: no points yet.", _engine.Evaluate("summary('Loss', [], String)").AsString());
    }

    [Fact]
    public void What_cannot_be_read_is_said_with_the_answer_s_status() =>
        Assert.Equal("The points could not be read (status 500); tried again every few seconds.", _engine.Evaluate("unread(500)").AsString());

    private string Json(string call) => _engine.Evaluate($"JSON.stringify({call})").AsString();

    private List<double?> Values(string call) => [.. _engine.Evaluate(call).AsArray().Select(v => v.IsNull() ? (double?)null : v.AsNumber())];
}
