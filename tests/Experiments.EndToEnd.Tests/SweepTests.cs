using System.Globalization;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>The whole way: define a sweep, let it run, read the table, take it away, run a row again.</summary>
public sealed class SweepTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] Regularisers = ["none", "l2"];
    private static readonly string[] Protocols = ["SS", "MS"];

    [Fact]
    public async Task A_sweep_defined_in_the_browser_fills_its_grid_and_a_rerun_joins_the_mean()
    {
        await DefineAsync();
        var grid = new ResultsGrid(Page);
        await grid.UntilDoneAsync();
        await GridIsTheMeanOfItsRunsAsync(grid, seeds: [[0, 1], [0, 1]]);
        await GridCsvIsWhatThePageShowsAsync(grid);

        await OpenAsync($"/results/{grid.Id}");
        await grid.RerunAsync(0, configuration: 1, sameSeeds: false);
        await grid.UntilCellCountsAsync(0, 2, 3);
        await grid.UntilCellCountsAsync(0, 3, 3);
        await GridIsTheMeanOfItsRunsAsync(grid, seeds: [[0, 1], [0, 1, 2]]);

        await OpenAsync($"/results/{grid.Id}");
        await grid.RerunAsync(0, configuration: 0, sameSeeds: true);
        await grid.UntilDoneAsync();
        await GridIsTheMeanOfItsRunsAsync(grid, seeds: [[0, 1], [0, 1, 2]]);
        var checks = (await grid.OpenRowAsync(0, configuration: 0)).Where(r => r.Remark.Length > 0).ToList();
        Assert.Equal([0, 1], checks.Select(c => c.Seed).Order());
        Assert.All(checks, c => Assert.EndsWith("not counted: same bits", c.Remark, StringComparison.Ordinal));
    }

    private async Task DefineAsync()
    {
        await OpenAsync("/");
        await Find("define-sweep").ClickAsync();
        await Page.WaitForURLAsync("**/sweeps/new");
        var form = new SweepForm(Page);
        await form.NameAsync("Decay or none");
        await form.SeedsAsync("0-1");
        await form.SetAsync("network.backbone", "resnet18");
        await form.SetAsync("network.widthMultiplier", "0.25");
        await form.SetAsync("training.crop", "48");
        await form.SetAsync("training.batchSize", "2");
        await form.SetAsync("training.iterations", "6");
        await form.SetAsync("synthetic.height", "48");
        await form.SetAsync("synthetic.width", "64");
        await form.SetAsync("synthetic.trainCount", "4");
        await form.SetAsync("synthetic.validationCount", "2");
        await form.SetAsync("execution.logEvery", "1");
        await form.VaryAsync("regulariser.kind", Regularisers);
        await form.ProtocolAsync("SS", true);
        await form.ProtocolAsync("MS", true);
        await Assertions.Expect(Find("queue-sweep")).ToBeEnabledAsync();
        Assert.Equal((4, 12), await form.PlanAsync());
        await form.QueueAsync();
    }

    /// <summary>Each cell counts the seeds of its configuration's runs, and shows the mean of what those runs scored.</summary>
    private async Task GridIsTheMeanOfItsRunsAsync(ResultsGrid grid, int[][] seeds)
    {
        var tidy = (await grid.ExportAsync("export-tidy")).Lines;
        for (var method = 0; method < Regularisers.Length; method++)
        {
            var runs = (await grid.OpenRowAsync(0, method)).Where(r => r.Remark.Length == 0).ToList();
            Assert.Equal(seeds[method], runs.Select(r => r.Seed).Order());
            for (var column = 0; column < Protocols.Length; column++)
            {
                var scores = tidy
                    .Where(l => l["regulariser.kind"] == Regularisers[method] && l["protocol"] == Protocols[column] && l["counted"] == "true")
                    .ToDictionary(l => long.Parse(l["run_id"], CultureInfo.InvariantCulture), l => double.Parse(l["mIoU"], CultureInfo.InvariantCulture));
                Assert.Equal(runs.Select(r => r.Id).Order(), scores.Keys.Order());
                var cell = await grid.CellAsync(0, (Protocols.Length * method) + column);
                Assert.Equal(scores.Count, cell.N);
                Assert.Equal(scores.Values.Average(), cell.Mean!.Value, 12);
            }
        }

        await RunPageShowsItsScoresAsync(tidy);
        await BackAsync();
    }

    private async Task RunPageShowsItsScoresAsync(IReadOnlyList<IReadOnlyDictionary<string, string>> tidy)
    {
        var run = tidy[0]["run_id"];
        await OpenAsync($"/runs/{run}");
        await Assertions.Expect(Find("run-state")).ToHaveAttributeAsync("data-state", "Succeeded");
        foreach (var line in tidy.Where(l => l["run_id"] == run))
        {
            var percent = (100 * double.Parse(line["mIoU"], CultureInfo.InvariantCulture)).ToString("F2", CultureInfo.InvariantCulture);
            await Assertions.Expect(Find($"score-{line["protocol"]}")).ToHaveTextAsync(percent);
        }
    }

    private static async Task GridCsvIsWhatThePageShowsAsync(ResultsGrid grid)
    {
        var line = Assert.Single((await grid.ExportAsync("export-csv")).Lines);
        Assert.Equal(await grid.RowHeadersAsync(), [line["Backbone"]]);
        string[] titles = ["none", "L2"];
        for (var method = 0; method < Regularisers.Length; method++)
        {
            for (var column = 0; column < Protocols.Length; column++)
            {
                var cell = await grid.CellAsync(0, (Protocols.Length * method) + column);
                var name = $"{titles[method]} {Protocols[column]}";
                Assert.Equal(cell.N.ToString(CultureInfo.InvariantCulture), line[$"{name} n"]);
                Assert.Equal((100 * cell.Mean!.Value).ToString("F2", CultureInfo.InvariantCulture), line[$"{name} mIoU %"]);
            }
        }
    }
}
