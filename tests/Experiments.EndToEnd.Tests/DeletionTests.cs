using System.Globalization;
using Experiments.Web.Components;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>A run goes into the bin, comes back, and goes for good.</summary>
public sealed class DeletionTests(Chromium chromium) : BrowserTest(chromium)
{
    private const float WatchdogMs = 300_000;

    [Fact]
    public async Task A_run_is_deleted_restored_and_deleted_for_good_and_its_address_says_what_it_was()
    {
        await OpenAsync(Urls.NewSweepFrom(TroubleTests.Tiny("To be deleted")));
        await new SweepForm(Page).QueueAsync();
        await OpenAsync(Urls.Run(1));
        await Assertions.Expect(Find("run-state")).ToHaveAttributeAsync("data-state", "Succeeded", new() { Timeout = WatchdogMs });

        await DeleteAsync();
        await Assertions.Expect(Find("run-binned")).ToContainTextAsync("seed 0");
        await Find("nav-bin").ClickAsync();
        await Find("restore-1").ClickAsync();
        await Assertions.Expect(Page.GetByText("The bin is empty")).ToBeVisibleAsync();
        await OpenAsync(Urls.Run(1));
        await Assertions.Expect(Find("run-state")).ToHaveAttributeAsync("data-state", "Succeeded");

        await DeleteAsync();
        await Assertions.Expect(Find("run-binned")).ToBeVisibleAsync();
        var folder = Path.Combine(Site.Folder, 1.ToString(CultureInfo.InvariantCulture));
        Assert.True(Directory.Exists(folder));
        await OpenAsync(Urls.Bin);
        await Find("purge-1").ClickAsync();
        await Find("purge-confirm").ClickAsync();
        await Assertions.Expect(Find("bin-message")).ToContainTextAsync("1 run deleted for good.");
        Assert.False(Directory.Exists(folder));
        await OpenAsync(Urls.Run(1));
        await Assertions.Expect(Find("run-purged")).ToContainTextAsync("seed 0");
        await OpenAsync(Urls.RunsTable);
        await Assertions.Expect(Page.GetByText("There are no runs yet")).ToBeVisibleAsync();
    }

    private async Task DeleteAsync()
    {
        await Find("run-menu").Locator("summary").ClickAsync();
        await Find("delete-run").ClickAsync();
        await Find("delete-all-the-same").CheckAsync();
        await Find("delete-confirm").ClickAsync();
    }
}
