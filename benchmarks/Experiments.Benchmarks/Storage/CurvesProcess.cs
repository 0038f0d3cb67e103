using System.Globalization;
using Experiments.Data.Journal;
using Experiments.Data.Metrics;
using Experiments.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Benchmarks.Storage;

/// <summary>A curve of 100,000 points in 1,000 buckets, beside the same extent, then GROUP BY: the table of docs/performance.md.</summary>
internal static class CurvesProcess
{
    private const int Points = 100_000;
    private const int Curves = 10;
    private const int Buckets = 1000;
    private const int BatchSize = 2000;
    private const int Rounds = 21;

    /// <summary>Runs <c>curves [--postgres CONNECTION] [--print]</c>: writes the section, or prints it.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (StorageArguments.Read(arguments, "curves") is not { } given) return 2;
        var machine = MachineLine.Now();
        var rows = new List<string>();
        foreach (var server in given.Servers) rows.AddRange(await MeasureAsync(server));
        given.Write("curves", $"{machine} {Rounds} rounds in turn; the ratio is the median over the rounds.\n\n| database | way | ms, median | 95 % | worst | ratio to GROUP BY |\n| --- | --- | --- | --- | --- | --- |\n{string.Join('\n', rows)}");
        return 0;
    }

    private static async Task<string[]> MeasureAsync(string? server)
    {
        await using var database = await BenchmarkDatabase.CreateAsync(server);
        var job = await database.StartedJobAsync("curves");
        var noise = new Random(1);
        // The curves of a job come together, as a training writes them: on PostgreSQL their rows lie between each other's.
        for (var (first, line) = (1, 1L); first <= Points; first += BatchSize / Curves)
        {
            var points = Enumerable.Range(first, BatchSize / Curves).SelectMany(step => Enumerable.Range(0, Curves).Select(c => (step, c)))
                .Select((p, i) => new JournalPoint(line + i, $"curve/{p.c}", p.step, 3 / Math.Sqrt(p.step) + noise.NextDouble())).ToList();
            await database.Get<JournalStore>().AppendAsync(job.JobId, job.Attempt, new JournalBatch(line, line + points.Count - 1) { Points = points });
            line += points.Count;
        }

        var (read, grouped, ratios) = (new Timings(), new Timings(), new List<double>());
        for (var round = -1; round < Rounds; round++)
        {
            var (one, other) = (new Timings(), new Timings());
            var key = $"curve/{(round + 1) % Curves}";
            var views = await one.OfAsync(() => database.Get<MetricQueries>().SeriesAsync([job.RunId], [key], Buckets));
            var expected = await other.OfAsync(() => GroupedAsync(database, job.JobId, key));
            Check(views[0].Points, expected);
            if (round < 0) continue;
            read.Add(TimeSpan.FromMilliseconds(one.Quantile(0)));
            grouped.Add(TimeSpan.FromMilliseconds(other.Quantile(0)));
            ratios.Add(one.Quantile(0) / other.Quantile(0));
        }

        return
        [
            string.Create(CultureInfo.InvariantCulture, $"| {database.Name} | as pages get it | {read} | {ratios.Order().ElementAt(Rounds / 2):0.00} |"),
            $"| {database.Name} | extent, then GROUP BY | {grouped} | 1 |",
        ];
    }

    private static async Task<List<SeriesBucket>> GroupedAsync(BenchmarkDatabase database, long jobId, string key)
    {
        await using var db = await database.ContextAsync();
        var points = db.MetricPoints.Where(p => p.Series!.JobId == jobId && p.Series.Key == key);
        // As it was before curves had summaries.
        await points.GroupBy(p => p.SeriesId).Select(g => new { Count = g.Count(), First = g.Min(p => p.Step), Last = g.Max(p => p.Step) }).SingleAsync();
        return await points.GroupBy(p => (p.Step - 1) / (Points / Buckets))
            .Select(g => new SeriesBucket(g.Max(p => p.Step), g.Average(p => p.Value), g.Min(p => p.Value), g.Max(p => p.Value), g.Sum(p => p.Kind == PointKind.Finite ? 0 : 1)))
            .ToListAsync();
    }

    private static void Check(IReadOnlyList<SeriesBucket> read, List<SeriesBucket> grouped)
    {
        var same = read.Count == Buckets && read.Zip(grouped.OrderBy(b => b.Step)).All(p =>
            p.First with { Mean = null } == p.Second with { Mean = null } && Math.Abs(p.First.Mean!.Value - p.Second.Mean!.Value) < 1e-12);
        if (!same) throw new InvalidOperationException("The buckets that were read are not those that the database makes.");
    }
}
