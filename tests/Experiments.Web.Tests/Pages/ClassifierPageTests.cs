using Bunit;
using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Data.Sweeps;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;
using Experiments.Web.Exports;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Tests.Pages;

public sealed class ClassifierPageTests : PageTest
{
    [Fact]
    public async Task Pages_and_exports_of_a_classifier_say_top_1_wherever_they_show_it()
    {
        var created = await ClassifiersAsync("0");
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

    [Fact]
    public async Task Groups_name_top_1_and_have_no_mean_of_it_and_an_mIoU()
    {
        var classifiers = await ScoredClassifiersAsync();
        var others = (await QueueAsync(TwoRows)).RunIds;
        await TrainAsync(others[0]);
        await ScoreAsync(others[0], "SS", 0.4);

        Get<NavigationManager>().NavigateTo($"{Urls.RunsTable}?group=regulariser.kind&cols=name,miou.ss");
        var page = Context.Render<RunsPage>();

        var named = page.Find($"[data-testid='{TestIds.RunGroup(classifiers[2])}'] td:nth-child(3)");
        Assert.Equal("87.50 ± 0.00 top-1 (2)", named.TextContent.Trim());
        Assert.Equal("mean 0.875, standard deviation 0, n = 2", named.GetAttribute("title"));
        var mixed = page.Find($"[data-testid='{TestIds.RunGroup(classifiers[0])}'] td:nth-child(3)");
        Assert.Equal("mixed metrics", mixed.TextContent.Trim());
        Assert.StartsWith("These runs are scored by different metrics", mixed.GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compared_classifiers_have_top_1_and_accuracies_per_class_and_beside_others_no_mIoU()
    {
        var classifiers = await ScoredClassifiersAsync();
        var others = (await QueueAsync(TwoRows)).RunIds;
        await TrainAsync(others[0]);
        await ScoreAsync(others[0], "SS", 0.4);

        var page = Compare("/compare");
        Assert.EndsWith("top-1 87.50", page.Find($"[data-testid='add-{classifiers[0]}']").TextContent.Trim(), StringComparison.Ordinal);
        Assert.EndsWith("mIoU 40.00", page.Find($"[data-testid='add-{others[0]}']").TextContent.Trim(), StringComparison.Ordinal);

        page = Compare(Urls.Compare([[classifiers[0], classifiers[1]], [classifiers[2], classifiers[3]]]));
        Assert.Contains("top-1 SS", page.Find("[data-testid='compare-scores'] thead").TextContent, StringComparison.Ordinal);
        page.WaitForElement("[data-testid='class-differences']", TimeSpan.FromSeconds(30));
        Assert.Equal(["brick", "100.00 ± 0.00", "100.00 ± 0.00"], page.FindAll("[data-testid='class-0'] > *").Take(3).Select(c => c.TextContent.Trim()));
        Assert.Equal(["grass", "75.00 ± 0.00", "75.00 ± 0.00"], page.FindAll("[data-testid='class-1'] > *").Take(3).Select(c => c.TextContent.Trim()));
        // Intervals over images are those of IoU.
        Assert.Empty(page.FindAll("[data-testid='classes-over-images']"));
        Assert.DoesNotContain("IoU", page.Find("[data-testid='compare-classes']").TextContent, StringComparison.Ordinal);

        var mixed = Compare(Urls.Compare([[classifiers[0]], [others[0]]]));
        Assert.Equal("mIoU", mixed.Find("[data-testid='compare-metric'] option[selected]").TextContent);
        Assert.DoesNotContain("NaN", mixed.Find("[data-testid='compare-scores']").TextContent, StringComparison.Ordinal);
        Assert.Contains("40.00", mixed.Find("[data-testid='score-row-1']").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<ComparePage> Compare(string address)
    {
        Get<NavigationManager>().NavigateTo(address);
        return Context.Render<ComparePage>();
    }

    /// <summary>Two classifiers of two seeds each, trained and scored.</summary>
    private async Task<IReadOnlyList<long>> ScoredClassifiersAsync()
    {
        var runs = (await ClassifiersAsync("0-1")).RunIds;
        foreach (var run in runs)
        {
            await TrainAsync(run);
            await ScoreClassifierAsync(run, "SS");
        }

        return runs;
    }

    /// <summary>Classifiers on a tiny set of class folders, without and with L2.</summary>
    private Task<CreatedSweep> ClassifiersAsync(string seeds)
    {
        var data = ClassFolders.Write(Path.Combine(RunsFolder, "set"));
        return QueueAsync(new SweepDefinition
        {
            Name = "Classifiers",
            Seeds = seeds,
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
    }
}
