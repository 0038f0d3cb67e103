using Bunit;
using Experiments.Data.Results.Export;
using Experiments.Web.Components.Pages;
using Experiments.Web.Exports;
using Experiments.Web.Tests.Pages;

namespace Experiments.Web.Tests.Exports;

public sealed class GridExportsTests : PageTest
{
    [Fact]
    public async Task An_export_carries_grid_protocol_in_words_date_and_code_of_its_runs()
    {
        var grid = await ScoredAsync();

        var (text, name) = await ExportAsync(grid, "csv");

        Assert.Equal("two-rows-grid.csv", name);
        var lines = text.Split('\n');
        Assert.Equal($"# Results grid {grid}: Two rows", lines[0]);
        Assert.StartsWith("# mIoU: mean, sample standard deviation and 95 % t interval", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("# SS: crop 48 (protocol ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("# MS: crop 48, scales 0.5 0.75 1 1.25 1.5 1.75, mirror true (protocol ", lines[3], StringComparison.Ordinal);
        Assert.Equal("# Newest evaluation: 2026-01-02 03:04:05 UTC", lines[4]);
        Assert.Equal("# Trained by: unknown; scored by: 1.2.3; engine semantics 1", lines[5]);
        Assert.Contains("SS: one seed: no interval; 1 queued", await MarkdownNoteAsync(grid), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_data_give_the_same_bytes_whenever_they_are_exported()
    {
        var grid = await ScoredAsync();
        foreach (var format in ExportFormat.All)
        {
            var first = (await ExportAsync(grid, format.Name)).Text;
            Clock.Advance(TimeSpan.FromDays(3));
            Assert.Equal(first, (await ExportAsync(grid, format.Name)).Text);
        }
    }

    [Fact]
    public async Task The_differences_of_methods_are_those_of_the_page()
    {
        var grid = await ScoredAsync(full: true);

        var table = JsonExport.Read((await ExportAsync(grid, "json")).Text);

        Assert.Equal(["l2 \u2212 none", "l2 \u2212 none"], table.Pairs.Select(p => p.Title.ToLowerInvariant()));
        var difference = table.Rows[0].Differences[0]!;
        Assert.Equal(0.05, difference.Difference!.Value, 1e-12);
        Assert.Equal(("paired", 2), (difference.Kind, difference.N));
        Assert.Single(table.Rows);
    }

    [Fact]
    public async Task The_page_offers_every_form_and_says_what_moved_since_the_last_export()
    {
        var created = await QueueAsync(TwoRows);
        var page = Context.Render<GridPage>(p => p.Add(x => x.GridId, created.GridId!.Value));
        var addresses = ExportFormat.All.Select(f => $"/api/results/{created.GridId}/export?format={f.Name}").Concat([$"/api/results/{created.GridId}/bundle", $"/api/results/{created.GridId}/bundle?anonymous=true"]);
        Assert.Equal(addresses, page.FindAll("[data-testid='export-menu'] a").Select(a => a.GetAttribute("href")!));
        Assert.Empty(page.FindAll("[data-testid='export-changes']"));

        await ExportAsync(created.GridId!.Value, "latex");
        var after = Context.Render<GridPage>(p => p.Add(x => x.GridId, created.GridId!.Value));
        Assert.StartsWith("No cell has moved since the last export (latex, ", after.Find("[data-testid='export-changes']").TextContent, StringComparison.Ordinal);

        await TrainAsync(created.RunIds[0]);
        await ScoreAsync(created.RunIds[0], "SS", 0.4);
        var moved = Context.Render<GridPage>(p => p.Add(x => x.GridId, created.GridId!.Value)).Find("[data-testid='export-changes']");
        Assert.Equal("1", moved.GetAttribute("data-moved"));
        Assert.EndsWith("empty → 40.00 (n 1)", moved.QuerySelector("li")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_of_no_grid_is_refused_by_number() =>
        Assert.Equal("There is no results grid 99.", (await Assert.ThrowsAsync<KeyNotFoundException>(() => ExportAsync(99, "csv"))).Message);

    private async Task<string> MarkdownNoteAsync(long grid) => (await ExportAsync(grid, "markdown")).Text;

    private Task<(string Text, string FileName)> ExportAsync(long grid, string format) => Get<GridExports>().ExportAsync(grid, ExportFormat.Find(format)!, Stop);

    /// <summary>Two methods with two seeds each; the second method scores 5 points more. Not full, only the first run is scored.</summary>
    private async Task<long> ScoredAsync(bool full = false)
    {
        var created = await QueueAsync(TwoRows);
        foreach (var (run, score) in created.RunIds.Zip([0.40, 0.42, 0.46, 0.46]).Take(full ? 4 : 1))
        {
            await TrainAsync(run);
            await ScoreAsync(run, "SS", score);
        }

        return created.GridId!.Value;
    }
}
