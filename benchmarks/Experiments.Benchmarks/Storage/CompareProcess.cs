using System.Globalization;
using Experiments.Data.Storage;
using Experiments.Web.Components;
using Experiments.Web.Comparing;
using Experiments.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Experiments.Benchmarks.Storage;

/// <summary>What comparing 50 runs takes among 10,000 with 10 million points, asked by HTTP from the real site: the section on it of docs/performance.md.</summary>
internal static class CompareProcess
{
    private const int Rounds = 9;
    private const int Sweeps = 100;

    /// <summary>Runs <c>compare [--folder FOLDER] [--print]</c>: on SQLite, on a database that lies in a folder or on one that is made for it.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var folder = arguments is ["--folder", var named, ..] ? named : null;
        if (StorageArguments.Read(folder is null ? arguments : arguments[2..], "compare") is not { } given) return 2;
        var machine = MachineLine.Now();
        if (folder is not null)
        {
            given.Write("compare", $"{machine} {await MeasureAsync(folder)}");
            return 0;
        }

        await using var database = await BenchmarkDatabase.CreateAsync(null);
        await LargeDatabase.FillAsync(database, Sweeps);
        given.Write("compare", $"{machine} {await MeasureAsync(database.Folder)}");
        return 0;
    }

    private static async Task<string> MeasureAsync(string folder)
    {
        var file = Path.Combine(folder, "experiments.db");
        await using var app = ExperimentsHost.Build(new ExperimentsSettings { RunsFolder = folder, ConnectionString = $"Data Source={file}", DatabaseFile = file, Urls = "http://127.0.0.1:0", QuietConsole = true });
        await ExperimentsHost.StartAsync(app);
        List<long> runs;
        long points;
        await using (var db = await app.Services.GetRequiredService<IDbContextFactory<ExperimentsContext>>().CreateDbContextAsync())
        {
            points = await db.MetricPoints.LongCountAsync();
            runs = await db.Runs.OrderBy(r => r.Id).Select(r => r.Id).Skip(await db.Runs.CountAsync() / 2).Take(CompareSet.Most).ToListAsync();
        }

        var alone = new CompareState { Set = CompareSet.Of(runs.Select(r => new[] { r })) };
        var grouped = new CompareState { Set = CompareSet.Of(runs.Chunk(LargeDatabase.Seeds)) };
        (string Name, string Path)[] asked =
        [
            ("the page", Urls.Compare(alone)),
            ("a curve of each", Urls.CompareSeries(alone, "train/loss")),
            ("the same in groups of five, means with bands", Urls.CompareSeries(grouped, "train/loss")),
            ("a scatter of all", Urls.ComparePlot(alone)),
        ];
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var rows = new List<string>();
        foreach (var (name, path) in asked)
        {
            var (first, later, bytes) = (new Timings(), new Timings(), 0);
            bytes = (await first.OfAsync(() => client.GetByteArrayAsync(path))).Length;
            for (var i = 0; i < Rounds; i++) await later.OfAsync(() => client.GetByteArrayAsync(path));
            rows.Add(string.Create(CultureInfo.InvariantCulture, $"| {name} | {first.Quantile(0):0.0} | {later} | {bytes / 1000} |"));
        }

        await app.StopAsync();
        return string.Create(CultureInfo.InvariantCulture, $"{points:N0} points on SQLite, {Rounds} rounds, the first request of each kind apart.\n\n| {runs.Count} runs, milliseconds | first | median | 95 % | worst | kB |\n| --- | --- | --- | --- | --- | --- |\n{string.Join('\n', rows)}");
    }
}
