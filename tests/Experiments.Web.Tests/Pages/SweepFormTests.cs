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
    public async Task A_starting_point_chosen_again_starts_anew()
    {
        var page = Open(Urls.NewSweepPreset("street"));
        var crop = ById(page, TestIds.Setting("training.crop")).GetAttribute("value");
        await ById(page, TestIds.Setting("training.crop")).InputAsync("48");
        await ById(page, TestIds.Setting("training.crop")).ChangeAsync("48");
        Settled(page);

        Get<NavigationManager>().NavigateTo(Urls.NewSweepPreset("street"));
        page.WaitForAssertion(() => Assert.Equal(crop, ById(page, TestIds.Setting("training.crop")).GetAttribute("value")), TimeSpan.FromSeconds(30));
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
        Assert.Equal(12, page.FindAll("[data-testid='plan-table'] tbody tr").Count);
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
        Assert.Equal(("Two rows", 1, 4), (grid.Name, grid.Rows, grid.Columns));
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

    [Fact]
    public async Task A_design_is_chosen_with_a_sentence_of_help_and_its_list_is_shown()
    {
        var page = Open(Urls.NewSweepFrom(TwoRows with { Axes = [new("training.momentum", ["0.9", "0.5", "0"]), new("training.batchSize", ["2", "4"])], Overrides = new Dictionary<string, string>(TwoRows.Overrides) { ["regulariser.kind"] = "l2" } }));
        await ById(page, "design").ChangeAsync("one-at-a-time");
        Settled(page);

        Assert.StartsWith("A baseline (the first value of each)", ById(page, "design-help").TextContent, StringComparison.Ordinal);
        Assert.Equal("8", ById(page, "plan-runs").GetAttribute("data-count"));
        Assert.Contains("design=one-at-a-time", Get<NavigationManager>().Uri, StringComparison.Ordinal);
        await ById(page, "design").ChangeAsync("fractional-factorial");
        Settled(page);
        Assert.Contains("training.momentum has 3 values", ById(page, "problem-training.momentum").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_constraint_that_cannot_be_read_says_so_at_its_field_while_it_is_typed()
    {
        var page = Open(Urls.NewSweepFrom(TwoRows));
        await ById(page, "constraints").InputAsync("training.corp <= 96");

        Assert.Equal("Constraint \"training.corp <= 96\", column 1: there is no setting \"training.corp\". Did you mean training.crop?", ById(page, "problem-constraints").TextContent);
        Assert.Equal("true", ById(page, "constraints").GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task A_varied_number_becomes_a_range_and_gets_a_condition()
    {
        var page = Open(Urls.NewSweepFrom(TwoRows with { Axes = [new("regulariser.kind", ["none", "l2"]), new("regulariser.beta", ["0.001", "0.1"])] }));
        await ById(page, "range-regulariser.beta").ChangeAsync(true);
        await ById(page, "scale-regulariser.beta").ChangeAsync("log");
        await ById(page, "when-regulariser.beta").ChangeAsync("regulariser.kind = l2");
        Settled(page);

        Assert.Equal("0.001 .. 0.1 log 3", ById(page, TestIds.Setting("regulariser.beta")).GetAttribute("value"));
        Assert.Equal("8", ById(page, "plan-runs").GetAttribute("data-count"));
        Assert.Contains("6 combinations are 4 rows", ById(page, "plan-note").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Typing_yaml_fills_the_form_and_a_mistake_leaves_it_standing_and_names_its_line()
    {
        var page = Open(Urls.NewSweep);
        await ById(page, "yaml-text").InputAsync(SweepYaml.Write(TwoRows with { Name = "Typed" }));
        Assert.Equal("Typed", ById(page, "sweep-name").GetAttribute("value"));
        Assert.Equal("4", ById(page, "plan-runs").GetAttribute("data-count"));

        await ById(page, "yaml-text").InputAsync("name: Other\naxis: []");
        Assert.Contains("The YAML, line 2: a sweep has no key \"axis\". Did you mean axes?", ById(page, "yaml-problems").TextContent, StringComparison.Ordinal);
        Assert.Equal("Typed", ById(page, "sweep-name").GetAttribute("value"));
        Assert.Equal("true", ById(page, "yaml-text").GetAttribute("aria-invalid"));

        await ById(page, "sweep-name").InputAsync("From the form");
        Assert.Equal("From the form", SweepYaml.Read(ById(page, "yaml-text").GetAttribute("value")!, "yaml").Name);
        Assert.Empty(page.FindAll("[data-testid=yaml-problems]"));
        Assert.Empty(page.FindAll("[data-testid=download-yaml]")); // written when the panel is opened
        await ById(page, "declaration-file").TriggerEventAsync("ontoggle", EventArgs.Empty);
        var file = Uri.UnescapeDataString(ById(page, "download-yaml").GetAttribute("href")!.Split(',', 2)[1]);
        Assert.Equal("From the form", SweepYaml.Read(file, "download").Name);
    }

    [Fact]
    public async Task Several_values_typed_into_a_field_sweep_it_and_its_problem_leads_to_it()
    {
        var page = Open(Urls.NewSweepFrom(TwoRows));
        await ById(page, TestIds.Setting("training.baseLearningRate")).InputAsync("0.01, 0.02");
        Assert.Equal("8", ById(page, "plan-runs").GetAttribute("data-count"));
        Assert.Equal("true", ById(page, TestIds.Vary("training.baseLearningRate")).GetAttribute("aria-pressed"));

        await ById(page, TestIds.Setting("training.baseLearningRate")).InputAsync("0.01, x");
        await ById(page, "setting-search").InputAsync("crop");
        Assert.Empty(page.FindAll("[data-testid='field-training.baseLearningRate']"));
        await ById(page, "go-to-training.baseLearningRate").ClickAsync(new());
        Assert.NotEmpty(page.FindAll("[data-testid='field-training.baseLearningRate']"));
    }

    [Fact]
    public async Task Extending_a_sweep_opens_its_definition_and_queues_only_what_is_missing()
    {
        var created = await QueueAsync(TwoRows);
        var page = Open(Urls.ExtendSweep(created.SweepId));
        Assert.Contains($"Extends sweep {created.SweepId}", ById(page, "extends").TextContent, StringComparison.Ordinal);
        Assert.StartsWith("4 of 4 runs are there already (4 under way); none to run.", ById(page, "plan-there").TextContent, StringComparison.Ordinal);

        await ById(page, "seeds").InputAsync("0-3");
        await ById(page, "seeds").ChangeAsync("0-3");
        Settled(page);
        Assert.StartsWith("4 of 8 runs are there already", ById(page, "plan-there").TextContent, StringComparison.Ordinal);
        Assert.Contains("Queue 4 runs", ById(page, "queue-sweep").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_is_shown_page_by_page()
    {
        var page = Open(Urls.NewSweepFrom(TwoRows with { Seeds = "0-39" }));
        Assert.Equal(50, page.FindAll("[data-testid='plan-table'] tbody tr").Count);
        await ById(page, "plan-later").ClickAsync(new());
        Assert.Equal(30, page.FindAll("[data-testid='plan-table'] tbody tr").Count);
        Assert.True(ById(page, "plan-later").HasAttribute("disabled"));
    }
}
