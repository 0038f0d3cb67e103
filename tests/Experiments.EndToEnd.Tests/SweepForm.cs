using System.Globalization;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>The page on which a sweep is defined, used as a person uses it.</summary>
/// <param name="page">The browser's page, already on the form.</param>
internal sealed class SweepForm(IPage page)
{
    /// <summary>Names the sweep.</summary>
    public Task NameAsync(string name) => EnterAsync(page.GetByTestId("sweep-name"), name);

    /// <summary>Gives the seeds.</summary>
    public Task SeedsAsync(string seeds) => EnterAsync(page.GetByTestId("seeds"), seeds);

    /// <summary>Ticks or clears a protocol.</summary>
    public Task ProtocolAsync(string name, bool chosen) => page.GetByTestId($"protocol-{name}").SetCheckedAsync(chosen);

    /// <summary>Finds a setting by its key and gives it a value.</summary>
    public async Task SetAsync(string key, string value)
    {
        await FindAsync(key);
        var input = page.GetByTestId($"setting-{key}");
        if (await input.EvaluateAsync<string>("e => e.tagName") == "SELECT")
        {
            await input.SelectOptionAsync(value);
            await Assertions.Expect(input).ToHaveValueAsync(value);
        }
        else
        {
            await EnterAsync(input, value);
        }
    }

    /// <summary>Finds a setting by its key and gives it several values, each a row of the grid.</summary>
    public async Task VaryAsync(string key, params string[] values)
    {
        await FindAsync(key);
        var vary = page.GetByTestId($"vary-{key}");
        await vary.ClickAsync();
        await Assertions.Expect(vary).ToHaveAttributeAsync("aria-pressed", "true");
        await EnterAsync(page.GetByTestId($"setting-{key}"), string.Join(" | ", values));
    }

    /// <summary>What the page says will be queued.</summary>
    public async Task<(int Runs, int Jobs)> PlanAsync() =>
        (await CountAsync(page.GetByTestId("plan-runs")), await CountAsync(page.GetByTestId("plan-jobs")));

    /// <summary>Queues the sweep and waits for the page of its results grid.</summary>
    public async Task QueueAsync()
    {
        await page.GetByTestId("queue-sweep").ClickAsync();
        await page.WaitForURLAsync("**/results/*");
        await Assertions.Expect(page.GetByTestId("results-grid")).ToBeVisibleAsync();
    }

    private async Task FindAsync(string key)
    {
        var search = page.GetByTestId("setting-search");
        await search.FillAsync(key);
        // The list of before, in which the field may stand too, goes when what was searched for is found.
        await Assertions.Expect(search).ToHaveAttributeAsync("data-found", key);
        await Assertions.Expect(page.GetByTestId($"field-{key}")).ToBeVisibleAsync();
    }

    private static async Task EnterAsync(ILocator input, string value)
    {
        await input.FillAsync(value);
        await input.BlurAsync();
        await Assertions.Expect(input).ToHaveValueAsync(value);
    }

    private static async Task<int> CountAsync(ILocator fact) =>
        int.Parse(await fact.GetAttributeAsync("data-count") ?? "", NumberStyles.None, CultureInfo.InvariantCulture);
}
