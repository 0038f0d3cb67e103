using AngleSharp.Dom;
using Bunit;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;
using Experiments.Web.Components.Shared;
using Experiments.Web.Grids;
using Experiments.Web.Tests.Grids;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Tests.Pages;

/// <summary>The forms that declare a table or a study: two who change one, what the browser kept, leaving it.</summary>
public sealed class DeclarationTests : PageTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private GridMaker Maker => Get<GridMaker>();

    [Fact]
    public async Task The_second_of_two_tabs_that_change_a_table_writes_nothing_over_and_is_told_what_to_do()
    {
        var table = await Maker.SaveAsync(GridExpansionTests.Small(), cancellationToken: Stop);
        var second = OpenForm(table, "Small");
        await Maker.SaveAsync(GridExpansionTests.Small() with { Name = "The first's" }, table, cancellationToken: Stop);

        await ById(second, "table-name").InputAsync("The second's");
        await ById(second, "save-table").ClickAsync(new());

        second.WaitForAssertion(
            () => Assert.Contains(
                "\"The second's\" was changed since you opened it, and nothing was written over: open it again in another tab, and bring your changes there.",
                ById(second, "problems").TextContent,
                StringComparison.Ordinal),
            Patience);
        Assert.Equal("The first's", (await Maker.DefinitionAsync(table, Stop))!.Definition.Name);
        Assert.Equal("The second's", ById(second, "table-name").GetAttribute("value"));
    }

    [Fact]
    public async Task What_the_browser_kept_of_a_table_is_back_held_against_what_it_changed_and_dropped_when_it_is_not_wanted()
    {
        var table = await Maker.SaveAsync(GridExpansionTests.Small(), cancellationToken: Stop);
        var seen = (await Maker.DefinitionAsync(table, Stop))!.Json;
        await Maker.SaveAsync(GridExpansionTests.Small() with { Name = "Theirs" }, table, cancellationToken: Stop);
        var page = OpenForm(table, "Theirs");
        await RestoreAsync(
            page,
            new("seen", seen), new("name", "Mine"), new("seeds", "0-4"), new("base", GridText.Lines(GridExpansionTests.Small().Base)), new("source", ""), new("published", "false"),
            new("protocol-SS", "true"), new("protocol-MS", "false"),
            new("row-0-name", "Images"), new("row-0-choices", "8: synthetic.trainCount = 8"),
            new("column-0-name", "Regulariser"), new("column-0-choices", "none: regulariser.kind = none\nL2: regulariser.kind = l2"));

        Assert.Equal(("Mine", "0-4"), (ById(page, "table-name").GetAttribute("value"), ById(page, "seeds").GetAttribute("value")));
        Assert.Equal((true, false), (ById(page, "protocol-SS").HasAttribute("checked"), ById(page, "protocol-MS").HasAttribute("checked")));
        Assert.Equal("8: synthetic.trainCount = 8", ById(page, "row-0-choices").GetAttribute("value"));
        Assert.Empty(page.FindAll("[data-testid='row-1-name']"));
        await ById(page, "save-table").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("was changed since you opened it", ById(page, "problems").TextContent, StringComparison.Ordinal), Patience);

        await ById(page, "drop-typed").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid='typed-restored']")), Patience);
        Assert.Equal("Theirs", ById(page, "table-name").GetAttribute("value"));
        Assert.NotEmpty(page.FindAll("[data-testid='row-1-name']"));
    }

    [Fact]
    public async Task What_the_browser_kept_of_a_study_is_back()
    {
        var page = Context.Render<StudyFormPage>();
        page.WaitForAssertion(() => ById(page, "study-name"), Patience);
        await RestoreAsync(
            page,
            new("name", "Mine"), new("a", "L2: regulariser.kind = l2"), new("protocol", "MS"), new("smallest", "0.25"), new("design-OneAtATime", "false"), new("design-Full", "true"),
            new("factor-0-name", "BN decay"), new("factor-0-choices", "0.9: network.batchNormDecay = 0.9"));

        Assert.Equal(
            ("Mine", "L2: regulariser.kind = l2", "0.25", "BN decay"),
            (Value("study-name"), Value("study-a"), Value("study-smallest"), Value("factor-0-name")));
        Assert.True(ById(page, "design-Full").HasAttribute("checked"));
        Assert.Equal("MS", page.Find("[data-testid='study-protocol'] option[selected]").TextContent);
        Assert.NotEmpty(page.FindAll("[data-testid='typed-restored']"));

        string? Value(string testId) => ById(page, testId).GetAttribute("value");
    }

    [Fact]
    public async Task Leaving_a_form_with_something_that_is_not_saved_is_asked_about()
    {
        var table = await Maker.SaveAsync(GridExpansionTests.Small(), cancellationToken: Stop);
        var page = OpenForm(table, "Small");
        var navigation = Get<NavigationManager>();
        await ById(page, "table-name").InputAsync("Not saved");
        navigation.NavigateTo(Urls.Results);

        Assert.Single(Context.JSInterop.Invocations["confirm"]);
        Assert.NotEqual(navigation.ToAbsoluteUri(Urls.Results).AbsoluteUri, navigation.Uri);
        await ById(page, "save-table").ClickAsync(new());
        page.WaitForAssertion(() => Assert.EndsWith(Urls.Grid(table), navigation.Uri, StringComparison.Ordinal), Patience);
        Assert.Single(Context.JSInterop.Invocations["confirm"]);

        // The browser was away while it was saved, and offers what it kept all the same.
        await RestoreAsync(page, new KeptField("name", "Kept"));
        Assert.Equal("Not saved", ById(page, "table-name").GetAttribute("value"));
        Assert.Empty(page.FindAll("[data-testid='typed-restored']"));
    }

    private IRenderedComponent<GridFormPage> OpenForm(long table, string name)
    {
        var page = Context.Render<GridFormPage>(p => p.Add(x => x.GridId, table));
        page.WaitForAssertion(() => Assert.Equal(name, ById(page, "table-name").GetAttribute("value")), Patience);
        return page;
    }

    private static Task RestoreAsync(IRenderedComponent<IComponent> page, params KeptField[] fields)
    {
        var kept = page.FindComponent<KeptFields>();
        return kept.InvokeAsync(() => kept.Instance.Restore(fields));
    }

    private static IElement ById(IRenderedComponent<IComponent> page, string testId) => page.Find($"[data-testid='{testId}']");
}
