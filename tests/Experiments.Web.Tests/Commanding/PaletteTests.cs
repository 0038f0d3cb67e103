using Bunit;
using Experiments.Data.Model;
using Experiments.Web.Access;
using Experiments.Web.Commanding;
using Experiments.Web.Components;
using Experiments.Web.Components.Layout;
using Experiments.Web.Tests.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Experiments.Web.Tests.Commanding;

public sealed class PaletteTests : PageTest
{
    private static readonly Person Reader = new(null, "reed", AccountRole.Reader);

    [Fact]
    public async Task What_has_a_page_is_found_by_parts_of_its_name_and_a_run_by_its_number()
    {
        var created = await QueueAsync(TwoRows);
        var query = Get<PaletteQuery>();

        Assert.Equal(Urls.Grid(created.GridId!.Value), (await query.FindAsync("two rows table", Person.Local, Stop))[0].Url);
        Assert.Equal(Urls.Run(created.RunIds[2]), (await query.FindAsync($"#{created.RunIds[2]}", Person.Local, Stop))[0].Url);
        Assert.Equal(Urls.Datasets, (await query.FindAsync("dtst", Person.Local, Stop))[0].Url);
        Assert.Empty(await query.FindAsync("no such thing anywhere", Person.Local, Stop));
        Assert.Equal(Urls.Home, (await query.FindAsync("", Person.Local, Stop))[0].Url);
    }

    [Fact]
    public async Task Who_may_only_read_is_offered_nothing_that_acts()
    {
        await QueueAsync(TwoRows);
        var query = Get<PaletteQuery>();

        Assert.Contains(await query.FindAsync("pause", Person.Local, Stop), e => e.Deed == PaletteDeed.Pause);
        Assert.Contains(await query.FindAsync("define sweep", Person.Local, Stop), e => e.Url == Urls.NewSweep);
        Assert.DoesNotContain(await query.FindAsync("pause", Reader, Stop), e => e.Deed == PaletteDeed.Pause);
        Assert.DoesNotContain(await query.FindAsync("define sweep", Reader, Stop), e => e.Url == Urls.NewSweep);
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
}
