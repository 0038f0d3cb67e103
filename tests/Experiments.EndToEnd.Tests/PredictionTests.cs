using System.Globalization;
using System.Text;
using Experiments.Engine.Imaging;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>What is done with a trained run: its table by keyboard and as text, an image of one's own.</summary>
public sealed class PredictionTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Sweep = """
        name: One run
        seeds: 0-1
        protocols: [SS, MS]
        overrides:
          network.backbone: resnet18
          network.widthMultiplier: 0.25
          training.crop: 48
          training.batchSize: 2
          training.iterations: 2
          regulariser.kind: none
          synthetic.trainCount: 2
          synthetic.validationCount: 1
          synthetic.height: 48
          synthetic.width: 48
        """;

    private static readonly HttpClient Http = new();

    [Fact]
    public async Task A_trained_run_predicts_an_image_and_its_table_is_walked_by_keyboard_and_taken_as_text()
    {
        using var body = new StringContent(Sweep, Encoding.UTF8, "application/yaml");
        using var queued = await Http.PostAsync(new Uri($"{Site.Address}/api/sweeps"), body);
        var said = await queued.Content.ReadAsStringAsync();
        Assert.True(queued.IsSuccessStatusCode, said);
        var created = System.Text.Json.JsonDocument.Parse(said).RootElement;
        var (grid, run) = (created.GetProperty("grid").GetInt64(), created.GetProperty("runs")[0].GetInt64());

        await OpenAsync(string.Create(CultureInfo.InvariantCulture, $"/results/{grid}"));
        await new ResultsGrid(Page).UntilDoneAsync();
        await KeysWalkTheTableAsync();
        await PreviewIsTheDownloadAsync();
        await PredictAsync(run);
    }

    /// <summary>Arrows and ends move, Enter opens the row and Escape closes it; the focus stays in the table.</summary>
    private async Task KeysWalkTheTableAsync()
    {
        await Find("cell-0-0").Locator("button.value").FocusAsync();
        await Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(Find("cell-0-1").Locator("button.value")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(Find("cell-0-1").Locator("button.value")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Home");
        await Assertions.Expect(Find("cell-0-0").Locator("button.value")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Control+End");
        await Assertions.Expect(Find("cell-0-1").Locator("button.value")).ToBeFocusedAsync();
        Assert.Equal("0", await Find("cell-0-1").Locator("button.value").GetAttributeAsync("tabindex"));
        Assert.Equal("-1", await Find("cell-0-0").Locator("button.value").GetAttributeAsync("tabindex"));

        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Find("row-runs")).ToBeVisibleAsync();
        await Assertions.Expect(Find("compare-row")).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("^/compare\\?runs=", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
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
            await Assertions.Expect(Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"export={format}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
            await Assertions.Expect(Find("export-download")).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex($"format={format}$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
            var download = await Page.RunAndWaitForDownloadAsync(() => Find("export-download").ClickAsync());
            var taken = await File.ReadAllTextAsync(await download.PathAsync());
            await Page.WaitForFunctionAsync("text => document.getElementById('export-text')?.textContent === text", taken);
        }

        await Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await Find("export-copy").ClickAsync();
        await Assertions.Expect(Page.Locator("#export-text-copied")).ToHaveTextAsync("Copied");
        Assert.Equal(await Page.EvaluateAsync<string>("document.getElementById('export-text').textContent"), await Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    private async Task PredictAsync(long run)
    {
        var image = Path.Combine(Site.Folder, "own street.png");
        PngFile.WriteRgb(image, new RgbImage(60, 90, [.. Enumerable.Range(0, 60 * 90 * 3).Select(i => (byte)(i * 7))]));
        await Find("nav-predict").ClickAsync();
        await Find("drop-image").SetInputFilesAsync(image);
        await Assertions.Expect(Find("predict-image")).ToContainTextAsync("own street.png");
        await Find($"choose-a-{run}").ClickAsync();
        await Find("predict").ClickAsync();

        var labels = Find($"labels-{run}-SS");
        await Assertions.Expect(labels).ToHaveJSPropertyAsync("naturalWidth", 90);
        await Assertions.Expect(Find("class-areas").Locator("tbody tr").First).ToBeVisibleAsync();
        var download = await Page.RunAndWaitForDownloadAsync(() => Find($"download-{run}-SS").ClickAsync());
        Assert.Equal($"own-street-{run}-SS-labels.png", download.SuggestedFilename);
        var indices = LabelFile.Read(await download.PathAsync());
        Assert.Equal((60, 90), (indices.Height, indices.Width));

        // The same run by several scales, beside it; where they differ is a picture of its own.
        await Find("compare-two").CheckAsync();
        await Find($"choose-b-{run}").ClickAsync();
        await Find("multi-b").CheckAsync();
        await Find("predict").ClickAsync();
        await Assertions.Expect(Find($"labels-{run}-MS")).ToHaveJSPropertyAsync("naturalWidth", 90);
        await Find("view-difference").CheckAsync();
        await Assertions.Expect(Find("difference-picture")).ToHaveJSPropertyAsync("naturalWidth", 90);
        await Assertions.Expect(Find("difference")).ToContainTextAsync("of the pixels differ");

        await Find("remove-image").ClickAsync();
        await Assertions.Expect(Find("predict-image")).ToHaveCountAsync(0);
        Assert.Empty(Directory.GetDirectories(Path.Combine(Site.Folder, "predictions")));
    }
}
