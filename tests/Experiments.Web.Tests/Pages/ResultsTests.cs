using System.Globalization;
using Bunit;
using Experiments.Data.Results;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;
using Experiments.Web.Grids;
using Experiments.Web.Tests.Grids;

namespace Experiments.Web.Tests.Pages;

public sealed class ResultsTests : PageTest
{
    [Fact]
    public async Task The_published_table_shows_32_cells_with_its_unknown_and_unreported_ones()
    {
        var published = Assert.Single(await Get<GridQuery>().ListAsync(Stop), g => g.IsPublished);
        var page = Context.Render<GridPage>(p => p.Add(x => x.GridId, published.GridId));

        var cells = page.FindAll("td[data-published]").Select(c => c.GetAttribute("data-published")!).ToList();
        Assert.Equal(32, cells.Count);
        Assert.Equal(7, cells.Count(c => c == "?"));
        Assert.Equal(8, cells.Count(c => c == "–"));
        Assert.Contains("76.9", cells);
        Assert.Contains("42.80", cells);
        Assert.Contains("unknown in the source", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_shows_mean_standard_deviation_and_n_and_opens_into_its_runs()
    {
        var created = await QueueAsync(TwoRows);
        foreach (var (run, score) in created.RunIds.Take(2).Zip([0.40, 0.42]))
        {
            await TrainAsync(run);
            await ScoreAsync(run, "SS", score);
        }

        var page = Context.Render<GridPage>(p => p.Add(x => x.GridId, created.GridId!.Value));
        var cell = page.Find($"[data-testid='{TestIds.Cell(0, 0)}']");

        Assert.Equal("2", cell.GetAttribute("data-n"));
        Assert.Equal(0.41, double.Parse(cell.GetAttribute("data-mean")!, CultureInfo.InvariantCulture), 12);
        Assert.Equal("41.00 ± 1.41", cell.QuerySelector(".mean")!.TextContent);
        Assert.Contains("(2)", cell.TextContent, StringComparison.Ordinal);
        Assert.Contains("2 queued", page.Find($"[data-testid='{TestIds.Cell(0, 2)}']").TextContent, StringComparison.Ordinal);
        Assert.Equal("", page.Find($"[data-testid='{TestIds.Cell(0, 2)}']").GetAttribute("data-mean"));

        Get<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo(Urls.GridWith(created.GridId!.Value, 0, null, null));
        var open = Context.Render<GridPage>(p => p.Add(x => x.GridId, created.GridId!.Value)).Find("[data-testid='row-runs']");
        Assert.Contains("40.00", open.TextContent, StringComparison.Ordinal);
        Assert.Contains(open.QuerySelectorAll("a"), a => a.GetAttribute("href") == Urls.Run(created.RunIds[0]));
    }

    [Fact]
    public async Task Rows_that_are_scored_otherwise_say_how()
    {
        var definition = TwoRows with { Axes = [new("compat", ["engine", "semseg"])], Overrides = new Dictionary<string, string>(TwoRows.Overrides) { ["regulariser.kind"] = "l2" } };
        var created = await QueueAsync(definition);

        var page = Context.Render<GridPage>(p => p.Add(x => x.GridId, created.GridId!.Value));

        Assert.Empty(page.FindAll($"[data-testid='{TestIds.Scored(0, 0)}']"));
        Assert.Equal("scored otherwise: strideRounding ceil, mirror true, absentClass zero", page.Find($"[data-testid='{TestIds.Scored(1, 0)}']").TextContent);
        Assert.StartsWith("SS of the first cell: crop 48;", page.FindAll("[data-testid='protocol-note']")[0].TextContent, StringComparison.Ordinal);

        var alike = await QueueAsync(TwoRows);
        Assert.Empty(Context.Render<GridPage>(p => p.Add(x => x.GridId, alike.GridId!.Value)).FindAll("[data-testid='protocol-note']"));
    }

    [Fact]
    public async Task Rerunning_a_configuration_of_a_row_queues_its_next_seeds()
    {
        var created = await QueueAsync(TwoRows);
        var page = Context.Render<GridPage>(p => p.Add(x => x.GridId, created.GridId!.Value));

        await page.Find($"[data-testid='{TestIds.RerunRow(0)}']").ClickAsync(new());
        var before = (await Get<GridQuery>().LoadAsync(created.GridId!.Value, Stop))!.Rows[0];
        await page.Find("[data-testid='rerun-arm']").ChangeAsync(before.Arms[1].ArmId.ToString(CultureInfo.InvariantCulture));
        await page.Find("[data-testid='rerun-count']").ChangeAsync("2");
        await page.Find("[data-testid='rerun-confirm']").ClickAsync(new());
        page.WaitForElement("[data-testid='grid-message']", TimeSpan.FromSeconds(30));

        var row = (await Get<GridQuery>().LoadAsync(created.GridId!.Value, Stop))!.Rows[0];
        Assert.Equal([0, 1, 2, 3], row.Arms[1].Runs.Select(r => r.Seed));
        Assert.Equal([0, 1], row.Arms[0].Runs.Select(r => r.Seed));
    }

    [Fact]
    public async Task Checking_a_row_that_is_not_trained_says_why_it_cannot_be_checked()
    {
        var created = await QueueAsync(TwoRows);
        var page = Context.Render<GridPage>(p => p.Add(x => x.GridId, created.GridId!.Value));

        await page.Find($"[data-testid='{TestIds.RerunRow(0)}']").ClickAsync(new());
        await page.Find("[data-testid='rerun-same']").ChangeAsync(true);
        await page.Find("[data-testid='rerun-confirm']").ClickAsync(new());

        Assert.Equal(
            "Row 1 was not queued: No run of this row is trained yet: a same-seed check compares with a trained run; wait for one.",
            page.WaitForElement("[data-testid='grid-message']", TimeSpan.FromSeconds(30)).TextContent.Trim());
    }

    [Fact]
    public async Task What_asks_how_to_rerun_takes_the_keyboard_and_gives_it_back()
    {
        var created = await QueueAsync(TwoRows);
        var page = Context.Render<GridPage>(p => p.Add(x => x.GridId, created.GridId!.Value));

        await page.Find($"[data-testid='{TestIds.RerunRow(0)}']").ClickAsync(new());
        Context.JSInterop.VerifyFocusAsyncInvoke(1)[^1].Arguments[0]!.ShouldBeElementReferenceTo(page.Find("[data-testid='rerun-panel']"));
        await page.Find("[data-testid='rerun-close']").ClickAsync(new());

        Assert.Empty(page.FindAll("[data-testid='rerun-panel']"));
        Context.JSInterop.VerifyFocusAsyncInvoke(2);
    }

    [Fact]
    public async Task What_was_asked_of_one_table_is_not_asked_of_the_next()
    {
        var definition = GridExpansionTests.Small();
        var first = await Get<GridMaker>().SaveAsync(definition with { Name = "first" }, cancellationToken: Stop);
        var second = await Get<GridMaker>().SaveAsync(definition with { Name = "second", Rows = [definition.Rows[0]] }, cancellationToken: Stop);
        var page = Context.Render<GridPage>(p => p.Add(x => x.GridId, first));
        await page.Find($"[data-testid='{TestIds.RerunRow(3)}']").ClickAsync(new());
        await page.Find("[data-testid='forget-grid']").ClickAsync(new());
        Assert.StartsWith("Really delete?", page.Find("[data-testid='forget-grid']").TextContent, StringComparison.Ordinal);

        page.Render(p => p.Add(x => x.GridId, second));
        page.WaitForAssertion(() => Assert.Equal("second", page.Find("h1").TextContent), TimeSpan.FromSeconds(30));

        Assert.Empty(page.FindAll("[data-testid='rerun-panel']"));
        Assert.Equal("Delete", page.Find("[data-testid='forget-grid']").TextContent);
        await page.Find("[data-testid='forget-grid']").ClickAsync(new());
        await page.Find("[data-testid='keep-grid']").ClickAsync(new());
        Assert.Equal("Delete", page.Find("[data-testid='forget-grid']").TextContent);
        Assert.NotNull(await Get<GridQuery>().LoadAsync(second, Stop));
    }

    [Fact]
    public async Task What_asks_how_to_rerun_a_row_goes_with_the_row()
    {
        var definition = GridExpansionTests.Small();
        var grid = await Get<GridMaker>().SaveAsync(definition, cancellationToken: Stop);
        var page = Context.Render<GridPage>(p => p.Add(x => x.GridId, grid));
        await page.Find($"[data-testid='{TestIds.RerunRow(3)}']").ClickAsync(new());
        Assert.Single(page.FindAll("[data-testid='rerun-panel']"));

        await Get<GridMaker>().SaveAsync(definition with { Rows = [definition.Rows[0]] }, grid, cancellationToken: Stop);
        Clock.Advance(TimeSpan.FromSeconds(11));

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid='rerun-panel']")), TimeSpan.FromSeconds(30));
        Assert.Empty(page.FindAll($"[data-testid='{TestIds.RerunRow(2)}']"));
    }

    [Fact]
    public void A_grid_that_does_not_exist_is_named() =>
        Assert.Contains("There is no results grid 99", Context.Render<GridPage>(p => p.Add(x => x.GridId, 99)).Markup, StringComparison.Ordinal);
}
