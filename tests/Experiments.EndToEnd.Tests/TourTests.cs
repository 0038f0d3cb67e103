using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Experiments.Web.Components;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>Walks <c>docs/tour.md</c>: every step of it, in its order, under its name.</summary>
public sealed class TourTests(Chromium chromium, FinishedSite finished) : FinishedSiteTest(chromium, finished)
{
    [Fact]
    public async Task The_tour_can_be_walked_as_it_is_written()
    {
        (string Name, Func<Task> Walk)[] steps =
        [
            ("Run the miniature", RunTheMiniatureAsync),
            ("Define a sweep of your own", DefineASweepAsync),
            ("Find runs", FindRunsAsync),
            ("Compare what you found", CompareAsync),
            ("Look into a run", LookIntoARunAsync),
            ("Read the table", ReadTheTableAsync),
            ("Take it to the paper", TakeItToThePaperAsync),
            ("Ask for anything by name", AskByNameAsync),
        ];
        var written = Regex.Matches(await File.ReadAllTextAsync(Tour(), TestContext.Current.CancellationToken), "^## [0-9]+\\. (?<name>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.Equal(written.Select(m => m.Groups["name"].Value), steps.Select(s => s.Name));
        foreach (var (_, walk) in steps) await walk();
    }

    /// <summary>On a site that has nothing yet.</summary>
    private async Task RunTheMiniatureAsync()
    {
        await using var site = await Site.StartNewAsync();
        await Page.GotoAsync(site.Address);
        await UntilInteractiveAsync();
        await Find("run-miniature").ClickAsync();
        await Assertions.Expect(Find("miniature-time")).ToContainTextAsync("about");
        await Assertions.Expect(Find("miniature-disk")).ToContainTextAsync("about");
        await Find("miniature-confirm").ClickAsync();
        await Assertions.Expect(Page.Locator("[data-testid^=running-]")).ToContainTextAsync("pre-training");
        await Assertions.Expect(Find("spark")).ToHaveAttributeAsync("data-points", Text("^[1-9]"));
        await Page.GotoAsync("about:blank");
    }

    private async Task DefineASweepAsync()
    {
        await OpenAsync(Urls.Home);
        await Find("define-sweep").ClickAsync();
        var form = new SweepForm(Page);
        await form.NameAsync("Of the tour");
        await form.SeedsAsync("0-2");
        await form.SetAsync("training.baseLearningRate", "0.01, 0.02");
        await Assertions.Expect(Find("plan-runs")).ToHaveAttributeAsync("data-count", "6");
        await Assertions.Expect(Find("yaml-text")).ToHaveValueAsync(Text("training.baseLearningRate"));
    }

    private async Task FindRunsAsync()
    {
        await Find("nav-runs").ClickAsync();
        await Find("runs-filter").FillAsync("regulariser.kind = l2 or regulariser.kind = none");
        await Page.Keyboard.PressAsync("Enter");
        await Find("group-by").SelectOptionAsync("fingerprint");
        await Assertions.Expect(Lines).ToHaveCountAsync(2);
        await Assertions.Expect(Lines.First).ToContainTextAsync(Text("± [0-9.]+ \\(2\\)"));
    }

    private async Task CompareAsync()
    {
        foreach (var line in await Lines.GetByRole(AriaRole.Checkbox).AllAsync()) await line.CheckAsync();
        await Find("compare-chosen").ClickAsync();
        await Page.WaitForURLAsync("**/compare?runs=*");
        await Assertions.Expect(Find("compare-chart-train/loss")).ToHaveAttributeAsync("data-bands", "2");
        await Find("compare-logy").CheckAsync();
        await Assertions.Expect(Find("differing-regulariser.kind")).ToContainTextAsync("l2");
    }

    private async Task LookIntoARunAsync()
    {
        await OpenAsync(Urls.Run(1));
        await Find("tab-predictions").ClickAsync();
        await Assertions.Expect(Find("viewer")).ToHaveAttributeAsync("data-ready", "true");
        await Find("tab-scores").ClickAsync();
        await Find("top-confusions").Locator("button").First.ClickAsync();
        await Assertions.Expect(Find("confusion-sentence")).ToContainTextAsync("%");
        foreach (var part in new[] { "configuration", "log", "notes" })
        {
            await Find($"tab-{part}").ClickAsync();
            await Assertions.Expect(Page).ToHaveURLAsync(Text($"tab={part}"));
        }
    }

    private async Task ReadTheTableAsync()
    {
        await Find("nav-results").ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = FinishedSite.Sweep }).First.ClickAsync();
        var next = Find("cell-0-1").Locator("button.value");
        // A page that has just come gives the focus to its heading: a key before that would go there.
        await Assertions.Expect(Page.Locator("main h1")).ToBeFocusedAsync();
        await Find("cell-0-0").Locator("button.value").PressAsync("ArrowRight");
        await Assertions.Expect(next).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Find("row-runs").First).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Find("row-runs")).ToHaveCountAsync(0);
        await Find("heat-column").ClickAsync();
        await Assertions.Expect(Find("heat-legend")).ToBeVisibleAsync();
    }

    private async Task TakeItToThePaperAsync()
    {
        await Find("export-menu").Locator("summary").ClickAsync();
        await Find("export-preview").ClickAsync();
        await Find("preview-latex").CheckAsync();
        await Assertions.Expect(Page.Locator("#export-text")).ToContainTextAsync("\\toprule");
    }

    private async Task AskByNameAsync()
    {
        await Page.Keyboard.PressAsync("Escape");
        await Page.Keyboard.PressAsync("Control+k");
        await Page.Keyboard.TypeAsync("workers");
        await Assertions.Expect(Find("palette-input")).ToHaveAttributeAsync("data-found", "workers");
        await Page.Keyboard.PressAsync("Enter");
        await Page.WaitForURLAsync("**/workers");
    }

    private ILocator Lines => Page.Locator("[data-testid=runs-table] tbody tr");

    private static Regex Text(string pattern) => new(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>The tour beside the tests' own source.</summary>
    private static string Tour([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "tour.md");
}
