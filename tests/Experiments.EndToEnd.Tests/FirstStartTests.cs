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
