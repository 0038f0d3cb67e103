using System.Globalization;
using Bunit;
using Experiments.Web.Components;
using Experiments.Web.Components.Layout;
using Experiments.Web.Components.Pages;
using Experiments.Web.Results;
using Experiments.Web.Tests.Pages;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Tests.Results;

public sealed class HeatTests : PageTest
{
    /// <summary>WCAG 2.2, success criterion 1.4.3: text of this size.</summary>
    private const double LeastContrast = 4.5;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_has_its_contrast_on_every_shade(bool dark)
    {
        var text = dark ? AppTheme.Theme.PaletteDark.TextPrimary : AppTheme.Theme.PaletteLight.TextPrimary;
        var letters = Luminance(text.R, text.G, text.B);
        for (var step = 0; step <= 100; step++)
        {
            var colour = Heat.Colour(step / 100.0, dark);
            var ground = Luminance(Byte(colour, 1), Byte(colour, 3), Byte(colour, 5));
            var contrast = (Math.Max(letters, ground) + 0.05) / (Math.Min(letters, ground) + 0.05);
            Assert.True(contrast >= LeastContrast, $"{colour}: {contrast:0.00}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Shades_go_one_way_so_that_grey_eyes_can_order_them(bool dark)
    {
        var luminances = Enumerable.Range(0, 11).Select(i => Heat.Colour(i / 10.0, dark)).Select(c => Luminance(Byte(c, 1), Byte(c, 3), Byte(c, 5))).ToList();
        Assert.Equal(dark ? luminances.Order() : luminances.OrderDescending(), luminances);
        Assert.Equal(11, luminances.Distinct().Count());
    }

    [Fact]
    public async Task A_column_or_the_table_is_shaded_from_its_lowest_to_its_highest_and_the_best_is_bold()
    {
        var created = await QueueAsync(TwoRows with { Axes = [new("regulariser.kind", ["l2"]), new("network.widthMultiplier", ["0.25", "0.5"])] });
        foreach (var (run, score) in created.RunIds.Zip([0.40, 0.42, 0.50, 0.52]))
        {
            await TrainAsync(run);
            await ScoreAsync(run, "SS", score);
            await ScoreAsync(run, "MS", score + 0.1);
        }

        var grid = (await Get<Experiments.Data.Results.GridQuery>().LoadAsync(created.GridId!.Value, Stop))!;
        var (column, table) = (Heat.Of(grid, HeatSpan.Column), Heat.Of(grid, HeatSpan.Table));
        var means = Enumerable.Range(0, grid.Rows.Count).Select(r => Enumerable.Range(0, grid.Columns.Count).Select(c => grid.Rows[r].Cells[c].Mean!.Value).ToList()).ToList();
        for (var c = 0; c < grid.Columns.Count; c++)
        {
            var best = means.Max(r => r[c]);
            for (var r = 0; r < grid.Rows.Count; r++)
            {
                Assert.Equal(means[r][c] == best, column[r, c]!.IsBest);
                Assert.Equal((means[r][c] - 0.41) / 0.2, table[r, c]!.Share, 9);
            }
        }

        Get<NavigationManager>().NavigateTo(Urls.GridWith(created.GridId.Value, null, "table", null));
        var page = Context.Render<GridPage>(p => p.Add(x => x.GridId, created.GridId.Value));
        var (row, at) = (grid.Rows.Count - 1, grid.Columns.Count - 1);
        var cell = page.Find($"[data-testid='{TestIds.Cell(row, at)}']");
        Assert.Contains("heat", cell.ClassList);
        Assert.Contains($"--heat-light:{Heat.Colour(table[row, at]!.Share, dark: false)}", cell.GetAttribute("style"), StringComparison.Ordinal);
        Assert.Contains("Bold", page.Find("[data-testid='heat-legend']").TextContent, StringComparison.Ordinal);

        await page.Find("[data-testid='heat-none']").ChangeAsync(true);
        Assert.DoesNotContain("heat", Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_without_a_mean_has_no_shade()
    {
        var created = await QueueAsync(TwoRows);
        var grid = (await Get<Experiments.Data.Results.GridQuery>().LoadAsync(created.GridId!.Value, Stop))!;
        Assert.All(Heat.Of(grid, HeatSpan.Table).Cast<HeatCell?>(), Assert.Null);
    }

    [Fact]
    public async Task Published_values_are_shaded_as_means_are_and_walked_by_the_same_keys()
    {
        var id = (await Get<Experiments.Data.Results.GridQuery>().ListAsync(Stop)).Single(g => g.IsPublished).GridId;
        var grid = (await Get<Experiments.Data.Results.GridQuery>().LoadAsync(id, Stop))!;
        Get<NavigationManager>().NavigateTo(Urls.GridWith(id, null, "column", null));
        var page = Context.Render<GridPage>(p => p.Add(x => x.GridId, id));

        for (var c = 0; c < grid.Columns.Count; c++)
        {
            var values = grid.Rows.Select(r => r.Cells[c].Published.FirstOrDefault()?.Value).ToList();
            for (var r = 0; r < grid.Rows.Count; r++)
            {
                var cell = page.Find($"[data-testid='{TestIds.Cell(r, c)}']");
                Assert.Equal(values[r] is not null, cell.ClassList.Contains("heat"));
                Assert.Equal(values[r] is { } value && value == values.Max() && values.OfType<double>().Count() > 1, cell.ClassList.Contains("best"));
                Assert.Equal(r + c == 0 ? "0" : "-1", cell.GetAttribute("tabindex"));
            }
        }

        Assert.Contains("the higher the value", page.Find("[data-testid='heat-legend']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_cell_of_the_table_is_a_stop_of_the_tab_key()
    {
        var created = await QueueAsync(TwoRows);
        var page = Context.Render<GridPage>(p => p.Add(x => x.GridId, created.GridId!.Value));

        var stops = page.FindAll("[data-testid='results-grid'] td[data-cell], [data-testid='results-grid'] td[data-cell] button.value").Where(e => e.GetAttribute("tabindex") == "0").ToList();
        Assert.Equal(TestIds.Cell(0, 0), Assert.Single(stops).ParentElement!.GetAttribute("data-testid"));
    }

    private static byte Byte(string colour, int at) => byte.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Relative luminance, WCAG 2.2.</summary>
    private static double Luminance(byte red, byte green, byte blue)
    {
        return (0.2126 * Linear(red)) + (0.7152 * Linear(green)) + (0.0722 * Linear(blue));

        static double Linear(byte value) => value / 255.0 is var share && share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
