using Experiments.Web.Components;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>A table is declared over runs that are there: it is full at once, and goes without them.</summary>
public sealed class TableTests(Chromium chromium, FinishedSite finished) : FinishedSiteTest(chromium, finished)
{
    private const string File = $$"""
        name: The same as a table
        base:
        {{FinishedSite.Settings}}
        columns:
        - name: Regulariser
          choices:
          - label: L2
            set: {regulariser.kind: l2}
          - label: none
            set: {regulariser.kind: none}
        seeds: 0-1
        protocols: [SS, MS]
        """;

    [Fact]
    public async Task A_declared_table_is_filled_by_the_runs_that_match_it_and_leaves_them_when_it_goes()
    {
        await OpenAsync(Urls.Results);
        await Find("declare-table").ClickAsync();
        await Page.WaitForURLAsync("**/results/new");
        await Find("declaration-file").Locator("summary").ClickAsync();
        await Find("paste-yaml").FillAsync(File);
        await Find("import-yaml").ClickAsync();
        await Assertions.Expect(Find("table-name")).ToHaveValueAsync("The same as a table");
        await Find("table-name").FillAsync("Declared");
        // Loaded anew before it is saved: the browser kept it, and what was filled in from the file too.
        await Page.ReloadAsync();
        await UntilInteractiveAsync();
        await Assertions.Expect(Find("typed-restored")).ToBeVisibleAsync();
        await Assertions.Expect(Find("table-name")).ToHaveValueAsync("Declared");
        await Assertions.Expect(Find("preview")).ToHaveAttributeAsync("data-runs", "4");
        await Find("save-table").ClickAsync();

        await Assertions.Expect(Page.Locator("main h1")).ToHaveTextAsync("Declared");
        for (var column = 0; column < 4; column++) await Assertions.Expect(Find($"cell-0-{column}")).ToHaveAttributeAsync("data-n", "2");
        await Assertions.Expect(Find("queue-missing")).ToHaveCountAsync(0);

        await Find("forget-grid").ClickAsync();
        await Assertions.Expect(Find("forget-grid")).ToContainTextAsync("Really");
        await Find("forget-grid").ClickAsync();
        await Page.WaitForURLAsync("**/results");
        await OpenAsync(Urls.Run(1));
        await Assertions.Expect(Find("run-state")).ToHaveAttributeAsync("data-state", "Succeeded");
    }
}
