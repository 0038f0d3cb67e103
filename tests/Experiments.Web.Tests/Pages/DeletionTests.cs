using Bunit;
using Experiments.Data.Deletions;
using Experiments.Data.Runs;
using Experiments.Web.Components;
using Experiments.Web.Components.Layout;
using Experiments.Web.Components.Pages;
using Experiments.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Data.Sqlite;

namespace Experiments.Web.Tests.Pages;

public sealed class DeletionTests : PageTest
{
    [Fact]
    public async Task Deleting_a_run_names_what_uses_it_and_wants_a_word_more()
    {
        var created = await QueueAsync(TwoRows);
        var run = created.RunIds[0];
        var page = Open(run);
        Assert.True(page.Find("[data-testid='delete-run']").HasAttribute("disabled"), "It has not ended.");
        await EndAsync(created.RunIds);
        page = Open(run);

        await page.Find("[data-testid='delete-run']").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal(["results of sweep \"Two rows\""], page.FindAll("[data-testid='uses'] li").Select(l => l.TextContent.Trim())));
        Assert.Equal(Urls.Grid(created.GridId!.Value), page.Find("[data-testid='uses'] a").GetAttribute("href"));
        Assert.True(page.Find("[data-testid='delete-confirm']").HasAttribute("disabled"));
        await page.Find("[data-testid='delete-all-the-same']").ChangeAsync(new() { Value = true });
        await page.Find("[data-testid='delete-reason']").ChangeAsync(new() { Value = "a typo" });
        await page.Find("[data-testid='delete-confirm']").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("was deleted just now", page.Find("[data-testid='run-binned']").TextContent, StringComparison.Ordinal));
        Assert.Contains(": a typo", page.Find("[data-testid='run-binned']").TextContent, StringComparison.Ordinal);
        Assert.Null(await Get<RunQueries>().FindAsync(run, Stop));
        var grid = Context.Render<GridPage>(p => p.Add(x => x.GridId, created.GridId.Value));
        Assert.Contains("in the bin", grid.Find($"[data-testid='{TestIds.Cell(0, 0)}']").TextContent, StringComparison.Ordinal);

        await page.Find("[data-testid='restore-run']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.NotNull(page.Find("[data-testid='run-state']")));
    }

    [Fact]
    public async Task The_bin_shows_size_and_reason_purges_with_the_files_and_the_runs_address_says_what_it_was()
    {
        var created = await QueueAsync(TwoRows);
        await EndAsync(created.RunIds);
        var run = created.RunIds[1];
        var folder = Directory.CreateDirectory(Path.Combine(RunsFolder, $"{run}", "jobs"));
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "weights"), new byte[2_400_000], Stop);
        await Get<BinStore>().PutRunsAsync([run], new Deletion("ada", "a typo", EvenIfUsed: true), Stop);
        var name = (await Get<BinQueries>().FindAsync(run, Stop))!.Name;
        var bin = Context.Render<BinPage>();
        // The files are measured off the page's own thread.
        bin.WaitForElement($"[data-testid='{TestIds.RunLine(run)}']");
        var line = bin.Find($"[data-testid='{TestIds.RunLine(run)}']").TextContent;
        Assert.Contains(name, line, StringComparison.Ordinal);
        Assert.Contains("by ada", line, StringComparison.Ordinal);
        Assert.Contains("a typo", line, StringComparison.Ordinal);
        Assert.Contains("2 MB", line, StringComparison.Ordinal);

        await bin.Find($"[data-testid='purge-{run}']").ClickAsync(new());
        bin.WaitForAssertion(() => Assert.Contains("results of sweep", bin.Find("[data-testid='purge-panel']").TextContent, StringComparison.Ordinal));
        await bin.Find("[data-testid='purge-confirm']").ClickAsync(new());

        bin.WaitForAssertion(() => Assert.StartsWith("1 run deleted for good.", bin.Find("[data-testid='bin-message']").TextContent, StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(RunsFolder, $"{run}")));
        Assert.Contains("The bin is empty", bin.Markup, StringComparison.Ordinal);
        var page = Open(run);
        var told = page.Find("[data-testid='run-purged']").TextContent;
        Assert.Contains(name, told, StringComparison.Ordinal);
        Assert.Contains("by ada: a typo", told, StringComparison.Ordinal);
        Assert.Contains("2026-01-02", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_asks_before_it_deletes_takes_the_keyboard_and_gives_it_back()
    {
        var created = await QueueAsync(TwoRows);
        await EndAsync(created.RunIds);
        var (kept, binned) = (created.RunIds[0], created.RunIds[1]);
        await Get<BinStore>().PutRunsAsync([binned], new Deletion(EvenIfUsed: true), Stop);

        var page = Open(kept);
        await page.Find("[data-testid='delete-run']").ClickAsync(new());
        Focused(1, page.Find("[data-testid='delete-panel']"));
        await page.Find("[data-testid='delete-close']").ClickAsync(new());
        Context.JSInterop.VerifyFocusAsyncInvoke(2);
        Assert.Empty(page.FindAll("[data-testid='delete-panel']"));

        var bin = Context.Render<BinPage>();
        bin.WaitForElement($"[data-testid='{TestIds.RunLine(binned)}']");
        await bin.Find($"[data-testid='purge-{binned}']").ClickAsync(new());
        Focused(3, bin.Find("[data-testid='purge-panel']"));
        await bin.Find("[data-testid='purge-close']").ClickAsync(new());
        Context.JSInterop.VerifyFocusAsyncInvoke(4);
        Assert.Empty(bin.FindAll("[data-testid='purge-panel']"));
    }

    [Fact]
    public async Task Several_runs_are_chosen_in_the_list_and_deleted_at_once()
    {
        var created = await QueueAsync(TwoRows);
        await EndAsync([.. created.RunIds.Skip(1)]);
        var page = Context.Render<RunsPage>();
        foreach (var run in created.RunIds.Take(3)) await page.Find($"[data-testid='choose-{run}']").ClickAsync(new MouseEventArgs());

        await page.Find("[data-testid='delete-chosen']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-testid='uses']")));
        await page.Find("[data-testid='delete-all-the-same']").ChangeAsync(new() { Value = true });
        await page.Find("[data-testid='delete-confirm']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("cancel", page.Find("[data-testid='delete-refusal']").TextContent, StringComparison.OrdinalIgnoreCase));
        await page.Find($"[data-testid='choose-{created.RunIds[0]}']").ClickAsync(new MouseEventArgs());
        page.WaitForAssertion(() => Assert.Contains("2 runs", page.Find("[data-testid='delete-panel']").TextContent, StringComparison.Ordinal));
        await page.Find("[data-testid='delete-all-the-same']").ChangeAsync(new() { Value = true });
        await page.Find("[data-testid='delete-confirm']").ClickAsync(new());

        page.WaitForAssertion(() => Assert.StartsWith("2 runs put into the bin.", page.Find("[data-testid='runs-message']").TextContent, StringComparison.Ordinal));
        Assert.Equal(created.RunIds.Count - 2, page.FindAll("[data-testid='runs-table'] tbody tr").Count);
    }

    [Fact]
    public void What_is_wrong_with_the_site_is_on_every_page_for_as_long_as_it_is()
    {
        var banner = Context.Render<SiteBanner>();
        Assert.Empty(banner.FindAll("[data-testid='site-trouble']"));

        Get<SiteHealth>().Report("disk", "The disk is full.");
        banner.WaitForAssertion(() => Assert.Equal("The disk is full.", banner.Find("[data-testid='site-trouble']").TextContent));

        Get<SiteHealth>().Report("disk", null);
        banner.WaitForAssertion(() => Assert.Empty(banner.FindAll("[data-testid='site-trouble']")));
    }

    [Fact]
    public void A_page_that_the_database_failed_says_so_and_comes_back_by_itself()
    {
        var busy = true;
        var page = Context.Render<PageErrors>(p => p.AddChildContent(builder =>
        {
            builder.OpenComponent<Reading>(0);
            builder.AddComponentParameter(1, nameof(Reading.Read), () => busy ? throw new SqliteException("database is locked", 5) : "all is well");
            builder.CloseComponent();
        }));
        Assert.Contains("The database is locked by another program", page.Find("[data-testid='page-waits']").TextContent, StringComparison.Ordinal);

        busy = false;
        Clock.Advance(TimeSpan.FromSeconds(3));

        page.WaitForAssertion(() => Assert.Contains("all is well", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void A_fault_of_the_program_is_not_tried_again_by_itself()
    {
        var page = Context.Render<PageErrors>(p => p.AddChildContent(builder =>
        {
            builder.OpenComponent<Reading>(0);
            builder.AddComponentParameter(1, nameof(Reading.Read), string () => throw new SqliteException("UNIQUE constraint failed", 19));
            builder.CloseComponent();
        }));

        Assert.NotNull(page.Find("[data-testid='page-error']"));
    }

    /// <summary>The keyboard was given on so many times, the last time to this element.</summary>
    private void Focused(int times, AngleSharp.Dom.IElement element) => Context.JSInterop.VerifyFocusAsyncInvoke(times)[^1].Arguments[0]!.ShouldBeElementReferenceTo(element);

    private async Task EndAsync(IReadOnlyList<long> runs)
    {
        foreach (var run in runs) await Get<Experiments.Data.Jobs.JobStore>().RequestCancelRunAsync(run, Stop);
    }

    private sealed class Reading : ComponentBase
    {
        [Parameter, EditorRequired]
        public Func<string> Read { get; set; } = null!;

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) => builder.AddContent(0, Read());
    }
}
