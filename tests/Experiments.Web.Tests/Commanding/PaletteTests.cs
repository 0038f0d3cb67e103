using Bunit;
using Experiments.Data.Model;
using Experiments.Web.Access;
using Experiments.Web.Commanding;
using Experiments.Web.Components;
using Experiments.Web.Components.Layout;
using Experiments.Web.Runs;
using Experiments.Web.Tests.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Data.Sqlite;

namespace Experiments.Web.Tests.Commanding;

public sealed class PaletteTests : PageTest
{
    private static readonly Person Reader = new(null, "reed", AccountRole.Reader);

    [Fact]
    public async Task What_has_a_page_is_found_by_parts_of_its_name_and_a_run_by_its_number()
    {
        var created = await QueueAsync(TwoRows);

        Assert.Equal(Urls.Grid(created.GridId!.Value), (await FindAsync("two rows table", Person.Local))[0].Url);
        Assert.Equal(Urls.Run(created.RunIds[2]), (await FindAsync($"#{created.RunIds[2]}", Person.Local))[0].Url);
        Assert.Equal(Urls.Datasets, (await FindAsync("dtst", Person.Local))[0].Url);
        Assert.Equal(Urls.ComparePage, (await FindAsync("compare", Person.Local))[0].Url);
        Assert.Empty(await FindAsync("no such thing anywhere", Person.Local));
        Assert.Equal(Urls.Home, (await FindAsync("", Person.Local))[0].Url);
    }

    [Fact]
    public async Task Who_may_only_read_is_offered_nothing_that_acts()
    {
        await QueueAsync(TwoRows);

        Assert.Contains(await FindAsync("pause", Person.Local), e => e.Deed == PaletteDeed.Pause);
        Assert.Contains(await FindAsync("define sweep", Person.Local), e => e.Url == Urls.NewSweep);
        Assert.DoesNotContain(await FindAsync("pause", Reader), e => e.Deed == PaletteDeed.Pause);
        Assert.DoesNotContain(await FindAsync("define sweep", Reader), e => e.Url == Urls.NewSweep);
    }

    [Fact]
    public async Task The_number_of_a_run_and_its_open_page_offer_what_can_be_done_with_it()
    {
        var created = await QueueAsync(TwoRows);
        var run = created.RunIds[1];
        string[] deeds = [Urls.NewSweepFromRun(run), Urls.EvaluateSweep(created.SweepId), $"rerun {run}", $"pause {run}", $"cancel {run}"];

        Assert.Equal([Urls.Run(run), .. deeds], (await FindAsync($"run {run}", Person.Local)).Take(6).Select(e => e.Url));
        Assert.Equal($"cancel {run}", (await FindAsync($"cancel #{run}", Person.Local))[0].Url);
        Assert.Equal(deeds, (await FindAsync("", Person.Local, run)).Take(5).Select(e => e.Url));
        Assert.Equal($"rerun {run}", (await FindAsync("rerun", Person.Local, run))[0].Url);
        var found = await FindAsync("n", Person.Local, run);
        Assert.Equal(PaletteQuery.Most, found.DistinctBy(e => e.Url).Count());
        Assert.DoesNotContain(await FindAsync("", Reader, run), e => e.RunId > 0);
        Assert.DoesNotContain(await FindAsync("rerun 999", Person.Local), e => e.Deed == PaletteDeed.Rerun);
    }

    [Fact]
    public async Task What_was_chosen_lately_comes_first_and_an_address_elsewhere_is_not_believed()
    {
        var palette = Context.Render<CommandPalette>();
        await palette.InvokeAsync(() => palette.Instance.Opened([new("Page", "Workers", Urls.Workers), new("Page", "Elsewhere", "https://example.org/"), new("Page", "Elsewhere", "//example.org")]));

        var options = palette.FindAll("[data-testid=palette-option]");
        Assert.Contains("Workers", options[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("recent", options[0].TextContent, StringComparison.Ordinal);
        Assert.Single(options, o => o.TextContent.Contains("Workers", StringComparison.Ordinal));
        Assert.DoesNotContain("Elsewhere", palette.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_keyboard_chooses_and_goes()
    {
        var palette = Context.Render<CommandPalette>();
        await palette.Find("[data-testid=palette-input]").InputAsync("e");
        await palette.Find("[data-testid=palette-input]").KeyDownAsync(new KeyboardEventArgs { Key = "ArrowDown" });

        Assert.Equal("palette-1", palette.Find("[data-testid=palette-input]").GetAttribute("aria-activedescendant"));
        Assert.Equal("true", palette.FindAll("[data-testid=palette-option]")[1].GetAttribute("aria-selected"));
        await palette.Find("[data-testid=palette-input]").InputAsync("queue");
        await palette.Find("[data-testid=palette-input]").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });
        Assert.EndsWith(Urls.Queue, Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_paused_from_the_palette()
    {
        var created = await QueueAsync(TwoRows);
        var palette = Context.Render<CommandPalette>();
        await palette.Find("[data-testid=palette-input]").InputAsync("pause");
        await palette.Find("[data-testid=palette-input]").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });

        Assert.Contains("asked for", palette.Markup, StringComparison.Ordinal);
        var run = await RunAsync(created.RunIds.Max());
        Assert.Contains(run.Jobs, j => j.State == JobState.Paused || j.PauseRequested);
    }

    [Fact]
    public async Task A_run_is_cancelled_and_run_again_from_the_palette_over_its_page()
    {
        var created = await QueueAsync(TwoRows);
        var run = created.RunIds[0];
        Get<NavigationManager>().NavigateTo(Urls.RunPart(run, "curves"));
        var palette = Context.Render<CommandPalette>();
        await palette.Find("[data-testid=palette-input]").InputAsync("cancel run");
        await palette.Find("[data-testid=palette-input]").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });

        Assert.Contains($"Cancel run {run}: asked for", palette.Markup, StringComparison.Ordinal);
        Assert.All((await RunAsync(run)).Jobs, j => Assert.Equal(JobState.Cancelled, j.State));

        await palette.Find("[data-testid=palette-input]").InputAsync("rerun");
        await palette.Find("[data-testid=palette-input]").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });
        palette.WaitForAssertion(() => Assert.Contains($"Rerun run {run}: queued with a new seed", palette.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        Assert.Equal([0, 1, 2], (await RunAsync(run)).Repeats.Select(r => r.Seed));
    }

    [Fact]
    public async Task A_view_of_the_runs_table_is_opened_by_its_name()
    {
        await Get<SavedViews>().SaveAsync(RunsAddress.Page, "Best", "sort=-miou", Stop);
        var palette = Context.Render<CommandPalette>();
        await palette.Find("[data-testid=palette-input]").InputAsync("best view");
        await palette.Find("[data-testid=palette-input]").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });

        Assert.EndsWith("/runs?view=Best&sort=-miou", Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_that_the_database_fails_says_so_in_the_palette()
    {
        var palette = Context.Render<CommandPalette>();
        await palette.Find("[data-testid=palette-input]").InputAsync("queue");
        Assert.NotEmpty(palette.FindAll("[data-testid=palette-option]"));
        // A folder where the file was cannot be opened as one.
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(RunsFolder, "experiments.db*")) File.Delete(file);
        Directory.CreateDirectory(Path.Combine(RunsFolder, "experiments.db"));
        Clock.Advance(TimeSpan.FromMinutes(1));
        await palette.Find("[data-testid=palette-input]").InputAsync("queue now");

        Assert.Contains("The database's file cannot be opened", palette.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Empty(palette.FindAll("[data-testid=palette-option]"));
    }

    private Task<IReadOnlyList<PaletteEntry>> FindAsync(string text, Person person, long openRun = 0) =>
        Get<PaletteQuery>().FindAsync(text, person, new PaletteContext(openRun, []), Stop);
}
