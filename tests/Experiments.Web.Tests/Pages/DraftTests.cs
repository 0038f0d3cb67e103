using AngleSharp.Dom;
using Bunit;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;
using Experiments.Web.Components.SweepBuilder;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Tests.Pages;

public sealed class DraftTests : PageTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_is_typed_becomes_a_draft_once_nothing_follows_and_opens_again()
    {
        var page = Open(Urls.NewSweep);
        await ById(page, "sweep-name").InputAsync("Half an idea");
        Assert.Empty(await Get<DraftActions>().ListAsync(Stop));
        await ById(page, TestIds.Setting("training.crop")).InputAsync("96");
        Pass(page, version: 1);

        var draft = Assert.Single(await Get<DraftActions>().ListAsync(Stop));
        Assert.Equal("Half an idea", draft.Name);
        Assert.Contains($"draft={draft.DraftId}", Get<NavigationManager>().Uri, StringComparison.Ordinal);
        var again = Open(Urls.SweepDraft(draft.DraftId));
        Assert.Equal(("Half an idea", "96"), (ById(again, "sweep-name").GetAttribute("value"), ById(again, TestIds.Setting("training.crop")).GetAttribute("value")));
    }

    [Fact]
    public async Task Yaml_that_cannot_be_read_is_kept_as_it_is()
    {
        var page = Open(Urls.NewSweepFrom(TwoRows));
        await ById(page, "yaml-text").InputAsync("name: [\n# not done yet");
        Pass(page, version: 1);

        var again = Open(Urls.SweepDraft(Assert.Single(await Get<DraftActions>().ListAsync(Stop)).DraftId));
        Assert.Equal("name: [\n# not done yet", ById(again, "yaml-text").GetAttribute("value"));
        Assert.NotEmpty(again.FindAll("[data-testid=yaml-problems]"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_second_of_two_tabs_is_told_before_anything_is_written_over_and_chooses(bool theirs)
    {
        var draft = await Get<DraftActions>().CreateAsync("Two rows", SweepYaml.Write(TwoRows), Stop);
        var second = Open(Urls.SweepDraft(draft.Id));
        await Get<DraftActions>().SaveAsync(draft.Id, draft.Version, "The first's", SweepYaml.Write(TwoRows with { Name = "The first's" }), Stop);
        await ById(second, "sweep-name").InputAsync("The second's");
        Clock.Advance(DraftKeeper.Pause);
        second.WaitForAssertion(() => ById(second, "draft-conflict"), Patience);

        var stored = await Get<DraftActions>().FindAsync(draft.Id, Stop);
        Assert.Equal(("The first's", 2), (SweepYaml.Read(stored!.Text, "stored").Name, stored.Version));
        await ById(second, theirs ? "draft-take-theirs" : "draft-keep-mine").ClickAsync(new());
        second.WaitForAssertion(() => Assert.Empty(second.FindAll("[data-testid=draft-conflict]")), Patience);

        Assert.Equal(theirs ? "The first's" : "The second's", ById(second, "sweep-name").GetAttribute("value"));
        Assert.Equal(theirs ? ["The first's"] : ["The first's", "The second's"], (await Get<DraftActions>().ListAsync(Stop)).Select(d => d.Name).Order());
    }

    [Fact]
    public async Task What_the_browser_kept_is_back_in_the_form_in_the_order_in_which_it_was_typed()
    {
        var page = Open(Urls.NewSweepFrom(TwoRows));
        await page.InvokeAsync(() => page.Instance.Restore(
        [
            new("yaml", SweepYaml.Write(TwoRows with { Name = "From the YAML" })), new("training.crop", "96"), new("no.such.field", "x"), new("name", "From the YAML"), new(null, null),
        ]));

        Assert.Equal(("From the YAML", "96"), (ById(page, "sweep-name").GetAttribute("value"), ById(page, TestIds.Setting("training.crop")).GetAttribute("value")));
        Assert.Contains("2 fields", ById(page, "draft-restored").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_renamed_and_deleted_in_the_list_and_a_queued_one_is_gone()
    {
        var drafts = Get<DraftActions>();
        var kept = await drafts.CreateAsync("Kept", SweepYaml.Write(TwoRows), Stop);
        var other = await drafts.CreateAsync("Other", SweepYaml.Write(TwoRows), Stop);
        var list = Context.Render<DraftList>();
        await list.Find($"[data-testid=draft-{other.Id}] [data-testid=draft-begin-delete]").ClickAsync(new());
        await list.Find("[data-testid=draft-delete]").ClickAsync(new());
        await list.Find("[data-testid=draft-begin-rename]").ClickAsync(new());
        await list.Find("[data-testid=draft-name]").ChangeAsync("Renamed");
        await list.Find("form").SubmitAsync();
        Assert.Equal("Renamed", Assert.Single(await drafts.ListAsync(Stop)).Name);

        var page = Open(Urls.SweepDraft(kept.Id));
        await ById(page, "seeds").InputAsync("0-2");
        Pass(page, version: 2);
        Assert.Equal("Renamed", Assert.Single(await drafts.ListAsync(Stop)).Name); // not the name in its text
        await ById(page, "queue-sweep").ClickAsync(new());
        page.WaitForState(() => Get<NavigationManager>().Uri.Contains("/results/", StringComparison.Ordinal), Patience);
        Assert.Empty(await drafts.ListAsync(Stop));
    }

    [Fact]
    public void A_draft_that_is_gone_is_named_and_the_address_still_fills_the_form()
    {
        var page = Open(Urls.SweepDraft(TwoRows, 99));

        Assert.StartsWith("Draft 99 is not there", ById(page, "start-problem").TextContent, StringComparison.Ordinal);
        Assert.Equal("Two rows", ById(page, "sweep-name").GetAttribute("value"));
    }

    private IRenderedComponent<NewSweepPage> Open(string url)
    {
        Get<NavigationManager>().NavigateTo(url);
        var page = Context.Render<NewSweepPage>();
        page.WaitForAssertion(() => Assert.DoesNotContain("Looking at", page.Markup, StringComparison.Ordinal), Patience);
        return page;
    }

    private void Pass(IRenderedComponent<NewSweepPage> page, int version)
    {
        Clock.Advance(DraftKeeper.Pause);
        page.WaitForAssertion(() => Assert.Equal($"Saved as a draft, version {version}.", ById(page, "draft-state").TextContent), Patience);
    }

    private static IElement ById(IRenderedComponent<NewSweepPage> page, string testId) => page.Find($"[data-testid='{testId}']");
}
