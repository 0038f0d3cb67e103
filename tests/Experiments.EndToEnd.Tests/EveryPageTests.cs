using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>What holds on every page, on data that real runs made.</summary>
public sealed class EveryPageTests(Chromium chromium, FinishedSite finished) : FinishedSiteTest(chromium, finished)
{
    /// <summary>A small phone, in CSS pixels.</summary>
    private const int Narrow = 360;

    private const int Wide = 1280;
    private const int Tall = 900;

    // The scheme has reached the server and come back in every colour.
    private const string IsDark = "() => getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).slice(0, 3).every((c) => c < 90) && getComputedStyle(document.body).color.match(/[0-9]+/g).slice(0, 3).every((c) => c > 160)";

    // Opens a menu, and gives where its list begins and ends; the site has placed it once it is told.
    private const string Extent = """
        async (menu) => {
          await new Promise((done) => { menu.addEventListener('toggle', done, { once: true }); menu.open = true; });
          const { left, right } = menu.querySelector(':scope > .list').getBoundingClientRect();
          menu.open = false;
          return [left, right];
        }
        """;

    // What depends on the colours; the rest is the same in both schemes.
    private static readonly AxeRunOptions Contrast = new() { RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast", "link-in-text-block"] } };
    private static readonly AxeRunOptions Wcag = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } };

    [Fact]
    public async Task No_page_has_a_barrier_that_axe_finds_in_light_or_dark_or_is_wider_than_a_small_phone()
    {
        var found = new List<string>();
        foreach (var address in SitePages.All)
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
            await Page.SetViewportSizeAsync(Wide, Tall);
            await OpenAsync(address);
            await SettledAsync();
            await LookAsync("light", Wcag);
            await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce });
            await Page.WaitForFunctionAsync(IsDark);
            await LookAsync("dark", Contrast);
            await Page.SetViewportSizeAsync(Narrow, Tall);
            var width = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            if (width > Narrow) found.Add($"{address}: {width} px wide; {string.Join(" | ", await WidestAsync())}");

            async Task LookAsync(string scheme, AxeRunOptions rules)
            {
                foreach (var violation in (await Page.RunAxe(rules)).Violations)
                    found.Add($"{address}, {scheme}: {violation.Id} ({violation.Help}): {string.Join(" | ", violation.Nodes.Take(3).Select(n => n.Html))}");
            }
        }

        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    [Theory]
    [InlineData("/runs?group=fingerprint")]
    [InlineData("/runs/1")]
    [InlineData("/runs/1?tab=curves")]
    [InlineData("/results/1")]
    public async Task A_menu_lies_within_a_small_phone_wherever_its_button_stands(string address)
    {
        await Page.SetViewportSizeAsync(Narrow, Tall);
        await OpenAsync(address);
        await SettledAsync();
        var menus = Page.Locator("details.menu");
        await Assertions.Expect(menus.First).ToBeVisibleAsync();
        foreach (var menu in await menus.AllAsync())
        {
            var extent = await menu.EvaluateAsync<double[]>(Extent);
            Assert.True(extent[0] >= 0 && extent[1] <= Narrow, $"{address}: {await menu.GetAttributeAsync("data-testid")} lies from {extent[0]} to {extent[1]} px.");
        }
    }

    [Fact]
    public async Task The_notice_of_a_page_that_has_stopped_has_no_barrier()
    {
        await Page.SetViewportSizeAsync(Narrow, Tall);
        await OpenAsync("/runs/1");
        await SettledAsync();
        await Assertions.Expect(Find("page-stopped")).ToBeHiddenAsync();
        // As Blazor shows it.
        await Find("page-stopped").EvaluateAsync("notice => { notice.style.display = 'block'; }");
        await Assertions.Expect(Find("page-stopped").GetByRole(AriaRole.Button)).ToBeInViewportAsync();
        var found = (await Find("page-stopped").RunAxe(Wcag)).Violations.Select(v => $"{v.Id} ({v.Help})").ToList();
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    /// <summary>Waits until the page shows what it has read.</summary>
    private async Task SettledAsync() => await Assertions.Expect(Page.Locator("main h1").First).ToBeVisibleAsync();

    /// <summary>What sticks out on the right, for the message.</summary>
    private Task<string[]> WidestAsync() => Page.EvaluateAsync<string[]>(
        "width => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > width + 1 && !e.closest('.scroll')).slice(0, 3).map(e => e.outerHTML.slice(0, 120))", Narrow);
}
