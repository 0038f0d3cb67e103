using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Experiments.EndToEnd.Tests;

/// <summary>
/// The real site as a process of its own, <c>dotnet Experiments.Web.dll serve</c>, on a port that the system chose,
/// with database and runs in a folder of its own. Disposing ends it and deletes the folder.
/// </summary>
public sealed partial class Site : IAsyncDisposable
{
    /// <summary>Short, so that what a killed site left behind is taken up soon.</summary>
    private const int LeaseSeconds = 5;

    private static readonly TimeSpan Watchdog = TimeSpan.FromMinutes(2);
    private static readonly HttpClient Http = new();

    private readonly StringBuilder _log = new();
    private Process? _process;

    /// <summary>Where database and runs lie.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("experiments-e2e-").FullName;

    /// <summary>Address of the running site, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Further arguments of <c>serve</c>.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>Process id of the running site.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("The site is not running.");

    /// <summary>All that the site wrote to its outputs, over all its starts.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <summary>Starts a site on an empty folder and waits until it is healthy.</summary>
    /// <param name="more">Further arguments of <c>serve</c>.</param>
    public static async Task<Site> StartNewAsync(params string[] more)
    {
        var site = new Site { More = more };
        try
        {
            await site.StartAsync();
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the site, on the folder as it is, and waits until it is healthy.</summary>
    public async Task StartAsync()
    {
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Experiments.Web.dll"), "serve", "--urls", "http://127.0.0.1:0",
                "--runs", Folder, "--lease", LeaseSeconds.ToString(CultureInfo.InvariantCulture), .. More,
            ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
                UseShellExecute = false,
                WorkingDirectory = Folder,
            },
            EnableRaisingEvents = true,
        };
        process.OutputDataReceived += (_, e) => Heard(e.Data);
        process.ErrorDataReceived += (_, e) => Heard(e.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"The site ended before it listened:{Environment.NewLine}{Log}"));
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;

        try
        {
            Address = await listening.Task.WaitAsync(Watchdog);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The site named no address within {Watchdog}:{Environment.NewLine}{Log}");
        }

        using var health = await Http.GetAsync(new Uri($"{Address}/health"));
        Assert.True(health.IsSuccessStatusCode, $"The site's health is {health.StatusCode}.");

        void Heard(string? line)
        {
            if (line is null) return;
            lock (_log) _log.AppendLine(line);
            if (line.StartsWith("Experiments: ", StringComparison.Ordinal) && ListeningAddress().Match(line) is { Success: true } match) listening.TrySetResult(match.Value);
        }
    }

    /// <summary>Queues a sweep as a script does.</summary>
    /// <param name="yaml">The sweep file.</param>
    public async Task QueueSweepAsync(string yaml)
    {
        using var body = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        using var answer = await Http.PostAsync(new Uri($"{Address}/api/sweeps"), body);
        Assert.True(answer.IsSuccessStatusCode, $"The sweep was not queued: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Fetches a text from the site.</summary>
    /// <param name="path">Path and query, with its slash.</param>
    public async Task<string> GetStringAsync(string path) => await Http.GetStringAsync(new Uri(Address + path));

    /// <summary>Kills the site's process at once, and it alone: what it started is left to find out.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await EndedAsync();
    }

    /// <summary>Asks the site to end, as Ctrl-C does, and gives its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (var signal = Process.Start("kill", ["-TERM", ProcessId.ToString(CultureInfo.InvariantCulture)])) await signal.WaitForExitAsync();
        return await EndedAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await StopAsync();
        _process?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<int> EndedAsync()
    {
        using var process = _process!;
        _process = null;
        try
        {
            await process.WaitForExitAsync().WaitAsync(Watchdog);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9][0-9]{0,4}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListeningAddress();
}
