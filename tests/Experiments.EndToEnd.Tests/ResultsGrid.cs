using System.Globalization;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>A cell as the page shows it.</summary>
/// <param name="N">Seeds counted.</param>
/// <param name="Mean">Mean mIoU, 0 to 1; null without values.</param>
internal sealed record ShownCell(int N, double? Mean);

/// <summary>A run in an opened row.</summary>
/// <param name="Id">Run.</param>
/// <param name="Seed">Seed.</param>
/// <param name="Remark">Remark, for example that it is a check.</param>
internal sealed record ShownRun(long Id, int Seed, string Remark);

/// <summary>The page of a results grid.</summary>
/// <param name="page">The browser's page, already on a grid.</param>
internal sealed class ResultsGrid(IPage page)
{
    /// <summary>Far above what a tiny sweep takes on a busy machine.</summary>
    private const float WatchdogMs = 600_000;

    /// <summary>The number in the page's address.</summary>
    public long Id => long.Parse(new Uri(page.Url).Segments[^1], NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>A cell, both counted from 0.</summary>
    public async Task<ShownCell> CellAsync(int row, int column)
    {
        var cell = page.GetByTestId($"cell-{row}-{column}");
        var mean = await cell.GetAttributeAsync("data-mean");
        return new ShownCell(
            int.Parse(await cell.GetAttributeAsync("data-n") ?? "", NumberStyles.None, CultureInfo.InvariantCulture),
            mean is { Length: > 0 } ? double.Parse(mean, CultureInfo.InvariantCulture) : null);
    }

    /// <summary>What stands at the left of each row.</summary>
    public async Task<IReadOnlyList<string>> RowHeadersAsync() =>
        await page.GetByTestId("results-grid").Locator("th[scope=row]").AllInnerTextsAsync();

    /// <summary>Waits until a cell counts so many seeds, and fails at once when the page says that something failed.</summary>
    public async Task UntilCellCountsAsync(int row, int column, int n)
    {
        var cell = page.GetByTestId($"cell-{row}-{column}");
        var failed = page.GetByTestId("grid-progress").Filter(new() { HasText = "failed" });
        var wanted = page.Locator($"[data-testid=cell-{row}-{column}][data-n=\"{n.ToString(CultureInfo.InvariantCulture)}\"]");
        await Assertions.Expect(wanted.Or(failed).First).ToBeVisibleAsync(new() { Timeout = WatchdogMs });
        await Assertions.Expect(failed).ToHaveCountAsync(0);
        await Assertions.Expect(cell).ToBeVisibleAsync();
    }

    /// <summary>Waits until every job that was queued for the grid is done.</summary>
    public async Task UntilDoneAsync()
    {
        var progress = page.GetByTestId("grid-progress");
        await Assertions.Expect(progress).ToContainTextAsync(new System.Text.RegularExpressions.Regex("all [0-9]+ jobs done|failed", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)),
            new() { Timeout = WatchdogMs });
        await Assertions.Expect(progress).Not.ToContainTextAsync("failed");
    }

    /// <summary>Opens a row and reads the runs behind one of its configurations.</summary>
    public async Task<IReadOnlyList<ShownRun>> OpenRowAsync(int row, int configuration)
    {
        await page.GotoAsync(string.Create(CultureInfo.InvariantCulture, $"{new Uri(page.Url).GetLeftPart(UriPartial.Path)}?row={row}"));
        await Assertions.Expect(page.Locator(".shell[data-interactive=true]")).ToBeVisibleAsync();
        var table = page.GetByTestId("row-runs").Nth(configuration);
        await Assertions.Expect(table).ToBeVisibleAsync();
        var runs = new List<ShownRun>();
        foreach (var line in await table.Locator("tbody tr").AllAsync())
        {
            var link = await line.Locator("a").First.GetAttributeAsync("href");
            var cells = await line.Locator("td").AllInnerTextsAsync();
            runs.Add(new ShownRun(
                long.Parse(link!.Split('/')[^1], NumberStyles.None, CultureInfo.InvariantCulture),
                int.Parse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture),
                cells[^1]));
        }

        return runs;
    }

    /// <summary>Queues a configuration of a row again.</summary>
    /// <param name="row">Row, from 0.</param>
    /// <param name="configuration">Its configuration, from 0.</param>
    /// <param name="sameSeeds">As a reproducibility check, or with one new seed.</param>
    public async Task RerunAsync(int row, int configuration, bool sameSeeds)
    {
        await page.GetByTestId($"rerun-row-{row}").ClickAsync();
        await page.GetByTestId("rerun-arm").SelectOptionAsync(new SelectOptionValue { Index = configuration + 1 }); // the first means all
        await page.GetByTestId(sameSeeds ? "rerun-same" : "rerun-new").CheckAsync();
        await page.GetByTestId("rerun-confirm").ClickAsync();
        await Assertions.Expect(page.GetByTestId("grid-message")).ToBeVisibleAsync();
    }

    /// <summary>Opens the menu of exports, takes one and reads the file that the browser saves.</summary>
    /// <param name="testId"><c>export-csv</c> or <c>export-tidy</c>.</param>
    public async Task<CsvTable> ExportAsync(string testId)
    {
        var menu = page.GetByTestId("export-menu");
        if (await menu.GetAttributeAsync("open") is null) await menu.Locator("summary").ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId(testId).ClickAsync());
        Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
        return CsvTable.Read(await download.PathAsync());
    }
}
