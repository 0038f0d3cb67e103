using System.Text.RegularExpressions;
using Experiments.Engine.Imaging;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>What is done with a trained run: its table by keyboard and as text, an image of one's own.</summary>
public sealed class PredictionTests(Chromium chromium, FinishedSite finished) : FinishedSiteTest(chromium, finished)
{
    /// <summary>The first run of the site's sweep.</summary>
    private const int Run = 1;

    [Fact]
    public async Task A_table_is_walked_by_keyboard_and_taken_as_the_text_that_was_seen()
    {
        await OpenAsync("/results/2");
        await KeysWalkTheTableAsync();
        await PreviewIsTheDownloadAsync();
    }

    [Fact]
    public async Task A_trained_run_predicts_an_image_beside_another_prediction_of_it()
    {
        var image = Path.Combine(Site.Folder, "own street.png");
        PngFile.WriteRgb(image, new RgbImage(60, 90, [.. Enumerable.Range(0, 60 * 90 * 3).Select(i => (byte)(i * 7))]));
        await OpenAsync("/");
        await Find("nav-predict").ClickAsync();
        await Find("drop-image").SetInputFilesAsync(image);
        await Assertions.Expect(Find("predict-image")).ToContainTextAsync("own street.png");
        await Find("search-a").FillAsync($"#{Run}");
        await Find($"choose-a-{Run}").ClickAsync();
        await Find("predict").ClickAsync();

        var labels = Find($"labels-{Run}-SS");
        await Assertions.Expect(labels).ToHaveJSPropertyAsync("naturalWidth", 90);
        await Assertions.Expect(Find("class-areas").Locator("tbody tr").First).ToBeVisibleAsync();
        var download = await Page.RunAndWaitForDownloadAsync(() => Find($"download-{Run}-SS").ClickAsync());
        Assert.Equal($"own-street-{Run}-SS-labels.png", download.SuggestedFilename);
        var indices = LabelFile.Read(await download.PathAsync());
        Assert.Equal((60, 90), (indices.Height, indices.Width));

        // The same run by several scales, beside it; where they differ is a picture of its own.
        await Find("compare-two").CheckAsync();
        await Find("multi-b").CheckAsync();
        await Find("search-b").FillAsync($"#{Run}");
        await Find($"choose-b-{Run}").ClickAsync();
        await Find("predict").ClickAsync();
        await Assertions.Expect(Find($"labels-{Run}-MS")).ToHaveJSPropertyAsync("naturalWidth", 90);
        await Find("view-difference").CheckAsync();
        await Assertions.Expect(Find("difference-picture")).ToHaveJSPropertyAsync("naturalWidth", 90);
        await Assertions.Expect(Find("difference")).ToContainTextAsync("of the pixels differ");

        await Find("remove-image").ClickAsync();
        await Assertions.Expect(Find("predict-image")).ToHaveCountAsync(0);
        Assert.Empty(Directory.GetDirectories(Path.Combine(Site.Folder, "predictions")));
    }

    /// <summary>Arrows and ends move, Enter opens the row and Escape closes it; the focus stays in the table.</summary>
    private async Task KeysWalkTheTableAsync()
    {
        await Find("cell-0-0").Locator("button.value").FocusAsync();
        await Page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(Find("cell-0-0").Locator("button.value")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Control+End");
        Assert.True(await Page.EvaluateAsync<bool>("[...document.querySelectorAll('td[data-cell]')].at(-1).contains(document.activeElement)"));
        await Page.Keyboard.PressAsync("Home");
        await Assertions.Expect(Find("cell-0-0").Locator("button.value")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(Find("cell-0-1").Locator("button.value")).ToBeFocusedAsync();
        Assert.Equal("0", await Find("cell-0-1").Locator("button.value").GetAttributeAsync("tabindex"));
        Assert.Equal("-1", await Find("cell-0-0").Locator("button.value").GetAttributeAsync("tabindex"));

        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Find("row-runs").First).ToBeVisibleAsync();
        await Assertions.Expect(Find("compare-row")).ToHaveAttributeAsync("href", new Regex("^/compare\\?runs=", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Find("row-runs")).ToHaveCountAsync(0);
    }

    private async Task PreviewIsTheDownloadAsync()
    {
        await Find("export-menu").Locator("summary").ClickAsync();
        await Find("export-preview").ClickAsync();
        foreach (var format in new[] { "latex", "markdown", "json", "csv" })
        {
            await Find($"preview-{format}").CheckAsync();
            await Assertions.Expect(Page).ToHaveURLAsync(new Regex($"export={format}", RegexOptions.None, TimeSpan.FromSeconds(1)));
            await Assertions.Expect(Find("export-download")).ToHaveAttributeAsync("href", new Regex($"format={format}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
            var download = await Page.RunAndWaitForDownloadAsync(() => Find("export-download").ClickAsync());
            var taken = await File.ReadAllTextAsync(await download.PathAsync());
            await Page.WaitForFunctionAsync("text => document.getElementById('export-text')?.textContent === text", taken);
        }

        await Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await Find("export-copy").ClickAsync();
        await Assertions.Expect(Page.Locator("#export-text-copied")).ToHaveTextAsync("Copied");
        Assert.Equal(await Page.EvaluateAsync<string>("document.getElementById('export-text').textContent"), await Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }
}
