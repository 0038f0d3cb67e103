using System.Text;
using Bunit;
using Experiments.Data.Results.Export;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;
using Experiments.Web.Components.ResultTables;
using Experiments.Web.Exports;
using Experiments.Web.Tests.Pages;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Tests.Exports;

public sealed class ExportPreviewTests : PageTest
{
    [Fact]
    public async Task A_preview_is_the_download_byte_for_byte_and_counts_as_no_export()
    {
        var grid = await ScoredAsync();
        foreach (var format in ExportFormat.All)
        {
            var preview = await Get<ExportPreviews>().OfAsync(grid, format, Stop);
            Assert.Null(await Get<GridSnapshots>().ChangesAsync((await Get<Experiments.Data.Results.GridQuery>().LoadAsync(grid, Stop))!, Stop));
            var written = (await Get<GridExports>().WriteAsync(grid, format, Stop)).Text;
            Assert.Equal(Encoding.UTF8.GetBytes(written), Encoding.UTF8.GetBytes(preview.Text));
            Assert.True(preview.IsWhole);
        }

        // Only now something is exported; what was seen is what is taken.
        var seen = await Get<ExportPreviews>().OfAsync(grid, ExportFormat.Find("latex")!, Stop);
        Assert.Equal((await Get<GridExports>().ExportAsync(grid, ExportFormat.Find("latex")!, Stop)).Text, seen.Text);
    }

    [Fact]
    public async Task The_page_shows_the_text_of_the_form_in_its_address_and_others_at_a_click()
    {
        var grid = await ScoredAsync();
        Get<NavigationManager>().NavigateTo(Urls.GridWith(grid, null, null, "markdown"));
        var page = Context.Render<GridPage>(p => p.Add(x => x.GridId, grid));

        Assert.Equal((await Get<ExportPreviews>().OfAsync(grid, ExportFormat.Find("markdown")!, Stop)).Text, page.WaitForElement("[data-testid='export-text']").TextContent);
        Assert.Equal(Urls.GridExport(grid, "markdown"), page.Find("[data-testid='export-download']").GetAttribute("href"));
        Assert.Equal("export-text", page.Find("[data-testid='export-copy']").GetAttribute("data-copies"));

        await page.Find("[data-testid='preview-csv']").ChangeAsync(true);
        Assert.EndsWith("?export=csv", Get<NavigationManager>().Uri, StringComparison.Ordinal);
        await page.Find("[data-testid='export-close']").ClickAsync(new());
        Assert.DoesNotContain("export", Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_comes_late_never_stands_under_another_form()
    {
        var patience = TimeSpan.FromSeconds(30);
        var grid = (await Get<Experiments.Data.Results.GridQuery>().LoadAsync(await ScoredAsync(), Stop))!;
        var csv = (await Get<ExportPreviews>().OfAsync(grid.GridId, ExportFormat.Find("csv")!, Stop)).Text;
        Held.HoldNext("\"results_grid\"");
        var panel = Context.Render<ExportPanel>(p => p.Add(x => x.Grid, grid).Add(x => x.Format, ExportFormat.Find("latex")!));
        panel.WaitForState(() => Held.IsHeld, patience);
        Assert.Empty(panel.FindAll("[data-testid='export-text']"));

        panel.Render(p => p.Add(x => x.Grid, grid).Add(x => x.Format, ExportFormat.Find("csv")!));
        panel.WaitForAssertion(() => Assert.Equal(csv, panel.Find("[data-testid='export-text']").TextContent), patience);
        var renders = panel.RenderCount;
        Held.Release();
        panel.WaitForState(() => panel.RenderCount > renders, patience);
        Assert.Equal(csv, panel.Find("[data-testid='export-text']").TextContent);

        // Nor does the text of the form before stand there until the next is written.
        Held.HoldNext("\"results_grid\"");
        panel.Render(p => p.Add(x => x.Grid, grid).Add(x => x.Format, ExportFormat.Find("markdown")!));
        panel.WaitForState(() => Held.IsHeld, patience);
        Assert.Empty(panel.FindAll("[data-testid='export-text']"));
        Held.Release();
        panel.WaitForElement("[data-testid='export-text']", patience);
    }

    private async Task<long> ScoredAsync()
    {
        var created = await QueueAsync(TwoRows with { Name = "<b>\"Two\" & rows</b>" });
        await TrainAsync(created.RunIds[0]);
        await ScoreAsync(created.RunIds[0], "SS", 0.4);
        return created.GridId!.Value;
    }
}
