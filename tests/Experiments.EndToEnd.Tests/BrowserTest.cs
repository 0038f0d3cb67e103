using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>
/// A test with a page of a real browser, on a site of its own where it names no other. Every request that would leave the machine is stopped and
/// fails the test; a failed test leaves a screenshot, the page's markup and the site's log in <c>TestResults</c>.
/// </summary>
public abstract class BrowserTest(Chromium chromium) : IAsyncLifetime
{
    /// <summary>Longest wait for what a person would wait for without thinking.</summary>
    private const float PatienceMs = 60_000;

    private readonly ConcurrentQueue<string> _left = new();
    private readonly ConcurrentQueue<string> _console = new();
    private IBrowserContext? _context;

    /// <summary>The page.</summary>
    protected IPage Page { get; private set; } = null!;

    /// <summary>The site.</summary>
    protected Site Site { get; private set; } = null!;

    /// <summary>Further arguments with which the site is started.</summary>
    protected virtual string[] SiteArguments => [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var browser = chromium.Require();
        Site = await FindSiteAsync();
        _context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1400, Height = 1000 }, Locale = "en-GB" });
        _context.SetDefaultTimeout(PatienceMs);
        Assertions.SetDefaultExpectTimeout(PatienceMs);
        await _context.RouteAsync("**/*", async route =>
        {
            if (IsLocal(route.Request.Url))
            {
                await route.ContinueAsync();
                return;
            }

            _left.Enqueue(route.Request.Url);
            await route.AbortAsync();
        });
        Page = await _context.NewPageAsync();
        Page.WebSocket += (_, socket) =>
        {
            if (!IsLocal(socket.Url)) _left.Enqueue(socket.Url);
        };
        Page.Console += (_, message) => _console.Enqueue($"{message.Type}: {message.Text}");
        Page.PageError += (_, error) => _console.Enqueue($"page error: {error}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_context is not null)
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed) await KeepEvidenceAsync();
            await _context.DisposeAsync();
        }

        if (Site is not null) await LeaveSiteAsync();
        Assert.Empty(_left);
    }

    /// <summary>The site to test on: a new one on an empty folder.</summary>
    protected virtual Task<Site> FindSiteAsync() => Site.StartNewAsync(SiteArguments);

    /// <summary>Ends what <see cref="FindSiteAsync"/> began.</summary>
    protected virtual ValueTask LeaveSiteAsync() => Site.DisposeAsync();

    /// <summary>Opens a page of the site and waits until it answers to clicks.</summary>
    /// <param name="path">Path and query, with its slash.</param>
    protected async Task OpenAsync(string path)
    {
        await Page.GotoAsync(Site.Address + path);
        await UntilInteractiveAsync();
    }

    /// <summary>Goes back a page and waits until it answers to clicks: what is clicked before then is replaced when the page comes to life.</summary>
    protected async Task BackAsync()
    {
        await Page.GoBackAsync();
        await UntilInteractiveAsync();
    }

    /// <summary>The element of a test id.</summary>
    protected ILocator Find(string testId) => Page.GetByTestId(testId);

    /// <summary>Waits until the page answers to clicks.</summary>
    protected async Task UntilInteractiveAsync() => await Assertions.Expect(Page.Locator(".shell[data-interactive=true]")).ToBeVisibleAsync();

    private static bool IsLocal(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme is "data" or "blob" or "about" || uri.Host == "127.0.0.1");

    private async Task KeepEvidenceAsync()
    {
        var test = TestContext.Current.Test!.TestDisplayName;
        var folder = Path.Combine(AppContext.BaseDirectory, "TestResults", string.Concat(test.Select(c => char.IsLetterOrDigit(c) ? c : '_')));
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "site.log"), Site.Log);
        await File.WriteAllLinesAsync(Path.Combine(folder, "console.log"), _console);
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "page.png"), FullPage = true });
        await File.WriteAllTextAsync(Path.Combine(folder, "page.html"), await Page.ContentAsync());
        TestContext.Current.SendDiagnosticMessage($"Evidence of {test}: {folder}");
    }
}
