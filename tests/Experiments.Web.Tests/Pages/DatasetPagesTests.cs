using System.Text.Json;
using Bunit;
using Experiments.Data.Datasets;
using Experiments.Data.Model;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;
using Experiments.Web.Components.Shared;
using Experiments.Web.Datasets;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Tests.Pages;

public sealed class DatasetPagesTests : PageTest
{
    private static readonly DatasetReport Report = new(
        "CamVid", "", [new("sky", 128, 128, 128), new("road", 128, 64, 128)],
        [
            new(Subset.Train, 3, 2, new Dictionary<string, int> { ["480×360"] = 2 }, [300, 100], [2, 2], 100)
            {
                Samples = [new("t_1", 480, 360, [0, 1], "train-1.png", "train-1-labels.png")],
                Stored = [new(0, 300, 2, "labels/train/t_1.png"), new(2, 100, 2, "labels/train/t_1.png")],
            },
            new(Subset.Validation, 1, 1, new Dictionary<string, int> { ["480×360"] = 1 }, [100, 0], [1, 0], 0),
        ],
        ["Image t_3.png is corrupt.", "Label without image: x."], [])
    {
        Findings = [new("one-value-too-many", FindingWeight.Wrong, "One value is too many.", ["value 2: 100 pixels"], "Set data.ignoreLabels to 2, 255.")],
        Faulty = [new(Subset.Train, "t_3", FileFault.Image, "Image t_3.png is corrupt."), new(null, "x", FileFault.Unpaired, "Label without image")],
    };

    private DatasetStore Datasets => Get<DatasetStore>();

    private DatasetCheckStore Checks => Get<DatasetCheckStore>();

    [Fact]
    public void Without_a_data_set_the_list_says_what_to_do() =>
        Assert.Contains("No data set is registered yet", Context.Render<DatasetsPage>().Find("[data-testid='no-datasets']").TextContent, StringComparison.Ordinal);

    [Fact]
    public async Task A_folder_is_registered_under_its_own_name_and_checked_at_once()
    {
        var page = Context.Render<DatasetFormPage>();
        await page.Find("[data-testid='setting-data.root']").InputAsync(new() { Value = RunsFolder });
        await page.Find("[data-testid='setting-data.ignoreLabels']").InputAsync(new() { Value = "11, 255" });
        await page.Find("[data-testid='save-dataset']").ClickAsync(new());

        var row = Assert.Single(await Datasets.ListAsync(Stop));
        Assert.Equal((Path.GetFileName(RunsFolder), "folder", RunsFolder), (row.Name, row.Kind, row.Root));
        Assert.Equal(DatasetCheckState.Queued, row.Newest!.State);
        Assert.Equal(new Dictionary<string, string> { ["data.dataset"] = "folder", ["data.ignoreLabels"] = "11, 255", ["data.root"] = RunsFolder }, DatasetSettings.Read(row.SettingsJson));
        Assert.EndsWith(Urls.Dataset(row.DatasetId), Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_problem_of_the_form_is_told_at_its_field()
    {
        var page = Context.Render<DatasetFormPage>();
        await page.Find("[data-testid='save-dataset']").ClickAsync(new());
        Assert.Equal(
            "data.root is empty: a folder set needs its root folder; set data.root, or use data.dataset synthetic.",
            page.Find("[data-testid='problem-data.root']").TextContent);
        Assert.Contains("The name is empty", page.Markup, StringComparison.Ordinal);

        await page.Find("[data-testid='setting-data.root']").InputAsync(new() { Value = "/no/such/folder" });
        await page.Find("[data-testid='setting-data.ignoreLabels']").InputAsync(new() { Value = "void" });
        await page.Find("[data-testid='save-dataset']").ClickAsync(new());
        Assert.StartsWith("data.root is \"/no/such/folder\", which is no folder on this machine", page.Find("[data-testid='problem-data.root']").TextContent, StringComparison.Ordinal);
        Assert.Equal("data.ignoreLabels is \"void\": it must be a whole number.", page.Find("[data-testid='problem-data.ignoreLabels']").TextContent);
        Assert.Empty(await Datasets.ListAsync(Stop));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused()
    {
        await RegisterAsync("CamVid");
        var page = Context.Render<DatasetFormPage>();
        await page.Find("[data-testid='dataset-name']").InputAsync(new() { Value = "CamVid" });
        await page.Find("[data-testid='setting-data.root']").InputAsync(new() { Value = RunsFolder });
        await page.Find("[data-testid='save-dataset']").ClickAsync(new());
        Assert.Contains("Another data set is called \"CamVid\"", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_brings_the_verdict_first_then_the_mistake_with_its_remedy()
    {
        var dataset = await RegisterAsync("CamVid");
        var check = await CheckedAsync(dataset, Report);
        var page = Context.Render<OneDatasetPage>(p => p.Add(x => x.DatasetId, dataset));

        Assert.Equal("false", page.Find("[data-testid='verdict']").GetAttribute("data-sound"));
        Assert.Equal("1 probable mistake, 2 faulty images", page.Find("[data-testid='dataset-state']").TextContent);
        Assert.Contains("Set data.ignoreLabels to 2, 255.", page.Find($"[data-testid='{TestIds.Finding("one-value-too-many")}']").TextContent, StringComparison.Ordinal);
        Assert.Equal("Label without image: x.", page.Find("[data-testid='folder-problems'] li").TextContent);
        Assert.Contains("60.00 %", page.Find("[data-testid='dataset-classes']").TextContent, StringComparison.Ordinal);
        Assert.Equal([Urls.CheckPicture(check, "train-1.png"), Urls.CheckPicture(check, "train-1-labels.png")], page.FindAll("[data-testid='samples'] img").Select(i => i.GetAttribute("src")));
        Assert.Contains("--labels:0.55", page.Find("[data-testid='samples'] .sets").GetAttribute("style"), StringComparison.Ordinal);
        await page.Find("[data-testid='overlay']").InputAsync(new() { Value = "100" });
        Assert.Contains("--labels:1", page.Find("[data-testid='samples'] .sets").GetAttribute("style"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_settings_go_on_to_a_sweep()
    {
        var dataset = await RegisterAsync("CamVid");
        var page = Context.Render<OneDatasetPage>(p => p.Add(x => x.DatasetId, dataset));
        Assert.Contains("Not checked yet", page.Markup, StringComparison.Ordinal);
        var link = page.Find("[data-testid='use-dataset']").GetAttribute("href")!;
        var definition = Experiments.Web.Sweeps.SweepQuery.Read(new Uri("http://x" + link).Query, new Experiments.Web.Sweeps.SweepDefinition());
        Assert.Equal(("folder", RunsFolder, "CamVid"), (definition.Overrides["data.dataset"], definition.Overrides["data.root"], definition.Overrides["data.displayName"]));
    }

    [Fact]
    public async Task Changed_settings_make_the_report_an_old_one()
    {
        var dataset = await RegisterAsync("CamVid");
        await CheckedAsync(dataset, Report);
        var form = Context.Render<DatasetFormPage>(p => p.Add(x => x.DatasetId, dataset));
        Assert.Equal("CamVid", form.Find("[data-testid='dataset-name']").GetAttribute("value"));
        await form.Find("[data-testid='setting-data.ignoreLabels']").InputAsync(new() { Value = "2, 255" });
        await form.Find("[data-testid='save-dataset']").ClickAsync(new());

        var page = Context.Render<OneDatasetPage>(p => p.Add(x => x.DatasetId, dataset));
        Assert.Equal("Queued", page.Find("[data-testid='dataset-state']").TextContent);
        Assert.Single(page.FindAll("[data-testid='outdated']"));
        await page.Find("[data-testid='cancel-check']").ClickAsync(new());
        Assert.Equal("Cancelled", page.Find("[data-testid='dataset-state']").TextContent);
        Assert.Single(page.FindAll("[data-testid='verdict']"));
    }

    [Fact]
    public async Task After_another_s_settings_a_new_data_set_begins_empty()
    {
        var dataset = await RegisterAsync("CamVid");
        var page = Context.Render<DatasetFormPage>(p => p.Add(x => x.DatasetId, dataset));
        await page.Find("[data-testid='setting-data.ignoreLabels']").InputAsync(new() { Value = "void" });
        await page.Find("[data-testid='save-dataset']").ClickAsync(new());
        Assert.NotEmpty(page.FindAll("[role='alert']"));
        page.Render(p => p.Add(x => x.DatasetId, (long?)null));

        Assert.Equal("Register a data set", page.Find("h1").TextContent);
        Assert.Equal(("", ""), (Typed(page, "dataset-name"), Typed(page, "setting-data.root")));
        Assert.NotEqual("void", Typed(page, "setting-data.ignoreLabels"));
        Assert.Empty(page.FindAll("[role='alert']"));
        page.Render(p => p.Add(x => x.DatasetId, dataset + 1));
        Assert.Contains("There is no data set", page.Markup, StringComparison.Ordinal);
        page.Render(p => p.Add(x => x.DatasetId, (long?)null));
        Assert.NotEmpty(page.FindAll("[data-testid='save-dataset']"));
    }

    [Fact]
    public async Task What_the_browser_kept_of_a_data_set_is_back_in_its_form_until_it_is_dropped()
    {
        var page = Context.Render<DatasetFormPage>();
        var kept = page.FindComponent<KeptFields>();
        await kept.InvokeAsync(() => kept.Instance.Restore([new("name", "Aerial"), new("data.root", RunsFolder), new("no.such.setting", "x"), new(null, null)]));
        Assert.Equal(("Aerial", RunsFolder), (Typed(page, "dataset-name"), Typed(page, "setting-data.root")));
        Assert.NotEmpty(page.FindAll("[data-testid='typed-restored']"));

        await page.Find("[data-testid='drop-typed']").ClickAsync(new());
        Assert.Equal(("", ""), (Typed(page, "dataset-name"), Typed(page, "setting-data.root")));
        Assert.Empty(page.FindAll("[data-testid='typed-restored']"));
    }

    [Fact]
    public async Task A_running_check_shows_its_progress_and_a_failed_one_its_reason()
    {
        var dataset = await RegisterAsync("CamVid");
        var check = (await Checks.RequestAsync(dataset, Stop))!.Value;
        await Checks.ClaimAsync("here/1", Stop);
        await Checks.ProgressAsync(check, 40, 468, 20, Stop);
        var page = Context.Render<OneDatasetPage>(p => p.Add(x => x.DatasetId, dataset));
        Assert.Equal("40", page.Find("[role='progressbar']").GetAttribute("aria-valuenow"));
        await Checks.FailAsync(check, "data.root is \"x\", which is no folder.", Stop);
        Clock.Advance(TimeSpan.FromSeconds(2));
        page.WaitForAssertion(() => Assert.Contains("which is no folder", page.Find("[data-testid='check-failure']").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        Assert.Equal("Could not be checked", Context.Render<DatasetsPage>().Find("[data-testid='dataset-state']").TextContent);
    }

    [Fact]
    public async Task A_data_set_is_forgotten_only_on_a_second_word()
    {
        var dataset = await RegisterAsync("CamVid");
        var page = Context.Render<OneDatasetPage>(p => p.Add(x => x.DatasetId, dataset));
        await page.Find("[data-testid='forget']").ClickAsync(new());
        Assert.NotNull(await Datasets.FindAsync(dataset, Stop));
        await page.Find("[data-testid='forget-confirm']").ClickAsync(new());
        Assert.Null(await Datasets.FindAsync(dataset, Stop));
        Assert.Contains("There is no data set", Context.Render<OneDatasetPage>(p => p.Add(x => x.DatasetId, dataset)).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_asked_of_one_data_set_is_not_asked_of_the_next()
    {
        var (first, second) = (await RegisterAsync("CamVid"), await RegisterAsync("KITTI"));
        var page = Context.Render<OneDatasetPage>(p => p.Add(x => x.DatasetId, first));
        await page.Find("[data-testid='forget']").ClickAsync(new());
        Assert.Single(page.FindAll("[data-testid='forget-confirm']"));

        page.Render(p => p.Add(x => x.DatasetId, second));
        page.WaitForAssertion(() => Assert.Equal("KITTI", page.Find("h1").TextContent), TimeSpan.FromSeconds(30));

        Assert.Empty(page.FindAll("[data-testid='forget-confirm']"));
    }

    private static string Typed(IRenderedComponent<DatasetFormPage> page, string field) => page.Find($"[data-testid='{field}']").GetAttribute("value") ?? "";

    private async Task<long> RegisterAsync(string name) => (await Datasets.AddAsync(
        new NewDataset(name, DatasetSettings.Write(new Dictionary<string, string> { ["data.dataset"] = "folder", ["data.root"] = RunsFolder }), "folder", RunsFolder), Stop))!.Value;

    private async Task<long> CheckedAsync(long dataset, DatasetReport report)
    {
        var check = (await Checks.RequestAsync(dataset, Stop))!.Value;
        await Checks.ClaimAsync("here/1", Stop);
        await Checks.DoneAsync(check, new CheckReport(JsonSerializer.Serialize(report, SchemaJson.Indented), report.IsSound, report.Verdict, 1, 2), Stop);
        return check;
    }
}
