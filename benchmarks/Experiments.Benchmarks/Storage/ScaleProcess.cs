using System.Diagnostics;
using System.Globalization;
using Experiments.Data.Metrics;
using Experiments.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Benchmarks.Storage;

/// <summary>What pages take on a database with 10,000 runs and 10 million points, asked by HTTP from the real site: the table of docs/performance.md.</summary>
internal static class ScaleProcess
{
    private const int Rounds = 9;
    private const int Compared = 50;

    /// <summary>Runs <c>scale [--postgres CONNECTION] [--print] [--sweeps N]</c>: writes the section, or prints it.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var sweeps = 100;
        if (arguments is [.. var others, "--sweeps", var number] && int.TryParse(number, CultureInfo.InvariantCulture, out sweeps) && sweeps > 0) arguments = others;
        if (StorageArguments.Read(arguments, "scale") is not { } given) return 2;
        var machine = MachineLine.Now();
        var blocks = new List<string>();
        foreach (var server in given.Servers) blocks.Add(await MeasureAsync(server, sweeps));
        given.Write("scale", $"{machine} {Rounds} rounds, the first request of each kind apart.\n\n{string.Join("\n\n", blocks)}");
        return 0;
    }

    private static async Task<string> MeasureAsync(string? server, int sweeps)
    {
        await using var database = await BenchmarkDatabase.CreateAsync(server);
        var filling = Stopwatch.StartNew();
        await LargeDatabase.FillAsync(database, sweeps);
        await Console.Error.WriteLineAsync($"{database.Name}: filled in {filling.Elapsed.TotalSeconds:0} s.");
        long points;
        List<long> compared;
        long run;
        long grid;
        await using (var db = await database.ContextAsync())
        {
            points = await db.MetricPoints.LongCountAsync();
            compared = await db.Runs.OrderBy(r => r.Id).Select(r => r.Id).Skip(LargeDatabase.RunsASweep * sweeps / 2).Take(Compared).ToListAsync();
            (run, grid) = (compared[0], await db.ResultsGrids.OrderByDescending(g => g.Id).Select(g => g.Id).FirstAsync());
        }

        await using var app = ExperimentsHost.Build(new ExperimentsSettings
        {
            RunsFolder = database.Folder,
            ConnectionString = database.ConnectionString,
            DatabaseFile = Path.Combine(database.Folder, "experiments.db"),
            Urls = "http://127.0.0.1:0",
            QuietConsole = true,
        });
        await ExperimentsHost.StartAsync(app);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        (string Name, string Path)[] pages =
        [
            ("first page", "/"),
            ("runs", "/runs"),
            ("runs by name", "/runs?sort=name"),
            ("runs by mIoU", "/runs?sort=-miou"),
            ("runs by state, then rate, then loss", "/runs?sort=state,training.baseLearningRate,-loss"),
            ("runs filtered by name", Filtered("name ~ \"lr 0.05\"")),
            ("runs filtered by a setting", Filtered("regulariser.kind = l2-sp")),
            ("runs filtered by state", Filtered("state = failed")),
            ("runs filtered by score and setting", Filtered("miou > 60% and training.baseLearningRate >= 0.05 and not tag = x")),
            ("runs filtered by a curve at an iteration", Filtered("train/loss@500 < 0.1")),
            ("runs grouped by everything but the seed, by mIoU", "/runs?group=fingerprint&sort=-miou.ss"),
            ("runs grouped by a setting", "/runs?group=regulariser.kind"),
            ("runs, differing columns only", "/runs?differing=true"),
            ("runs by HTTP, by mIoU", "/api/runs?sort=-miou"),
            ("a run", $"/runs/{run}"),
            ("a run's curves", $"/api/runs/{run}/series?keys=train/loss,train/loss_main,train/loss_aux,train/regulariser"),
            ("queue", "/queue"),
            ("results", "/results"),
            ("a table of results", $"/results/{grid}"),
            ("data sets", "/datasets"),
            ("sweep form", "/sweeps/new"),
        ];
        var rows = new List<string>();
        foreach (var (name, path) in pages) rows.Add(await TimeAsync(name, () => client.GetByteArrayAsync(path)));
        rows.Add(await TimeAsync($"{Compared} curves compared", () => database.Get<MetricQueries>().SeriesAsync(compared, ["train/loss"])));
        await app.StopAsync();
        return string.Create(CultureInfo.InvariantCulture, $"**{database.Name}**, {sweeps * LargeDatabase.RunsASweep:N0} runs, {points:N0} points\n\n| milliseconds | first | median | 95 % | worst |\n| --- | --- | --- | --- | --- |\n{string.Join('\n', rows)}");
    }

    private static string Filtered(string filter) => $"/runs?q={Uri.EscapeDataString(filter)}";

    private static async Task<string> TimeAsync<T>(string name, Func<Task<T>> ask)
    {
        var (first, later) = (new Timings(), new Timings());
        await first.OfAsync(ask);
        for (var i = 0; i < Rounds; i++) await later.OfAsync(ask);
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {first.Quantile(0):0.0} | {later} |");
    }
}
