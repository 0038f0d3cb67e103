using Bunit;
using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;
using Experiments.Web.Exports;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Pages;

public sealed class ClassifierPageTests : PageTest
{
    [Fact]
    public async Task Pages_and_exports_of_a_classifier_say_top_1_wherever_they_show_it()
    {
        var data = ClassFolders.Write(Path.Combine(RunsFolder, "set"));
        var created = await QueueAsync(new SweepDefinition
        {
            Name = "Classifiers",
            Seeds = "0",
            Protocols = ["SS", "10-crop"],
            Axes = [new("regulariser.kind", ["none", "l2"])],
            Overrides = new Dictionary<string, string>
            {
                ["task"] = "classification",
                ["network.backbone"] = "resnet18",
                ["data.dataset"] = "class-folders",
                ["data.displayName"] = data.DisplayName,
                ["data.root"] = data.Root,
                ["data.trainImages"] = data.TrainImages,
                ["data.validationImages"] = data.ValidationImages,
                ["data.shortSide"] = "18",
                ["training.crop"] = "16",
            },
        });
        var run = created.RunIds[1];
        await TrainAsync(run);
        await ScoreClassifierAsync(run, "SS");

        var grid = Context.Render<GridPage>(p => p.Add(x => x.GridId, created.GridId!.Value));
        Assert.StartsWith("top-1 in per cent", grid.Find("[data-testid='grid-progress']").TextContent, StringComparison.Ordinal);
        Assert.Equal(["SS top-1", "10-crop top-1", "SS top-1", "10-crop top-1", "SS top-1", "10-crop top-1"], grid.FindAll("[data-testid='results-grid'] > thead th.n").Select(h => h.TextContent));
        var cell = grid.Find($"[data-testid='{TestIds.Cell(0, 2)}']");
        Assert.Equal("87.50", cell.QuerySelector(".mean")!.TextContent);
        Assert.Contains("published 79.28 · Li et al. 2018 (submission version)", cell.TextContent, StringComparison.Ordinal);

        var page = Open(run);
        Assert.Equal("87.50", page.Find("[data-testid='score-SS']").TextContent);
        Assert.Contains("top-5 100.00 · mean class accuracy 87.50", page.Markup, StringComparison.Ordinal);
        page = Open(run, "scores");
        Assert.Contains("Accuracy per class", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("IoU", page.Find("[data-testid='class-table']").TextContent, StringComparison.Ordinal);
        Assert.Equal(["100.00", "75.00", "87.50"], page.FindAll("[data-testid='class-table'] td.n").Select(c => c.TextContent));

        var runs = Context.Render<RunsPage>();
        Assert.Contains("87.50 top-1", runs.Find($"[data-testid='{TestIds.RunLine(run)}']").TextContent, StringComparison.Ordinal);

        var (text, name) = await Get<GridExports>().ExportAsync(created.GridId!.Value, ExportFormat.Find("csv")!, Stop);
        Assert.EndsWith("-grid.csv", name, StringComparison.Ordinal);
        var csv = text.Split('\n').First(l => !l.StartsWith('#'));
        Assert.StartsWith("Backbone,none SS top-1 %,none SS std %,none SS n,none SS low %,none SS high %,none SS best,none SS published %,none 10-crop top-1 %,", csv, StringComparison.Ordinal);
        Assert.Contains(",L2 10-crop top-1 %,", csv, StringComparison.Ordinal);
        var tidy = new StringWriter();
        await Get<GridExport>().WriteTidyAsync((await Get<GridQuery>().LoadAsync(created.GridId.Value, Stop))!, tidy, Stop);
        var heading = tidy.ToString().Split('\n')[0];
        Assert.Contains("mIoU,mAcc,aAcc,top-1,top-5,", heading, StringComparison.Ordinal);
        Assert.EndsWith(",accuracy brick,accuracy grass", heading, StringComparison.Ordinal);
        Assert.Contains(tidy.ToString().Split('\n'), l => l.Contains(",NaN,0.875,0.875,0.875,1,", StringComparison.Ordinal) && l.EndsWith(",1,0.75", StringComparison.Ordinal));
    }
}
