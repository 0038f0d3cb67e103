using System.Text.RegularExpressions;
using Experiments.Web.Components;
using Experiments.Web.Sweeps;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>Two methods with two seeds each, trained and scored for real, then compared.</summary>
public sealed class CompareTests(Chromium chromium) : BrowserTest(chromium)
{
    private const float WatchdogMs = 300_000;

    [Fact]
    public async Task Two_methods_are_compared_by_curves_scores_settings_classes_and_images()
    {
        var sweep = TroubleTests.Tiny("To be compared", ("execution.logEvery", "1"), ("synthetic.validationCount", "12")) with { Seeds = "0-1", Axes = [new SweepAxis("regulariser.kind", ["none", "l2"])] };
        await OpenAsync(Urls.NewSweepFrom(sweep with { Overrides = sweep.Overrides.Where(o => o.Key != "regulariser.kind").ToDictionary() }));
        await new SweepForm(Page).QueueAsync();
        for (var run = 1; run <= 4; run++)
        {
            await OpenAsync(Urls.Run(run));
            await Assertions.Expect(Find("run-state")).ToHaveAttributeAsync("data-state", "Succeeded", new() { Timeout = WatchdogMs });
        }

        await OpenAsync(Urls.Compare([[1], [2], [3], [4]]));
        var loss = Find("compare-chart-train/loss");
        await Assertions.Expect(loss).ToHaveAttributeAsync("data-curves", "4");
        await Find("group-by-seed").ClickAsync();
        await Page.WaitForURLAsync("**/compare?runs=1,2;3,4");
        await Assertions.Expect(loss).ToHaveAttributeAsync("data-bands", "2");
        await Assertions.Expect(loss).ToHaveAttributeAsync("aria-label", new Regex("2 curves", RegexOptions.None, TimeSpan.FromSeconds(1)));

        await Find("compare-logy").CheckAsync();
        await Page.WaitForURLAsync("**/compare?runs=1,2;3,4&logy=1");
        await Assertions.Expect(loss).ToHaveAttributeAsync("data-bands", "2");
        await Find("compare-chart-train/loss-save").Locator("summary").ClickAsync();
        var download = await Page.RunAndWaitForDownloadAsync(() => Find("compare-chart-train/loss-csv").ClickAsync());
        Assert.Contains("band low", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await Assertions.Expect(Find("score-row-1")).ToContainTextAsync("(n = 2)");
        await Assertions.Expect(Find("differing-regulariser.kind")).ToContainTextAsync("l2");
        await Assertions.Expect(Find("plot")).ToHaveAttributeAsync("data-runs", "4");
        await Find("classes-over-images").ClickAsync();
        await Assertions.Expect(Find("class-interval-0")).ToBeVisibleAsync(new() { Timeout = WatchdogMs });
        var map = Find("difference-map");
        await map.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(map).ToHaveJSPropertyAsync("naturalWidth", 64);
    }
}
