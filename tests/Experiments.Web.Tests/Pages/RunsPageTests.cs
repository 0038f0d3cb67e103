using AngleSharp.Dom;
using Bunit;
using Experiments.Data.Access;
using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;
using Experiments.Web.Runs;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Tests.Pages;

public sealed class RunsPageTests : PageTest
{
    private static readonly SweepDefinition SixRows = TwoRows with { Seeds = "0-2" };

    private string Address => Uri.UnescapeDataString(Get<NavigationManager>().ToBaseRelativePath(Get<NavigationManager>().Uri));

    [Fact]
    public async Task Filter_order_and_groups_are_the_address_s()
    {
        var runs = (await QueueAsync(SixRows)).RunIds;
        Open("q=regulariser.kind = l2 and seed > 0&sort=-seed");
        var page = Context.Render<RunsPage>();
        Assert.Equal([TestIds.RunLine(runs[5]), TestIds.RunLine(runs[4])], LinesOf(page));
        Assert.Equal("2 runs match", page.Find("[data-testid='runs-count']").TextContent);
        Assert.Equal("descending", page.Find("[data-testid='sort-seed']").ParentElement!.GetAttribute("aria-sort"));

        await page.Find("[data-testid='runs-filter']").ChangeAsync(new() { Value = "regulariser.kind = none" });
        Assert.Equal("runs?q=regulariser.kind = none&sort=-seed", Address);
        page.WaitForAssertion(() => Assert.Equal([TestIds.RunLine(runs[2]), TestIds.RunLine(runs[1]), TestIds.RunLine(runs[0])], LinesOf(page)));

        await page.Find("[data-testid='sort-name']").ClickAsync(new MouseEventArgs { ShiftKey = true });
        Assert.EndsWith("sort=-seed,name", Address, StringComparison.Ordinal);
        await page.Find("[data-testid='sort-seed']").ClickAsync(new MouseEventArgs());
        Assert.EndsWith("sort=seed", Address, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal(TestIds.RunLine(runs[0]), LinesOf(page)[0]));
    }

    [Fact]
    public async Task A_filter_that_cannot_be_read_leaves_the_last_result_and_marks_the_token()
    {
        var runs = (await QueueAsync(TwoRows)).RunIds;
        Open("q=seed = 1");
        var page = Context.Render<RunsPage>();

        await page.Find("[data-testid='runs-filter']").ChangeAsync(new() { Value = "seed = 1 and tging.crop > 3" });

        page.WaitForAssertion(() => Assert.Equal("tging.crop", page.Find("[data-testid='filter-wrong']").TextContent));
        Assert.Contains("There is no key \"tging.crop\".", page.Find("[data-testid='filter-problem']").TextContent, StringComparison.Ordinal);
        Assert.Contains("What is shown is still: seed = 1", page.Find("[data-testid='filter-problem']").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", page.Find("[data-testid='runs-filter']").GetAttribute("aria-invalid"));
        Assert.Equal([TestIds.RunLine(runs[3]), TestIds.RunLine(runs[1])], LinesOf(page));
        Assert.Equal("runs?q=seed = 1 and tging.crop > 3", Address);
    }

    [Fact]
    public async Task Groups_show_mean_and_deviation_open_into_their_runs_and_are_tagged_as_one()
    {
        var runs = (await QueueAsync(SixRows)).RunIds;
        var scores = new[] { 0.40, 0.44, 0.48 };
        foreach (var (run, score) in runs.Zip(scores))
        {
            await TrainAsync(run);
            await ScoreAsync(run, "SS", score);
        }

        Open("group=fingerprint&cols=name,seed,miou.ss,tag");
        var page = Context.Render<RunsPage>();
        var line = page.Find($"[data-testid='{TestIds.RunGroup(runs[0])}']");
        Assert.Equal("3", line.GetAttribute("data-n"));
        Assert.Contains("44.00 ± 4.00 (3)", line.TextContent, StringComparison.Ordinal);
        Assert.Contains("3 values", line.TextContent, StringComparison.Ordinal);
        var title = line.QuerySelectorAll("td")[3].GetAttribute("title")!;
        Assert.StartsWith("mean 0.4", title, StringComparison.Ordinal);
        Assert.Contains(", standard deviation 0.0", title, StringComparison.Ordinal);
        Assert.EndsWith(", n = 3", title, StringComparison.Ordinal);

        await page.Find($"[data-testid='open-{runs[0]}']").ClickAsync(new());
        Assert.Contains($"open={runs[0]}", Address, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal("48.00", page.Find($"[data-testid='{TestIds.RunLine(runs[2])}'] td:nth-child(4)").TextContent.Trim()));

        await page.Find($"[data-testid='choose-group-{runs[0]}']").ClickAsync(new MouseEventArgs());
        Assert.StartsWith("3 runs chosen", page.Find("[data-testid='chosen']").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal(Urls.Compare([[runs[2], runs[1], runs[0]]]), page.Find("[data-testid='compare-chosen']").GetAttribute("href"));
        await page.Find("[data-testid='tag-chosen']").ClickAsync(new());
        await page.Find("[data-testid='new-tag']").ChangeAsync(new() { Value = " baseline " });
        await page.Find("[data-testid='tags'] form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("baseline", page.Find($"[data-testid='{TestIds.RunLine(runs[1])}'] a.tag").TextContent));
        Assert.Equal(["baseline"], await Get<RunMarkStore>().TagsAsync(Stop));
        Assert.Equal("tag", (await Get<AuditStore>().ListAsync("baseline", null, 1, Stop)).Single().Act);
    }

    [Fact]
    public async Task Shift_chooses_a_range_and_what_is_archived_leaves_the_table()
    {
        var runs = (await QueueAsync(SixRows)).RunIds;
        Open("sort=id");
        var page = Context.Render<RunsPage>();
        await page.Find($"[data-testid='choose-{runs[1]}']").ClickAsync(new MouseEventArgs());
        await page.Find($"[data-testid='choose-{runs[3]}']").ClickAsync(new MouseEventArgs { ShiftKey = true });
        Assert.Equal(Urls.Compare([[runs[1]], [runs[2]], [runs[3]]]), page.Find("[data-testid='compare-chosen']").GetAttribute("href"));

        await page.Find("[data-testid='archive-chosen']").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal([TestIds.RunLine(runs[0]), TestIds.RunLine(runs[4]), TestIds.RunLine(runs[5])], LinesOf(page)));
        await page.Find("[data-testid='runs-filter']").ChangeAsync(new() { Value = "archived" });
        page.WaitForAssertion(() => Assert.Equal(3, LinesOf(page).Count));
        await page.Find("[data-testid='choose-all']").ClickAsync(new());
        await page.Find("[data-testid='unarchive-chosen']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-testid='no-match']")));
    }

    [Fact]
    public async Task What_takes_fewer_runs_says_so_and_leaves_them_chosen()
    {
        await QueueAsync(TwoRows with { Seeds = "0-50" });
        Open("sort=id");
        var page = Context.Render<RunsPage>();
        await page.Find("[data-testid='choose-all']").ClickAsync(new());

        var compare = page.Find("[data-testid='compare-chosen']");
        Assert.True(compare.HasAttribute("disabled"));
        Assert.False(compare.HasAttribute("href"));
        Assert.Equal("Compare takes 50 runs or groups, at most 200 runs", compare.GetAttribute("title"));
        Assert.Equal("Compare takes 50 runs or groups, at most 200 runs", page.Find("[data-testid='compare-limit']").TextContent);

        await page.Find("[data-testid='rerun-chosen']").ClickAsync(new());
        Assert.Equal("Nothing was queued: 102 runs are chosen, and at most 100 are run again at a time; choose fewer.", page.Find("[data-testid='chosen-problem']").TextContent);
        Assert.StartsWith("102 runs chosen", page.Find("[data-testid='chosen']").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal(102, (await Get<RunQueries>().PageAsync(new RunFilter { Take = 1 }, Stop)).Total);
    }

    [Fact]
    public async Task Runs_that_cannot_be_run_again_are_named_and_alone_stay_chosen()
    {
        var runs = (await QueueAsync(TwoRows)).RunIds;
        await using (var db = await Get<IDbContextFactory<ExperimentsContext>>().CreateDbContextAsync(Stop))
            await db.Runs.Where(r => r.Id == runs[1]).ExecuteUpdateAsync(set => set.SetProperty(r => r.ConfigurationJson, """{"nonsense":1}"""), Stop);
        Open("sort=id");
        var page = Context.Render<RunsPage>();
        await page.Find("[data-testid='choose-all']").ClickAsync(new());

        await page.Find("[data-testid='rerun-chosen']").ClickAsync(new());

        var message = page.WaitForElement("[data-testid='runs-message']", TimeSpan.FromSeconds(30)).TextContent.Trim();
        Assert.StartsWith($"3 queued; run {runs[1]}: ", message, StringComparison.Ordinal);
        Assert.EndsWith("What was not queued is still chosen.", message, StringComparison.Ordinal);
        Assert.StartsWith("1 run chosen", page.Find("[data-testid='chosen']").TextContent.Trim(), StringComparison.Ordinal);
        Assert.True(page.Find($"[data-testid='choose-{runs[1]}']").HasAttribute("checked"));

        await page.Find("[data-testid='rerun-chosen']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.StartsWith("Nothing was queued; run", page.Find("[data-testid='runs-message']").TextContent.Trim(), StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        Assert.Equal(7, (await Get<RunQueries>().PageAsync(new RunFilter { Take = 1 }, Stop)).Total);
    }

    [Fact]
    public async Task Columns_are_moved_pinned_added_and_reduced_to_what_differs()
    {
        await QueueAsync(TwoRows);
        Open("cols=name,seed,state");
        var page = Context.Render<RunsPage>();
        await page.Find("[data-testid='right-seed']").ClickAsync(new());
        Assert.Equal("runs?cols=state,seed", Address);
        await page.Find("[data-testid='pin-seed']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(["Run", "Seed", "State"], Headings(page)));
        await page.Find("[data-testid='new-column']").ChangeAsync(new() { Value = "training.crop" });
        await page.Find("[data-testid='columns-menu'] form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal(["Run", "Seed", "State", "Crop"], Headings(page)));

        await page.Find("[data-testid='differing']").ChangeAsync(new() { Value = true });
        page.WaitForAssertion(() => Assert.Equal(["Run", "Seed", "Regulariser"], Headings(page)));
        Assert.Contains("differing=true", Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_is_saved_renamed_made_the_default_and_opens_the_page()
    {
        await QueueAsync(TwoRows);
        Open("q=seed = 1&sort=-name");
        var page = Context.Render<RunsPage>();
        await page.Find("[data-testid='view-name']").ChangeAsync(new() { Value = "Mine" });
        await page.Find("[data-testid='save-view']").ParentElement!.ParentElement!.SubmitAsync();
        Assert.StartsWith("runs?view=Mine&q=seed = 1", Address, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-testid='default-Mine']")));
        await page.Find("[data-testid='default-Mine']").ClickAsync(new());
        await page.Find("[data-testid='rename-Mine']").ClickAsync(new());
        await page.Find("[data-testid='new-view-name']").ChangeAsync(new() { Value = "Seed one" });
        await page.Find("[data-testid='view-Mine'] form").SubmitAsync();

        Get<NavigationManager>().NavigateTo(Urls.RunsTable);
        page = Context.Render<RunsPage>();

        Assert.Equal("runs?view=Seed one&q=seed = 1&sort=-name", Address);
        Assert.Equal(2, LinesOf(page).Count);
        await page.Find("[data-testid='delete-view-Seed one']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid='delete-view-Seed one']")));
        Assert.Null(await Get<SavedViews>().DefaultAsync(RunsAddress.Page, Stop));
    }

    [Theory]
    [InlineData("")]
    [InlineData("q=a = \"b, c\" and d")]
    [InlineData("view=A view&q=x&sort=-miou,odd%2Ccurve&group=fingerprint,seed&open=3,9&cols=name,train/loss@10&pin=seed&differing=true")]
    public void An_address_is_written_as_it_is_read(string query)
    {
        var read = RunsAddress.OfQuery(string.Join('&', query.Split('&').Select(p => p.Split('=', 2)).Select(p => p.Length == 2 ? $"{p[0]}={Uri.EscapeDataString(p[1])}" : p[0])));
        Assert.Equal(read.Url, RunsAddress.Read(read.Url).Url);
        Assert.Equal(query.Length == 0 ? "/runs?all" : $"/runs?{query}", Uri.UnescapeDataString(read.Url).Replace("odd,curve", "odd%2Ccurve", StringComparison.Ordinal));
    }

    private void Open(string query) => Get<NavigationManager>().NavigateTo($"{Urls.RunsTable}?{string.Join('&', query.Split('&').Select(p => p.Split('=', 2)).Select(p => $"{p[0]}={Uri.EscapeDataString(p[1])}"))}");

    private static List<string?> LinesOf(IRenderedComponent<RunsPage> page) => [.. page.FindAll("[data-testid='runs-table'] tbody tr").Select(r => r.GetAttribute("data-testid"))];

    private static List<string> Headings(IRenderedComponent<RunsPage> page) => [.. page.FindAll("[data-testid='runs-table'] thead .title").Select(h => h.Text().Trim())];
}
