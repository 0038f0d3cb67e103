using AngleSharp.Dom;
using Bunit;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Tests.Pages;

public sealed class SweepFormTests : PageTest
{
    private IRenderedComponent<NewSweepPage> Open(string url)
    {
        Get<NavigationManager>().NavigateTo(url);
        var page = Context.Render<NewSweepPage>();
        Settled(page);
        return page;
    }

    private static IElement ById(IRenderedComponent<NewSweepPage> page, string testId) => page.Find($"[data-testid='{testId}']");

    private static void Settled(IRenderedComponent<NewSweepPage> page) =>
        page.WaitForAssertion(() => Assert.DoesNotContain("Looking at", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(30));

    [Fact]
    public async Task Every_setting_stands_in_the_form_with_its_default_and_help()
    {
        var page = Open(Urls.NewSweep);
        foreach (var head in page.FindAll(".group-head[aria-expanded=false]").Select(h => h.ParentElement!.GetAttribute("data-testid")).ToList())
            await page.Find($"[data-testid='{head}'] .group-head").ClickAsync(new());

        foreach (var setting in SettingCatalog.All.Where(s => s.Key != "seed"))
        {
            var field = ById(page, $"field-{setting.Key}");
            Assert.Equal(setting.Default, ById(page, TestIds.Setting(setting.Key)).GetAttribute("value"));
            Assert.Contains(setting.Help, field.TextContent, StringComparison.Ordinal);
            Assert.Contains($"Default {(setting.Default.Length == 0 ? "empty" : setting.Default)}", field.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_value_shows_the_whole_validation_text_while_it_is_typed()
    {
        var page = Open(Urls.NewSweepFrom(TwoRows));
        await ById(page, TestIds.Setting("training.crop")).InputAsync("470");

        const string Text = "training.crop is 470: it must be a multiple of 48 (6 bins × output stride 8); use 432 or 480.";
        Assert.Equal(Text, ById(page, "problem-training.crop").TextContent);
        Assert.Equal("true", ById(page, TestIds.Setting("training.crop")).GetAttribute("aria-invalid"));
        Assert.Contains(Text, ById(page, "problems").TextContent, StringComparison.Ordinal);
        Assert.True(ById(page, "queue-sweep").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Varying_a_setting_counts_the_runs_and_jobs_and_shows_the_table()
    {
        var page = Open(Urls.NewSweepFrom(TwoRows));
        await ById(page, TestIds.Vary("training.baseLearningRate")).ClickAsync(new());
        await ById(page, TestIds.Setting("training.baseLearningRate")).InputAsync("0.01 | 0.02 | 0.03");
        Settled(page);

        Assert.Equal("12", ById(page, "plan-runs").GetAttribute("data-count"));
        Assert.Equal("36", ById(page, "plan-jobs").GetAttribute("data-count"));
        Assert.Equal(6, page.FindAll("[data-testid='plan-table'] tbody tr").Count);
        Assert.Contains("unknown", ById(page, "plan-time").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_typed_is_in_the_url_once_the_field_is_left()
    {
        var page = Open(Urls.NewSweepFrom(TwoRows));
        await ById(page, TestIds.Setting("training.crop")).InputAsync("96");
        await ById(page, TestIds.Setting("training.crop")).ChangeAsync("96");
        Settled(page);

        var back = SweepQuery.Read(new Uri(Get<NavigationManager>().Uri).Query, new SweepDefinition());
        Assert.Equal("96", back.Overrides["training.crop"]);
        Assert.Equal("regulariser.kind", Assert.Single(back.Axes).Key);
        Assert.Equal("Two rows", back.Name);
    }

    [Fact]
    public async Task Queueing_creates_the_sweep_and_goes_to_its_grid()
    {
        var page = Open(Urls.NewSweepFrom(TwoRows));
        Settled(page);
        await ById(page, "queue-sweep").ClickAsync(new());
        page.WaitForState(() => Get<NavigationManager>().Uri.Contains("/results/", StringComparison.Ordinal), TimeSpan.FromSeconds(30));

        var grid = Assert.Single(await Get<GridQuery>().ListAsync(Stop), g => !g.IsPublished);
        Assert.EndsWith(Urls.Grid(grid.GridId), Get<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Equal(("Two rows", 2, 2), (grid.Name, grid.Rows, grid.Columns));
    }

    [Fact]
    public async Task A_run_can_be_the_starting_point()
    {
        var created = await QueueAsync(TwoRows);
        var page = Open(Urls.NewSweepFromRun(created.RunIds[2]));

        Assert.Equal("48", ById(page, TestIds.Setting("training.crop")).GetAttribute("value"));
        Assert.Equal("l2", ById(page, TestIds.Setting("regulariser.kind")).GetAttribute("value"));
        Assert.Equal("0", ById(page, "seeds").GetAttribute("value"));
    }

    [Fact]
    public void An_unknown_run_or_preset_is_named_and_the_form_still_opens()
    {
        Assert.Equal("Run 77 does not exist in this database, so the form starts from the defaults. Choose a run in the runs table.", ById(Open(Urls.NewSweepFromRun(77)), "start-problem").TextContent);
        Assert.Equal($"There is no starting point \"x\". Available: {string.Join(", ", SweepPresets.All.Select(p => p.Id))}.", ById(Open(Urls.NewSweepPreset("x")), "start-problem").TextContent);
    }
}
