using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>What a stranger sees first.</summary>
public sealed class FirstStartTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Every_page_of_the_menu_opens_without_an_error()
    {
        await OpenAsync("/");
        foreach (var place in new[] { "sweep", "queue", "runs", "results", "datasets", "home" })
        {
            await Find($"nav-{place}").ClickAsync();
            await Assertions.Expect(Find($"nav-{place}")).ToHaveAttributeAsync("aria-current", "page");
            await Assertions.Expect(Page.Locator("main h1")).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Two_presses_run_the_miniature_and_the_keyboard_leads_to_its_run()
    {
        await OpenAsync("/");
        await Find("run-miniature").ClickAsync();
        await Assertions.Expect(Find("miniature-time")).ToContainTextAsync("about");
        await Assertions.Expect(Find("miniature-disk")).ToContainTextAsync("about");
        await Find("miniature-confirm").ClickAsync();
        await Assertions.Expect(Page.Locator("[data-testid^=running-]")).ToContainTextAsync("pre-training");
        await Assertions.Expect(Find("spark")).ToHaveAttributeAsync("data-points", new Regex("^[1-9]", RegexOptions.None, TimeSpan.FromSeconds(1)));

        await Page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(Find("palette-input")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("source city run");
        await Assertions.Expect(Find("palette-input")).ToHaveAttributeAsync("data-found", "source city run");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.Locator("main h1")).ToContainTextAsync("pre-training");
        Assert.StartsWith("/runs/1", new Uri(Page.Url).PathAndQuery, StringComparison.Ordinal);
        await Assertions.Expect(Find("palette")).ToBeHiddenAsync();
        await Page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(Find("palette-option").First).ToContainTextAsync("recent");
        await Page.Keyboard.PressAsync("Escape");
        await Page.Keyboard.PressAsync("g");
        await Page.Keyboard.PressAsync("q");
        await Assertions.Expect(Page.Locator("main h1")).ToHaveTextAsync("Queue");
    }

    [Fact]
    public async Task The_published_table_is_there_from_the_first_start_with_all_its_cells()
    {
        await OpenAsync("/results");
        await Find("grid-list").GetByRole(AriaRole.Link).First.ClickAsync();
        var cells = Find("published-grid").Locator("[data-testid^=cell-]");
        await Assertions.Expect(cells).ToHaveCountAsync(32);
        var shown = new List<string>();
        foreach (var cell in await cells.AllAsync()) shown.Add(await cell.GetAttributeAsync("data-published") ?? "");
        Assert.Equal(17, shown.Count(t => char.IsAsciiDigit(t[0])));
        Assert.Equal(7, shown.Count(t => t == "?"));
        Assert.Contains("81.2", shown);
        Assert.Contains("42.80", shown);
    }
}
