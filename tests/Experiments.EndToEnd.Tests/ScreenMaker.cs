using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>
/// Pictures of every page, light and dark, on a phone, a laptop and a large screen, for whoever changed a page to look at:
/// build, then run <c>tests/Experiments.EndToEnd.Tests/bin/Release/net10.0/Experiments.EndToEnd.Tests --explicit only --filter-class "*ScreenMaker"</c>.
/// They are put into the folder that <c>EXPERIMENTS_SCREENS</c> names, else into <c>TestResults/screens</c> beside the test program.
/// </summary>
public sealed class ScreenMaker(Chromium chromium, FinishedSite finished) : FinishedSiteTest(chromium, finished)
{
    private const float SettlingMs = 800;
    private static readonly int[] Widths = [390, 1280, 2560];

    [Fact(Explicit = true)]
    public async Task Make_pictures_of_every_page()
    {
        var folder = Environment.GetEnvironmentVariable("EXPERIMENTS_SCREENS") is { Length: > 0 } named ? named : Path.Combine(AppContext.BaseDirectory, "TestResults", "screens");
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            foreach (var address in SitePages.All)
            {
                await OpenAsync(address);
                await Assertions.Expect(Page.Locator("main h1").First).ToBeVisibleAsync();
                foreach (var width in Widths)
                {
                    await Page.SetViewportSizeAsync(width, 900);
                    await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
                    // Charts and virtual lists draw themselves anew at another width.
                    await Page.WaitForTimeoutAsync(SettlingMs);
                    await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{SitePages.NameOf(address)}-{width}-{scheme.ToString().ToLowerInvariant()}.png"), FullPage = true });
                }
            }
        }
    }
}
