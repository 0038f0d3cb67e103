using Microsoft.Playwright;

namespace Experiments.Benchmarks.Browser;

/// <summary>Something that is done to a page that is open, and how to see that it has come to pass.</summary>
/// <param name="Control">Selector of the control.</param>
/// <param name="Value">What is typed into it, with Enter; null for a click.</param>
/// <param name="Changes">Selector of what reads differently afterwards.</param>
internal sealed record PageAct(string Control, string? Value, string Changes);

/// <summary>Times pages by the browser's own clock, each in a new context: nothing is cached but what the server keeps.</summary>
internal sealed class BrowserTimings(IBrowser browser, string address)
{
    private const string Interactive = ".shell[data-interactive=true]";

    /// <summary>Opens a page.</summary>
    /// <returns>Milliseconds to its first paint and until it answers to clicks.</returns>
    public async Task<(double Paint, double Ready)> OpenAsync(string path)
    {
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(address + path, new() { WaitUntil = WaitUntilState.Commit });
        var ready = await (await page.WaitForFunctionAsync($"() => document.querySelector('{Interactive}') && performance.now()", null, new() { PollingInterval = 10 })).JsonValueAsync<double>();
        var paint = await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN");
        await LeaveAsync(page);
        return (paint, ready);
    }

    /// <summary>Opens a document that is nothing but a word: what the browser itself takes of every first paint.</summary>
    /// <returns>Milliseconds to its first paint.</returns>
    public async Task<double> NothingAsync(string path)
    {
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(address + path);
        return await (await page.WaitForFunctionAsync("() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime", null, new() { PollingInterval = 10 })).JsonValueAsync<double>();
    }

    /// <summary>Does something on a page that is opened for it.</summary>
    /// <returns>Milliseconds until what it changes is seen.</returns>
    public async Task<double> ActAsync(string path, PageAct act)
    {
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(address + path);
        await page.WaitForSelectorAsync(Interactive);
        var control = page.Locator(act.Control).First;
        if (act.Value is { } value) await control.FillAsync(value);
        await page.EvaluateAsync(
            """
            selector => {
              const before = document.querySelector(selector).innerText;
              window.changed = new Promise(resolve => {
                const started = performance.now();
                const look = () => { const now = document.querySelector(selector)?.innerText; if (now && now !== before) { observer.disconnect(); resolve(performance.now() - started); } };
                const observer = new MutationObserver(look);
                observer.observe(document.body, { subtree: true, childList: true, characterData: true });
              });
            }
            """,
            act.Changes);
        if (act.Value is not null) await control.PressAsync("Enter");
        else await control.ClickAsync();
        var took = await page.EvaluateAsync<double>("() => window.changed");
        await LeaveAsync(page);
        return took;
    }

    /// <summary>Keeps pages open side by side for a while.</summary>
    /// <param name="paths">Pages.</param>
    /// <param name="read">Read while they are open.</param>
    /// <returns>The greatest of what was read.</returns>
    public async Task<double> TabsAsync(IReadOnlyList<string> paths, Func<double> read)
    {
        await using var context = await browser.NewContextAsync();
        foreach (var path in paths)
        {
            var page = await context.NewPageAsync();
            await page.GotoAsync(address + path);
            await page.WaitForSelectorAsync(Interactive);
        }

        var most = 0.0;
        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(500);
            most = Math.Max(most, read());
        }

        foreach (var page in context.Pages) await LeaveAsync(page);
        return most;
    }

    /// <summary>Leaves a page as a person does, by going elsewhere: the site is told and ends what it does for it. A context that is closed tells nothing, and the site would go on for minutes.</summary>
    private static Task LeaveAsync(IPage page) => page.GotoAsync("about:blank");
}
