using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>What a stranger sees first.</summary>
public sealed class FirstStartTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Every_page_of_the_menu_opens_without_an_error()
    {
        await OpenAsync("/");
        foreach (var place in new[] { "sweep", "queue", "runs", "results", "home" })
        {
            await Find($"nav-{place}").ClickAsync();
            await Assertions.Expect(Find($"nav-{place}")).ToHaveAttributeAsync("aria-current", "page");
            await Assertions.Expect(Page.Locator("main h1")).ToBeVisibleAsync();
        }
    }
}
