using System.Globalization;
using Experiments.Benchmarks.Statistics;
using Experiments.Benchmarks.Storage;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Experiments.Benchmarks.Browser;

/// <summary>What a person waits for in a real browser on a database with 10,000 runs and 10 million points: the table of docs/performance.md.</summary>
internal static class BrowserProcess
{
    private const int Rounds = 9;
    private const int Tabs = 10;
    private const int Compared = 50;

    /// <summary>Runs <c>browser [FOLDER] [--print]</c>: on a folder that <c>large</c> made, else on a new one; writes the section, or prints it.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var prints = arguments is [.., "--print"];
        if (prints) arguments = arguments[..^1];
        if (arguments is not ([] or [not ['-', ..]]))
        {
            await Console.Error.WriteLineAsync("Use: browser [FOLDER] [--print]");
            return 2;
        }

        var machine = MachineLine.Now();
        var folder = arguments is [var named] ? named : Directory.CreateTempSubdirectory("experiments-benchmarks-").FullName;
        try
        {
            if (arguments.Length == 0) await LargeDatabase.RunAsync([folder]);
            var text = $"{machine} {Rounds} rounds over all lines after a first one that stands apart; Debian's Chromium, headless, on the same machine.\n\n{await MeasureAsync(folder)}";
            if (prints) Console.WriteLine(text);
            else DocumentSection.Write("performance.md", "browser", text);
            return 0;
        }
        finally
        {
            if (arguments.Length == 0) Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> MeasureAsync(string folder)
    {
        var (runs, grid) = await ExamplesAsync(folder);
        await using var site = await ServedSite.StartAsync(folder);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("EXPERIMENTS_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var opened = new BrowserTimings(browser, site.Address);
        (string Name, string Path)[] pages =
        [
            ("home", "/"),
            ("runs", "/runs"),
            ("runs, grouped by everything but the seed", "/runs?group=fingerprint"),
            ("a run", $"/runs/{runs[0]}"),
            ($"{Compared} runs compared", $"/compare?runs={string.Join(',', runs)}"),
            ("queue", "/queue"),
            ("results", "/results"),
            ("a table of results", $"/results/{grid}"),
            ("data sets", "/datasets"),
            ("sweep builder", "/sweeps/new"),
        ];
        List<BrowserRow> rows =
        [
            new("nothing but a word", async () => (await opened.NothingAsync("/health"), null)),
            .. pages.Select(p => new BrowserRow(p.Name, async () => await opened.OpenAsync(p.Path))),
            .. RunsTableActs.All.Select(a => new BrowserRow(a.Name, async () => (null, await opened.ActAsync("/runs", a.Act)))),
        ];
        // Round by round: what else the machine does for a while is then no single page's.
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var row in rows) await row.TimeAsync();
        }

        var idle = site.ResidentMegabytes;
        var tabs = await opened.TabsAsync([.. pages.Select(p => p.Path).Take(Tabs)], () => site.ResidentMegabytes);
        var live = await LiveRun.MeasureAsync(site, browser);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            | milliseconds | first paint, first time | answers to clicks, first time | first paint, median | worst | answers to clicks, median | worst |
            | --- | --- | --- | --- | --- | --- | --- |
            {string.Join('\n', rows)}

            Memory of the site's process (resident): {idle:0} MB after these, {tabs:0} MB with {Tabs} tabs open. A training that writes {live.LinesASecond:0} journal lines a second, watched on its page: the page shows a line
            {live.LagMedianMs:0} ms after it was written (median; worst {live.LagWorstMs:0} ms), and page, reading and storing together take {live.SiteCores * 100:0.0} % of a core, against {live.UnwatchedCores * 100:0.0} % with no page open.
            """);
    }

    /// <summary>Runs to compare, of several sweeps, and a sweep's table.</summary>
    private static async Task<(IReadOnlyList<long> Runs, long Grid)> ExamplesAsync(string folder)
    {
        await using var services = new ServiceCollection()
            .AddExperimentsData(new ExperimentsDataOptions { ConnectionString = $"Data Source={Path.Combine(folder, "experiments.db")}" })
            .BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<ExperimentsContext>>().CreateDbContextAsync();
        var middle = await db.Runs.CountAsync() / 2;
        return (await db.Runs.OrderBy(r => r.Id).Select(r => r.Id).Skip(middle).Take(Compared).ToListAsync(), await db.ResultsGrids.OrderByDescending(g => g.Id).Select(g => g.Id).FirstAsync());
    }
}
