using Bunit;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Experiments.Engine.Imaging;
using Experiments.Web.Comparing;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Tests.Pages;

public sealed class CompareTests : PageTest
{
    [Fact]
    public async Task An_empty_comparison_explains_itself_and_offers_the_newest_runs()
    {
        var created = await QueueAsync(TwoRows);

        var page = Open("/compare");

        Assert.Contains("Choose runs to compare", page.Markup, StringComparison.Ordinal);
        page.Find($"[data-testid='add-{created.RunIds[^1]}']").Click();
        Assert.EndsWith(Urls.Compare([[created.RunIds[^1]]]), Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_are_scored_by_mean_and_spread_beside_the_reference_and_differ_in_what_differs()
    {
        var runs = await ScoredAsync();

        var page = Open(Urls.Compare([[runs[0], runs[1]], [runs[2], runs[3]]]));

        Assert.Equal(2, page.FindAll("[data-testid^='compared-']").Count);
        var cells = page.FindAll("[data-testid='score-row-1'] td").Select(c => Words(c.TextContent)).ToList();
        Assert.Equal("2", cells[0]);
        Assert.Equal("55.00 ± 7.07 (n = 2)", cells[1]);
        Assert.StartsWith("+10.00", cells[2], StringComparison.Ordinal);
        Assert.Contains("2 pairs", cells[2], StringComparison.Ordinal);
        Assert.Equal(["regulariser.kind"], page.FindAll("[data-testid='compare-settings'] tbody code").Select(c => c.TextContent));
        Assert.Contains("class-0", page.Find("[data-testid='class-differences']").InnerHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_click_joins_repeats_and_another_takes_them_apart()
    {
        var runs = await ScoredAsync();
        var page = Open(Urls.Compare(runs.Select(r => new[] { r })));

        page.Find("[data-testid='group-by-seed']").Click();
        Assert.EndsWith(Urls.Compare([[runs[0], runs[1]], [runs[2], runs[3]]]), Address, StringComparison.Ordinal);
        page.WaitForElement("[data-testid='ungroup']").Click();
        Assert.EndsWith($"?runs={string.Join(',', runs)}", Address, StringComparison.Ordinal);
        page.WaitForElement("[data-testid='remove-1']").Click();
        // The others keep their places, and with them their colours.
        Assert.EndsWith($"?runs={runs[0]},,{runs[2]},{runs[3]}", Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_chosen_goes_into_the_address_and_comes_back_from_it()
    {
        var runs = await ScoredAsync();
        await PointsAsync(runs[0]);
        var page = Open($"/compare?runs={runs[0]},{runs[2]}&logy=1&smooth=0.5&base=1&metric=mAcc&plot=box");

        Assert.True(page.Find("[data-testid='compare-logy']").HasAttribute("checked"));
        Assert.Equal("0.50", page.Find("[data-testid='compare-smooth']").GetAttribute("value"));
        Assert.Contains("reference", page.Find("[data-testid='compared-1']").TextContent, StringComparison.Ordinal);
        Assert.Equal("mAcc", page.Find("[data-testid='compare-metric'] option[selected]").TextContent);
        page.Find("[data-testid='compare-x']").Change("Epoch");
        Assert.Contains("&x=epoch", Address, StringComparison.Ordinal);
        Assert.Contains("logy=1", Address, StringComparison.Ordinal);
        page.WaitForElement("[data-testid='compare-settings-search']").Change("nothing of that name");
        Assert.Contains("search=nothing%20of%20that%20name", Address, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("None of 1 differing setting has", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_run_is_said_and_the_rest_is_shown()
    {
        var runs = await ScoredAsync();
        await using (var db = await Get<IDbContextFactory<ExperimentsContext>>().CreateDbContextAsync(Stop))
            await db.Runs.Where(r => r.Id == runs[1]).ExecuteUpdateAsync(set => set.SetProperty(r => r.BinnedMs, 1), Stop);

        var page = Open($"/compare?runs={runs[0]},{runs[1]},4711,%3Cscript%3Ealert(1)%3C%2Fscript%3E,x");

        var problems = string.Join('\n', page.FindAll("[data-testid='compare-problem']").Select(p => Words(p.TextContent)));
        Assert.Contains("Not numbers of runs, and left out: \"<script>alert(1)</script>\", \"x\".", problems, StringComparison.Ordinal);
        Assert.Contains("There is no run 4711", problems, StringComparison.Ordinal);
        Assert.Contains($"In the bin, and left out: 1 run {runs[1]}.", problems, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page.Markup, StringComparison.Ordinal);
        Assert.Single(page.FindAll("[data-testid^='compared-']"));
        var many = Open($"/compare?runs={string.Join(',', Enumerable.Range(1, 101))}");
        Assert.Contains(many.FindAll("[data-testid='compare-problem']"), p => p.TextContent.Contains("51 runs too many", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Predictions_are_mapped_against_each_other_only_where_a_number_means_one_class_in_both()
    {
        var runs = (await QueueAsync(TwoRows)).RunIds;
        var jobs = new[]
        {
            await PredictedAsync(runs[0], ["road", "sky"], [0, 0, 1, 1]),
            await PredictedAsync(runs[1], ["road", "sky"], [0, 1, 1, 1]),
            await PredictedAsync(runs[2], ["sky", "road"], [0, 1, 1, 1]),
        };

        var alike = Assert.Single(await Get<ComparePictures>().OfAsync(jobs[0], jobs[1], [], Stop));
        Assert.Equal(0.25, alike.Disagreement);
        Assert.NotNull(await Get<ComparePictures>().MapAsync(alike.A, alike.B, null, Stop));
        var otherwise = Assert.Single(await Get<ComparePictures>().OfAsync(jobs[0], jobs[2], [], Stop));
        Assert.Null(otherwise.Disagreement);
        Assert.Null(await Get<ComparePictures>().MapAsync(otherwise.A, otherwise.B, null, Stop));
        Assert.Contains("the classes that they count", Open(Urls.Compare([[runs[0]], [runs[2]]])).WaitForElement("[data-testid='no-map']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_that_is_read_slowly_does_not_come_over_the_one_chosen_after_it()
    {
        var patience = TimeSpan.FromSeconds(30);
        var runs = (await QueueAsync(TwoRows)).RunIds;
        Held.HoldNext("\"run\"");
        var page = Open(Urls.Compare([[runs[0]]]));
        page.WaitForState(() => Held.IsHeld, patience);

        Get<NavigationManager>().NavigateTo(Urls.Compare([[runs[1]]]));
        page.WaitForAssertion(() => Assert.Equal($"{runs[1]}", page.Find("[data-testid='compared-0']").GetAttribute("data-runs")), patience);
        var renders = page.RenderCount;
        Held.Release();
        page.WaitForState(() => page.RenderCount > renders, patience);

        Assert.Equal($"{runs[1]}", page.Find("[data-testid='compared-0']").GetAttribute("data-runs"));
    }

    private string Address => Get<NavigationManager>().Uri;

    private IRenderedComponent<ComparePage> Open(string address)
    {
        Get<NavigationManager>().NavigateTo(address);
        return Context.Render<ComparePage>();
    }

    /// <summary>Two rows of two seeds, trained and scored: 0.4 and 0.5, then 0.5 and 0.6.</summary>
    private async Task<IReadOnlyList<long>> ScoredAsync()
    {
        var runs = (await QueueAsync(TwoRows)).RunIds;
        for (var i = 0; i < runs.Count; i++)
        {
            await TrainAsync(runs[i]);
            await ScoreAsync(runs[i], "SS", 0.4 + (0.1 * (i % 2)) + (0.1 * (i / 2)));
        }

        return runs;
    }

    /// <summary>A run whose evaluation kept its prediction of one image of two by two pixels.</summary>
    private async Task<long> PredictedAsync(long run, string[] classes, byte[] predicted)
    {
        await TrainAsync(run);
        await ScoreAsync(run, "SS", 0.5, batch => batch with
        {
            LastSequence = 2,
            Start = batch.Start! with { ClassNames = classes },
            Artifacts = [new(2, Artifact.Prediction, "one", "one.png")],
        });
        var job = (await RunAsync(run)).Jobs.First(j => j.ProtocolName == "SS");
        var folder = Path.Combine(RunsFolder, job.Attempts[^1].Folder);
        Directory.CreateDirectory(folder);
        PngFile.WriteGrey(Path.Combine(folder, "one.png"), new LabelMap(2, 2, predicted));
        return job.Id;
    }

    private async Task PointsAsync(long run)
    {
        var job = (await RunAsync(run)).Jobs.First(j => j.Kind == JobKind.Training);
        await using var db = await Get<IDbContextFactory<ExperimentsContext>>().CreateDbContextAsync(Stop);
        db.MetricSeries.Add(new MetricSeries { JobId = job.Id, Key = "train/loss", Summary = new SeriesSummary { Points = 1, LastValue = 1, MinValue = 1, MinStep = 0, MaxValue = 1, MaxStep = 0 } });
        await db.SaveChangesAsync(Stop);
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
