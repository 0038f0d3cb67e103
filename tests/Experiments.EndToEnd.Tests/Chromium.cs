using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>One headless Chromium for all tests, or the word why there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Names another browser than the system's Chromium.</summary>
    public const string PathVariable = "EXPERIMENTS_CHROMIUM";

    private static readonly string[] UsualPaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? ExecutablePath => Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named
        ? named
        : UsualPaths.FirstOrDefault(File.Exists);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (ExecutablePath is not { } path || !File.Exists(path)) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Arguments });
    }

    /// <summary>The browser. Without one the test is skipped, except under CI, where it fails.</summary>
    public IBrowser Require()
    {
        if (_browser is not null) return _browser;
        var reason = $"No Chromium at {ExecutablePath ?? string.Join(", ", UsualPaths)}: install it (apt-get install chromium) or name one in {PathVariable}.";
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 }) Assert.Fail(reason);
        Assert.Skip(reason);
        throw new InvalidOperationException(reason);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
