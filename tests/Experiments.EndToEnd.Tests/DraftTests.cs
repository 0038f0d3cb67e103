using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>A sweep while it is being written: form and YAML side by side, drafts, two tabs, a page that is loaded anew.</summary>
public sealed class DraftTests(Chromium chromium, FinishedSite finished) : FinishedSiteTest(chromium, finished)
{
    [Fact]
    public async Task Nothing_that_was_typed_is_lost_or_written_over()
    {
        await OpenAsync("/sweeps/new");
        await Find("yaml-text").FillAsync("name: From the YAML\noverrides:\n  training.iterations: 77\nseeds: 0-4\nprotocols: [SS]\n");
        await Assertions.Expect(Find("sweep-name")).ToHaveValueAsync("From the YAML");
        await Assertions.Expect(Find("setting-training.iterations")).ToHaveValueAsync("77");
        await Find("yaml-text").PressAsync("Control+End");
        await Page.Keyboard.TypeAsync("axis: []");
        await Assertions.Expect(Find("yaml-problems")).ToContainTextAsync("line 6");
        await Assertions.Expect(Find("sweep-name")).ToHaveValueAsync("From the YAML");
        await Find("sweep-name").FillAsync("From the form");
        await Assertions.Expect(Find("yaml-text")).ToHaveValueAsync(new Regex("^name: From the form", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Page.WaitForURLAsync("**&draft=*");

        // Loaded anew before the draft can have been saved: the browser kept it.
        await Find("sweep-name").FillAsync("Typed a moment ago");
        await Page.ReloadAsync();
        await UntilInteractiveAsync();
        await Assertions.Expect(Find("sweep-name")).ToHaveValueAsync("Typed a moment ago");
        await Assertions.Expect(Find("draft-state")).ToContainTextAsync("Saved as a draft");

        var second = await Page.Context.NewPageAsync();
        await second.GotoAsync(Page.Url);
        await Assertions.Expect(second.Locator(".shell[data-interactive=true]")).ToBeVisibleAsync();
        var version = await Find("draft-state").GetAttributeAsync("data-version");
        await Find("sweep-name").FillAsync("The first tab's");
        await Assertions.Expect(Find("draft-state")).Not.ToHaveAttributeAsync("data-version", version!);
        await second.GetByTestId("sweep-name").FillAsync("The second tab's");
        await Assertions.Expect(second.GetByTestId("draft-conflict")).ToBeVisibleAsync();
        await second.GetByTestId("draft-keep-mine").ClickAsync();
        await Assertions.Expect(second.GetByTestId("draft-conflict")).ToBeHiddenAsync();
        await Assertions.Expect(second.GetByTestId("sweep-name")).ToHaveValueAsync("The second tab's");
        Assert.NotEqual(Page.Url, second.Url);
        await Assertions.Expect(Find("sweep-name")).ToHaveValueAsync("The first tab's");
    }
}
