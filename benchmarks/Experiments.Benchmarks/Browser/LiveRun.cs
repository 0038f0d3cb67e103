using System.Globalization;
using System.Text;
using System.Text.Json;
using Experiments.Benchmarks.Storage;
using Microsoft.Playwright;

namespace Experiments.Benchmarks.Browser;

/// <summary>How a page follows a training.</summary>
/// <param name="LinesASecond">Journal lines that the training wrote a second.</param>
/// <param name="LagMedianMs">From a line's time to the page that shows its iteration, milliseconds: the median.</param>
/// <param name="LagWorstMs">The longest.</param>
/// <param name="SiteCores">Processor time of the site a second of watching, in cores.</param>
/// <param name="UnwatchedCores">The same with no page open.</param>
internal sealed record LiveRun(double LinesASecond, double LagMedianMs, double LagWorstMs, double SiteCores, double UnwatchedCores)
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(30);

    // Small steps, each told: a line a few hundredths of a second.
    private const string Sweep = """
        name: Watched
        overrides:
          network.backbone: resnet18
          network.widthMultiplier: 0.25
          training.iterations: 100000
          training.batchSize: 4
          training.crop: 96
          synthetic.trainCount: 8
          synthetic.validationCount: 2
          regulariser.kind: l2
          execution.logEvery: 1
        seeds: 0
        protocols: [SS]
        """;

    /// <summary>Queues a training, watches it for half a minute, and cancels it.</summary>
    public static async Task<LiveRun> MeasureAsync(ServedSite site, IBrowser browser)
    {
        using var http = new HttpClient { BaseAddress = new Uri(site.Address) };
        var run = await QueueAsync(http);
        await UntilAsync(async () => (await DoneAsync(http, run)) > 5);
        var unwatched = await CoresAsync(site);

        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(string.Create(CultureInfo.InvariantCulture, $"{site.Address}/runs/{run}"));
        await page.WaitForSelectorAsync(".shell[data-interactive=true]");
        await page.EvaluateAsync(
            """
            () => {
              window.seen = [];
              let last = null;
              setInterval(() => {
                const now = document.querySelector('main [role=progressbar]')?.getAttribute('aria-valuenow');
                if (now && now !== last) { last = now; window.seen.push([Number(now), Date.now()]); }
              }, 20);
            }
            """);
        var watched = await CoresAsync(site);
        var seen = await page.EvaluateAsync<double[][]>("() => window.seen");
        using (var cancel = await http.PostAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/api/runs/{run}/cancel"), UriKind.Relative), null)) cancel.EnsureSuccessStatusCode();

        var written = Written(site.Folder, run);
        var lag = new Timings();
        // What the page showed first was there before it was opened.
        foreach (var shown in seen.Skip(1))
        {
            if (written.TryGetValue((int)shown[0], out var time)) lag.Add(TimeSpan.FromMilliseconds(shown[1] - time));
        }

        var span = (written.Values.Max() - written.Values.Min()) / 1000.0;
        return new LiveRun(Lines(site.Folder, run) / span, lag.Quantile(0.5), lag.Quantile(1), watched, unwatched);
    }

    private static async Task<double> CoresAsync(ServedSite site)
    {
        var before = site.ProcessorTime;
        await Task.Delay(Watched);
        return (site.ProcessorTime - before) / Watched;
    }

    private static async Task<long> QueueAsync(HttpClient http)
    {
        using var body = new StringContent(Sweep, Encoding.UTF8, "application/yaml");
        using var answer = await http.PostAsync(new Uri("/api/sweeps", UriKind.Relative), body);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"The sweep was not queued: {text}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("runs")[0].GetInt64();
    }

    private static async Task<int> DoneAsync(HttpClient http, long run)
    {
        using var json = JsonDocument.Parse(await http.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/api/runs/{run}"), UriKind.Relative)));
        return json.RootElement.GetProperty("jobs")[0].GetProperty("done").GetInt32();
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 600 && !await holds(); i++) await Task.Delay(200);
    }

    /// <summary>When each iteration was first written of, Unix milliseconds.</summary>
    private static Dictionary<int, long> Written(string folder, long run)
    {
        var written = new Dictionary<int, long>();
        foreach (var line in File.ReadLines(Journal(folder, run)))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.GetProperty("type").GetString() == "progress") written.TryAdd(json.RootElement.GetProperty("done").GetInt32(), json.RootElement.GetProperty("timeMs").GetInt64());
        }

        return written;
    }

    private static int Lines(string folder, long run) => File.ReadLines(Journal(folder, run)).Count();

    private static string Journal(string folder, long run) =>
        Directory.GetFiles(Path.Combine(folder, run.ToString(CultureInfo.InvariantCulture)), "events.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
}
