using System.Text;
using System.Text.RegularExpressions;
using Experiments.Web.Components;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>Two methods with two seeds each, trained and scored for real, are compared.</summary>
public sealed class CompareTests(Chromium chromium, FinishedSite finished) : FinishedSiteTest(chromium, finished)
{
    private const float WatchdogMs = 300_000;

    [Fact]
    public async Task Two_methods_are_compared_by_curves_scores_settings_classes_and_images()
    {
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
        Assert.Contains("band low", Encoding.UTF8.GetString(await SavedAsync("csv")), StringComparison.Ordinal);
        Assert.StartsWith("<svg", Encoding.UTF8.GetString(await SavedAsync("svg")), StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await SavedAsync("png")).Take(4));

        await Assertions.Expect(Find("score-row-1")).ToContainTextAsync("(n = 2)");
        await Assertions.Expect(Find("differing-regulariser.kind")).ToContainTextAsync("l2");
        await Assertions.Expect(Find("plot")).ToHaveAttributeAsync("data-runs", "4");
        await Find("classes-over-images").ClickAsync();
        await Assertions.Expect(Find("class-interval-0")).ToBeVisibleAsync(new() { Timeout = WatchdogMs });
        var map = Find("difference-map");
        await map.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(map).ToHaveJSPropertyAsync("naturalWidth", 64);
    }

    /// <summary>What the chart's menu saves.</summary>
    private async Task<byte[]> SavedAsync(string kind)
    {
        await Find("compare-chart-train/loss-save").Locator("summary").ClickAsync();
        var download = await Page.RunAndWaitForDownloadAsync(() => Find($"compare-chart-train/loss-{kind}").ClickAsync());
        return await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
    }
}
