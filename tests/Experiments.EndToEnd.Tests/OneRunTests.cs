using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Experiments.Web.Components;
using Experiments.Web.Results;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>What a researcher does with a run that has ended: looks at its worst predictions, at what it confuses, and writes that down.</summary>
public sealed partial class OneRunTests(Chromium chromium, FinishedSite finished) : FinishedSiteTest(chromium, finished)
{
    /// <summary>A run that no other test writes notes on.</summary>
    private const int Run = 4;

    [Fact]
    public async Task A_run_s_worst_predictions_are_looked_into_its_confusions_read_and_notes_kept_from_being_written_over()
    {
        await OpenAsync(Urls.Run(Run));

        await Find("tab-predictions").ClickAsync();
        await WorstComesFirstAsync();
        await PanesZoomInStepAsync();
        await Find("tab-scores").ClickAsync();
        await CellsSayTheirSentencesAsync();
        await Find("tab-notes").ClickAsync();
        await WritersAreToldOfEachOtherAsync();
    }

    [Fact]
    public async Task A_curve_that_cannot_be_read_says_so_and_is_drawn_once_it_can()
    {
        await Page.RouteAsync("**/series**", route => route.FulfillAsync(new() { Status = 500 }));
        await OpenAsync(Urls.RunPart(Run, "curves"));
        await Assertions.Expect(Find("chart-loss")).ToHaveAttributeAsync("aria-label", "Loss: The points could not be read (status 500); tried again every few seconds.");
        await Page.UnrouteAllAsync();
        await Assertions.Expect(Find("chart-loss")).ToHaveAttributeAsync("aria-label", SomeCurves());
    }

    private async Task WorstComesFirstAsync()
    {
        var scores = Find("gallery").Locator(".score");
        await Assertions.Expect(scores.Nth(1)).ToBeVisibleAsync();
        var shown = (await scores.AllTextContentsAsync()).Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(shown.Order(), shown);
        var name = await Find("viewer-name").TextContentAsync();
        await Find("next-image").ClickAsync();
        await Assertions.Expect(Find("viewer-name")).Not.ToHaveTextAsync(name!);
        Assert.Matches("image=[0-9]", Page.Url);
        foreach (var pane in new[] { "image", "truth", "prediction", "errors" })
        {
            var picture = Page.Locator($"[data-pane={pane}] img").First;
            await Assertions.Expect(picture).ToHaveJSPropertyAsync("complete", true);
            Assert.Equal(64, await picture.EvaluateAsync<int>("i => i.naturalWidth"));
        }
    }

    private async Task PanesZoomInStepAsync()
    {
        await Assertions.Expect(Find("viewer")).ToHaveAttributeAsync("data-ready", "true");
        await Find("viewer").FocusAsync();
        foreach (var key in new[] { "+", "+", "ArrowRight" }) await Page.Keyboard.PressAsync(key);
        await Assertions.Expect(Find("zoom-level")).ToHaveTextAsync("156 %");
        var sheets = await Page.Locator("[data-testid=viewer] .sheet").EvaluateAllAsync<string[]>("all => all.map((s) => s.style.transform)");
        Assert.Equal(4, sheets.Length);
        Assert.Contains("scale(1.5625)", Assert.Single(sheets.Distinct()), StringComparison.Ordinal);
        await Find("overlay-opacity").FillAsync("50");
        await Assertions.Expect(Page.Locator("[data-pane=image] .over")).ToHaveCSSAsync("opacity", "0.5");
        await Page.Keyboard.PressAsync("Tab");
        await Find("zoom-reset").ClickAsync();
        await Assertions.Expect(Find("zoom-level")).ToHaveTextAsync("100 %");
    }

    /// <summary>Pointer, keys and the list of the greatest confusions lead to cells; each says what its counts say.</summary>
    private async Task CellsSayTheirSentencesAsync()
    {
        await Assertions.Expect(Find("confusion")).ToHaveAttributeAsync("data-ready", OfTruth());
        var source = (await Find("confusion").GetAttributeAsync("data-ready"))!;
        using var json = JsonDocument.Parse(await Site.GetStringAsync(source));
        var names = json.RootElement.GetProperty("classes").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToList();
        var counts = new long[names.Count * names.Count];
        foreach (var cell in json.RootElement.GetProperty("cells").EnumerateArray()) counts[(cell[0].GetInt32() * names.Count) + cell[1].GetInt32()] = cell[2].GetInt64();
        var matrix = new ConfusionMatrix(names.Count, counts);
        string Sentence(int truth, int prediction, ConfusionBy by) => ConfusionWords.Sentence(matrix.Cell(truth, prediction, by), by, isClassifier: false, k => names[k]);

        var top = matrix.Top(1, ConfusionBy.Truth)[0];
        await Find("top-confusions").Locator("button").First.ClickAsync();
        await Assertions.Expect(Find("confusion-sentence")).ToHaveTextAsync(Sentence(top.Truth, top.Prediction, ConfusionBy.Truth));
        await Page.Keyboard.PressAsync("Home");
        await Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(Find("confusion-sentence")).ToHaveTextAsync(Sentence(top.Truth, 1, ConfusionBy.Truth));

        var cells = Page.Locator("[data-testid=confusion] .cells");
        var side = (await cells.BoundingBoxAsync())!.Width / names.Count;
        await cells.HoverAsync(new() { Position = new() { X = side / 2, Y = side / 2 } });
        await Assertions.Expect(Find("confusion-sentence")).ToHaveTextAsync(Sentence(0, 0, ConfusionBy.Truth));

        await Find("confusion-by").SelectOptionAsync("prediction");
        await Assertions.Expect(Find("confusion")).ToHaveAttributeAsync("data-ready", source.Replace("by=truth", "by=prediction", StringComparison.Ordinal));
        Assert.Contains("by=prediction", Page.Url, StringComparison.Ordinal);
        var most = matrix.Cells(ConfusionBy.Prediction).First(c => c.Truth == c.Prediction);
        await cells.HoverAsync(new() { Position = new() { X = (most.Prediction + 0.5f) * side, Y = (most.Truth + 0.5f) * side } });
        await Assertions.Expect(Find("confusion-sentence")).ToHaveTextAsync(Sentence(most.Truth, most.Prediction, ConfusionBy.Prediction));
    }

    private async Task WritersAreToldOfEachOtherAsync()
    {
        await Assertions.Expect(Find("edit-notes")).ToBeVisibleAsync();
        var other = await Page.Context.NewPageAsync();
        await other.GotoAsync(Page.Url);
        await Assertions.Expect(other.Locator(".shell[data-interactive=true]")).ToBeVisibleAsync();
        foreach (var page in new[] { Page, other }) await page.GetByTestId("edit-notes").ClickAsync();
        await Find("notes-input").FillAsync("**Theirs**");
        await Find("save-notes").ClickAsync();
        await Assertions.Expect(Find("notes-text").Locator("strong")).ToHaveTextAsync("Theirs");

        // The other page hears of it while its writer is still writing.
        await other.GetByTestId("notes-input").FillAsync("Mine");
        await Assertions.Expect(other.GetByTestId("notes-theirs")).ToHaveTextAsync("**Theirs**");
        await Assertions.Expect(other.GetByTestId("save-notes")).ToBeDisabledAsync();
        await other.GetByTestId("notes-join").ClickAsync();
        await other.GetByTestId("save-notes").ClickAsync();
        await Assertions.Expect(other.GetByTestId("notes-text")).ToContainTextAsync("Mine");
        await Assertions.Expect(Find("notes-text")).ToContainTextAsync("Mine");
        await other.CloseAsync();
    }

    [GeneratedRegex("^/api/evaluations/[0-9]+/confusion\\?by=truth$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfTruth();

    [GeneratedRegex("^Loss, [0-9]+ curves?\\. ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SomeCurves();
}
