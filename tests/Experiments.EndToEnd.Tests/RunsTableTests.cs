using System.Text.RegularExpressions;
using Experiments.Web.Components;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>Runs are filtered, grouped, chosen and tagged, by keyboard where it is typed.</summary>
public sealed partial class RunsTableTests(Chromium chromium, FinishedSite finished) : FinishedSiteTest(chromium, finished)
{
    [Fact]
    public async Task Runs_are_filtered_with_completion_grouped_chosen_and_tagged()
    {
        await OpenAsync(Urls.RunsTable);
        await Assertions.Expect(Rows.First).ToBeVisibleAsync();

        // By keyboard alone: the key is completed, then the value; a wrong token is marked and changes nothing.
        var filter = Find("runs-filter");
        await filter.FocusAsync();
        await Page.Keyboard.TypeAsync("regulariser.k");
        await Assertions.Expect(filter).ToHaveAttributeAsync("aria-expanded", "true");
        await Assertions.Expect(Option).ToHaveCountAsync(1);
        await Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(filter).ToHaveAttributeAsync("aria-activedescendant", "filter-list-0");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(filter).ToHaveValueAsync("regulariser.kind ");
        await Page.Keyboard.TypeAsync("= l2");
        await Assertions.Expect(Option.First).ToContainTextAsync("l2");
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Find("filter-list")).ToBeHiddenAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Rows).ToHaveCountAsync(2);
        await Assertions.Expect(Page).ToHaveURLAsync(FilteredAddress());
        await filter.FillAsync("regulariser.kind = l2 and sed = 0");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Find("filter-wrong")).ToHaveTextAsync("sed");
        await Assertions.Expect(Find("filter-problem")).ToContainTextAsync("Did you mean seed");
        await Assertions.Expect(Rows).ToHaveCountAsync(2);
        await BackAsync();

        await Find("group-by").SelectOptionAsync("fingerprint");
        await Assertions.Expect(Rows).ToHaveCountAsync(1);
        var group = Rows.First;
        await Assertions.Expect(group).ToHaveAttributeAsync("data-n", "2");
        await Assertions.Expect(group).ToContainTextAsync(MeanOfTwo());
        await group.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(Rows).ToHaveCountAsync(3);
        await group.GetByRole(AriaRole.Checkbox).CheckAsync();
        await Assertions.Expect(Find("chosen")).ToContainTextAsync("2 runs chosen");
        await Find("tag-chosen").ClickAsync();
        await Find("new-tag").FillAsync("good ones");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.Locator("[data-testid=runs-table] tr.member a.tag")).ToHaveTextAsync(["good ones", "good ones"]);

        // The address is the state: whoever opens it sees the same.
        await OpenAsync(new Uri(Page.Url).PathAndQuery);
        await Assertions.Expect(Rows).ToHaveCountAsync(3);
        await Page.Locator("[data-testid=runs-table] a.tag").First.ClickAsync();
        await Assertions.Expect(Rows).ToHaveCountAsync(2);
        await Assertions.Expect(filter).ToHaveValueAsync("tag = \"good ones\"");
        await Assertions.Expect(Find("runs-count")).ToHaveTextAsync("2 runs match");
    }

    [Fact]
    public async Task Columns_are_put_in_order_by_dragging_and_by_their_buttons()
    {
        await OpenAsync(Urls.RunsTable);
        await Assertions.Expect(Rows.First).ToBeVisibleAsync();
        await Find("columns-menu").Locator("summary").ClickAsync();
        var before = await ColumnsAsync();
        await Columns.Nth(2).Locator(".title").DragToAsync(Columns.Nth(0).Locator(".title"));
        await Assertions.Expect(Columns.Nth(0)).ToHaveAttributeAsync("data-testid", before[2]);
        string[] dragged = [before[2], before[0], before[1], .. before.Skip(3)];
        Assert.Equal<string[]>(dragged, await ColumnsAsync());

        await Columns.Nth(0).GetByRole(AriaRole.Button, new() { Name = "Move" }).Nth(1).ClickAsync();
        await Assertions.Expect(Columns.Nth(1)).ToHaveAttributeAsync("data-testid", before[2]);
        // The order is the table's, and its address's.
        await OpenAsync(new Uri(Page.Url).PathAndQuery);
        await Assertions.Expect(Rows.First).ToBeVisibleAsync();
        await Find("columns-menu").Locator("summary").ClickAsync();
        string[] moved = [before[0], before[2], before[1], .. before.Skip(3)];
        Assert.Equal<string[]>(moved, await ColumnsAsync());
    }

    private ILocator Columns => Find("columns-menu").Locator("li");

    private async Task<string[]> ColumnsAsync() => await Columns.EvaluateAllAsync<string[]>("all => all.map((li) => li.dataset.testid)");

    private ILocator Rows => Page.Locator("[data-testid=runs-table] tbody tr");

    private ILocator Option => Find("filter-list").GetByRole(AriaRole.Option);

    [GeneratedRegex("q=regulariser\\.kind%20%3D%20l2$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FilteredAddress();

    [GeneratedRegex("[0-9.]+ ± [0-9.]+ \\(2\\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MeanOfTwo();
}
