using Experiments.Web.Components;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>The site by keyboard alone: whatever has a name, what was opened lately, a page by two letters.</summary>
public sealed class PaletteTests(Chromium chromium, FinishedSite finished) : FinishedSiteTest(chromium, finished)
{
    [Fact]
    public async Task The_keyboard_leads_to_a_run_back_to_it_and_to_a_page()
    {
        await OpenAsync(Urls.Home);
        await Page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(Find("palette-input")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("none seed 1 run");
        await Assertions.Expect(Find("palette-input")).ToHaveAttributeAsync("data-found", "none seed 1 run");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.Locator("main h1")).ToContainTextAsync("none seed 1");
        Assert.StartsWith("/runs/", new Uri(Page.Url).PathAndQuery, StringComparison.Ordinal);
        await Assertions.Expect(Find("palette")).ToBeHiddenAsync();

        await Page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(Find("palette-option").First).ToContainTextAsync("recent");
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Find("palette")).ToBeHiddenAsync();
        await Page.Keyboard.PressAsync("g");
        await Page.Keyboard.PressAsync("q");
        await Assertions.Expect(Page.Locator("main h1")).ToHaveTextAsync("Queue");
        await Page.Keyboard.PressAsync("g");
        await Page.Keyboard.PressAsync("r");
        await Assertions.Expect(Page.Locator("main h1")).ToHaveTextAsync("Runs");
        await Assertions.Expect(Find("runs-filter")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("/");
        await Assertions.Expect(Find("runs-filter")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_link_past_the_menu_leads_into_the_page_that_is_open()
    {
        await OpenAsync(Urls.RunsTable);
        await Page.Locator(".skip").FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.Locator("main")).ToBeFocusedAsync();
        Assert.Equal(Urls.RunsTable, new Uri(Page.Url).AbsolutePath);
    }

    [Fact]
    public async Task The_menu_of_a_small_window_scrolls_and_Escape_closes_it()
    {
        await Page.SetViewportSizeAsync(360, 320);
        await OpenAsync(Urls.Home);
        await Find("menu").ClickAsync();
        await Assertions.Expect(Find("menu")).ToHaveAttributeAsync("aria-expanded", "true");
        await Assertions.Expect(Find("nav-bin")).ToBeVisibleAsync();
        await Find("nav-bin").FocusAsync();
        await Assertions.Expect(Find("nav-bin")).ToBeInViewportAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Find("menu")).ToBeFocusedAsync();
        await Assertions.Expect(Find("menu")).ToHaveAttributeAsync("aria-expanded", "false");
    }
}
