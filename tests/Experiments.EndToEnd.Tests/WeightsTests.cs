using Experiments.Web.Components;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>A weights file is looked into before anything starts from it.</summary>
public sealed class WeightsTests(Chromium chromium, FinishedSite finished) : FinishedSiteTest(chromium, finished)
{
    [Fact]
    public async Task A_checkpoint_shows_its_tensors_and_what_is_no_weights_file_is_refused_beside_it()
    {
        var checkpoint = Directory.GetFiles(Site.Folder, "final.safetensors", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        await OpenAsync(Urls.Weights);
        await Find("weights-file").FillAsync(checkpoint);
        await Find("inspect-weights").ClickAsync();
        await Assertions.Expect(Find("weights-contents")).ToContainTextAsync("final.safetensors");
        await Find("find-tensors").FillAsync("conv1.weight");
        var tensors = Find("weights-tensors").Locator("tbody th");
        await Assertions.Expect(tensors.First).ToContainTextAsync("conv1.weight");
        Assert.All(await tensors.AllTextContentsAsync(), name => Assert.Contains("conv1.weight", name, StringComparison.Ordinal));

        var picture = Directory.GetFiles(Site.Folder, "*.png", SearchOption.AllDirectories)[0];
        await Find("weights-file").FillAsync(picture);
        await Find("inspect-weights").ClickAsync();
        await Assertions.Expect(Find("weights-problem").First).ToContainTextAsync(Path.GetFileName(picture));
    }
}
