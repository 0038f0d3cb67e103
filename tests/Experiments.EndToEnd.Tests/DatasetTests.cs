using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>Somebody's own images, from the folder to the sweep form.</summary>
public sealed class DatasetTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_registered_folder_is_checked_its_mistake_named_and_mended_by_the_setting_that_the_page_names()
    {
        var root = MakeSet();
        await OpenAsync("/datasets");
        await Find("nav-datasets").ClickAsync();
        await Find("new-dataset").ClickAsync();
        await EnterAsync("setting-data.root", root);
        await EnterAsync("setting-data.classesFile", "classes.csv");
        await Find("save-dataset").ClickAsync();

        // Value 2 is void, and there are two classes.
        await Assertions.Expect(Find("verdict")).ToHaveAttributeAsync("data-sound", "false");
        await Assertions.Expect(Find("finding-one-value-too-many")).ToContainTextAsync("set data.ignoreLabels to 2, 255");
        await Assertions.Expect(Find("faulty-images")).ToContainTextAsync("t_0");
        var picture = Find("samples").Locator("img").First;
        await picture.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 32);

        await Find("edit-dataset").ClickAsync();
        await EnterAsync("setting-data.ignoreLabels", "2, 255");
        await Find("save-dataset").ClickAsync();
        await Assertions.Expect(Find("verdict")).ToHaveAttributeAsync("data-sound", "true");

        await Find("use-dataset").ClickAsync();
        await Assertions.Expect(Find("setting-data.root")).ToHaveValueAsync(root);
    }

    private async Task EnterAsync(string testId, string value)
    {
        await Find(testId).FillAsync(value);
        await Find(testId).BlurAsync();
        await Assertions.Expect(Find(testId)).ToHaveValueAsync(value);
    }

    private string MakeSet()
    {
        var root = Path.Combine(Site.Folder, "own");
        for (var i = 0; i < 6; i++)
        {
            var name = i < 4 ? $"train/t_{i}.png" : $"val/v_{i}.png";
            PngFile.WriteRgb(Path.Combine(root, "images", name), new RgbImage(24, 32, [.. Enumerable.Range(0, 24 * 32 * 3).Select(p => (byte)((p * (i + 3)) + i))]));
            PngFile.WriteGrey(Path.Combine(root, "labels", name), new LabelMap(24, 32, [.. Enumerable.Range(0, 24 * 32).Select(p => (byte)(p % 32 * 3 / (32 + i)))]));
        }

        ClassFile.Write(Path.Combine(root, "classes.csv"), [new("ground", 120, 60, 20), new("crop", 20, 160, 40)]);
        return root;
    }
}
