using System.Globalization;
using System.Text.Json;
using Experiments.Data.Datasets;
using Experiments.Data.Storage;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Web.Datasets;
using Microsoft.Extensions.DependencyInjection;

namespace Experiments.EndToEnd.Tests;

/// <summary>
/// One site for all tests that only look at what runs left: a sweep of two methods and two seeds, trained, scored single-scale and
/// multi-scale, with predictions. Made when the first of them asks. Who changes something on it changes what no other looks at.
/// </summary>
public sealed class FinishedSite : IAsyncLifetime
{
    /// <summary>Name of its sweep.</summary>
    public const string Sweep = "Decay or nothing";

    /// <summary>Number of its runs: 1 and 2 are the first method's, 3 and 4 the second's.</summary>
    public const int Runs = 4;

    /// <summary>What its runs have besides their method, as YAML below a key.</summary>
    public const string Settings = """
          network.backbone: cifar-resnet20
          synthetic.height: 48
          synthetic.width: 64
          synthetic.trainCount: 4
          synthetic.validationCount: 12
          training.iterations: 12
          training.batchSize: 2
          training.crop: 24
          execution.logEvery: 1
          execution.validateEvery: 4
        """;

    private const string Yaml = $"""
        name: {Sweep}
        overrides:
        {Settings}
        axes:
        - key: regulariser.kind
          values: [l2, none]
        seeds: 0-1
        protocols: [SS, MS]
        """;

    private static readonly TimeSpan Watchdog = TimeSpan.FromMinutes(5);
    private readonly Lock _lock = new();
    private Task<Site>? _site;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The site, once every job has ended.</summary>
    public Task<Site> GetAsync()
    {
        lock (_lock) return _site ??= MakeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_site is { IsCompletedSuccessfully: true }) await (await _site).DisposeAsync();
    }

    private static async Task<Site> MakeAsync()
    {
        var site = await Site.StartNewAsync();
        try
        {
            await site.QueueSweepAsync(Yaml);
            await AddDatasetAsync(site);
            using var watchdog = new CancellationTokenSource(Watchdog);
            while (!await HasEndedAsync(site)) await Task.Delay(TimeSpan.FromMilliseconds(300), watchdog.Token);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Registers a small city, and asks for its check, as the form does.</summary>
    private static async Task AddDatasetAsync(Site site)
    {
        var written = DatasetRenderer.Render(
            new RunConfiguration { Synthetic = new SyntheticSettings { Height = 48, Width = 64, TrainCount = 4, ValidationCount = 2 } }, Path.Combine(site.Folder, "city"));
        var overrides = new Dictionary<string, string> { ["data.dataset"] = "folder", ["data.root"] = written.Root, ["data.classesFile"] = written.ClassesFile, ["data.ignoreLabels"] = "255" };
        await using var services = new ServiceCollection()
            .AddExperimentsData(new ExperimentsDataOptions { ConnectionString = $"Data Source={Path.Combine(site.Folder, "experiments.db")}" })
            .BuildServiceProvider();
        var added = await services.GetRequiredService<DatasetStore>().AddAsync(new NewDataset("Small city", DatasetSettings.Write(overrides), "folder", written.Root));
        await services.GetRequiredService<DatasetCheckStore>().RequestAsync(added!.Value);
    }

    private static async Task<bool> HasEndedAsync(Site site)
    {
        for (var run = 1; run <= Runs; run++)
        {
            using var json = JsonDocument.Parse(await site.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"/api/runs/{run}")));
            var state = json.RootElement.GetProperty("state").GetString();
            Assert.NotEqual("Failed", state);
            if (state != "Succeeded") return false;
        }

        return true;
    }
}

/// <summary>A test in a browser on <see cref="FinishedSite"/>.</summary>
public abstract class FinishedSiteTest(Chromium chromium, FinishedSite finished) : BrowserTest(chromium)
{
    /// <inheritdoc/>
    protected override Task<Site> FindSiteAsync() => finished.GetAsync();

    /// <inheritdoc/>
    protected override ValueTask LeaveSiteAsync() => ValueTask.CompletedTask;
}
