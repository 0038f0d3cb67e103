using System.IO.Compression;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>From a doubt to a verdict: a study from a file, run, read, and taken away as evidence.</summary>
public sealed class StudyTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string File = """
        name: Does decay help?
        a: {label: L2, set: {regulariser.kind: l2}}
        b: {label: none, set: {regulariser.kind: none}}
        base:
          network.backbone: cifar-resnet20
          training.crop: 24
          training.batchSize: 2
          training.iterations: 3
          synthetic.height: 48
          synthetic.width: 48
          synthetic.trainCount: 4
          synthetic.validationCount: 2
        factors:
        - name: BN decay
          choices:
          - {label: 0.9, set: {network.batchNormDecay: 0.9}}
          - {label: 0.95, set: {network.batchNormDecay: 0.95}}
        seeds: 0-1
        """;

    [Fact]
    public async Task A_study_from_a_file_ends_in_a_verdict_and_a_bundle()
    {
        await OpenAsync("/results");
        await Find("declare-study").ClickAsync();
        await Page.WaitForURLAsync("**/studies/new");
        await Find("declaration-file").Locator("summary").ClickAsync();
        await Find("paste-yaml").FillAsync(File.Replace("label: 0.95", "label: 0.9", StringComparison.Ordinal));
        await Find("import-yaml").ClickAsync();
        await Assertions.Expect(Find("problems")).ToContainTextAsync("The factor \"BN decay\" has the level \"0.9\" twice: name each once.");
        await Find("paste-yaml").FillAsync(File);
        await Find("import-yaml").ClickAsync();
        await Assertions.Expect(Find("preview")).ToHaveAttributeAsync("data-runs", "8");
        await Find("save-study").ClickAsync();

        await Page.WaitForURLAsync("**/results/*");
        var grid = new ResultsGrid(Page);
        await Find("queue-missing").ClickAsync();
        for (var row = 0; row < 2; row++)
        {
            for (var method = 0; method < 2; method++) await grid.UntilCellCountsAsync(row, method, 2);
        }

        await Assertions.Expect(Find("verdict")).ToContainTextAsync("L2 is better than none by SS, at 2 settings that have run.");
        await Assertions.Expect(Find("study-settings").Locator("tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(Find("study-levels").Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(Page.Locator("svg").Filter(new() { HasText = "BN decay" }).First).ToBeVisibleAsync();

        await Find("export-menu").Locator("summary").ClickAsync();
        var download = await Page.RunAndWaitForDownloadAsync(() => Find("export-bundle").ClickAsync());
        Assert.Equal("does-decay-help-evidence.zip", download.SuggestedFilename);
        await using var zip = await ZipFile.OpenReadAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Contains(zip.Entries, e => e.Name == "index.html");
    }
}
