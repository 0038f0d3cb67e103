using System.Diagnostics;
using System.Globalization;
using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Metrics;
using Experiments.Data.Runs;
using Experiments.Engine.Journal;
using Experiments.Web.Attempts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Experiments.Benchmarks.Storage;

/// <summary>
/// Journals of eight jobs at once into the database, the way a worker takes them, while pages are open: points a second, the worst
/// commit, what pages wait. The table of docs/performance.md.
/// </summary>
internal static class IngestProcess
{
    private const int Jobs = 8;
    private const int IterationsAJournal = 25_000;

    // As the pages do it: a chart and a table ask again every two seconds, the queue every one and a half.
    private const int OpenPages = 2;
    private static readonly TimeSpan TableEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan QueueEvery = TimeSpan.FromSeconds(1.5);

    /// <summary>Runs <c>ingest [--postgres CONNECTION] [--seconds N] [--print]</c>: writes the section, or prints it.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (StorageArguments.Read(arguments, "ingest", seconds: 30) is not { } given) return 2;
        var machine = MachineLine.Now();
        var blocks = new List<string>();
        foreach (var server in given.Servers) blocks.Add(await MeasureAsync(server, given.Seconds));
        given.Write("ingest", $"{machine}\n\n{string.Join("\n\n", blocks)}");
        return 0;
    }

    private static async Task<string> MeasureAsync(string? server, int seconds)
    {
        await using var database = await BenchmarkDatabase.CreateAsync(server);
        var journals = Enumerable.Range(0, Jobs).Select(i => Path.Combine(database.Folder, $"journal-{i}")).ToList();
        for (var i = 0; i < Jobs; i++) TrainingJournal.Write(journals[i], IterationsAJournal, seed: i);
        // Pages read runs that are there already.
        using (var warmUp = new CancellationTokenSource())
        {
            var first = await database.StartedJobAsync("stored before");
            await IngestAsync(database, first, journals[0], new Work(), warmUp.Token);
        }

        var work = new Work();
        using var end = new CancellationTokenSource();
        var processor = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        var pages = Enumerable.Range(0, OpenPages).SelectMany(_ => Pages(database, work, end.Token)).ToList();
        var jobs = journals.Select((journal, i) => JobsAsync(database, journal, i, work, end.Token)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var (points, elapsed) = (Interlocked.Read(ref work.Points), Stopwatch.GetElapsedTime(start));
        var used = Environment.CpuUsage.TotalTime - processor;
        await end.CancelAsync();
        await Task.WhenAll([.. jobs, .. pages]);
        await CheckAsync(database, work);

        var rate = points / elapsed.TotalSeconds;
        var share = (work.Reading.Ticks, work.Mapping.Ticks, work.Storing.Ticks);
        var all = (double)(share.Item1 + share.Item2 + share.Item3);
        return string.Create(CultureInfo.InvariantCulture, $"""
            **{database.Name}**: {rate:N0} points/s over {elapsed.TotalSeconds:0} s from {Jobs} jobs at once, {points:N0} points in all; this program used {used.TotalSeconds / elapsed.TotalSeconds:0.00} processors, {points / used.TotalSeconds:N0} points for each second of one, pages included. A job's time goes {share.Item1 / all:P0} into reading and parsing, {share.Item2 / all:P0} into mapping, {share.Item3 / all:P0} into storing (waiting for its turn included).

            | milliseconds | median | 95 % | worst |
            | --- | --- | --- | --- |
            | a batch stored (at most {work.LargestBatch} lines) | {work.Commits} |
            | a run's four curves, 1,000 buckets each | {work.Curves} |
            | 50 runs with their scores | {work.Tables} |
            | a run with all that belongs to it | {work.Details} |
            | the queue | {work.Queues} |
            | a heartbeat | {work.Heartbeats} |
            """);
    }

    /// <summary>One job after another on the same journal until the time is over.</summary>
    private static async Task JobsAsync(BenchmarkDatabase database, string journal, int number, Work work, CancellationToken end)
    {
        for (var round = 1; !end.IsCancellationRequested; round++)
        {
            var job = await database.StartedJobAsync($"job {number}, round {round}");
            await IngestAsync(database, job, journal, work, end);
        }
    }

    private static async Task IngestAsync(BenchmarkDatabase database, ClaimedJob job, string journal, Work work, CancellationToken end)
    {
        // What JournalTailer does, with a clock at each step.
        var store = database.Get<JournalStore>();
        var reader = new JournalReader(Path.Combine(journal, JournalWriter.FileName), NullLogger.Instance);
        var stored = 0L;
        var lastBeat = Stopwatch.GetTimestamp();
        while (!end.IsCancellationRequested)
        {
            var read = Stopwatch.GetTimestamp();
            var events = await reader.ReadAsync(cancellationToken: CancellationToken.None);
            if (events.Count == 0)
            {
                await database.Get<JobStore>().SucceedAsync(job.JobId, job.Attempt, new AttemptEnd(0), CancellationToken.None);
                return;
            }

            var map = Stopwatch.GetTimestamp();
            var batch = JournalMapping.ToBatch(stored, events);
            var append = Stopwatch.GetTimestamp();
            stored = await store.AppendAsync(job.JobId, job.Attempt, batch, CancellationToken.None);
            var done = Stopwatch.GetTimestamp();
            work.Add(batch, Stopwatch.GetElapsedTime(read, map), Stopwatch.GetElapsedTime(map, append), Stopwatch.GetElapsedTime(append, done));
            if (Stopwatch.GetElapsedTime(lastBeat) < TimeSpan.FromSeconds(1)) continue;
            await work.Heartbeats.OfAsync(() => database.Get<JobStore>().HeartbeatAsync(job.JobId, job.Attempt, CancellationToken.None));
            lastBeat = Stopwatch.GetTimestamp();
        }
    }

    private static IEnumerable<Task> Pages(BenchmarkDatabase database, Work work, CancellationToken end)
    {
        var runs = database.Get<RunQueries>();
        yield return AgainAsync(TableEvery, () => work.Tables.OfAsync(() => runs.PageAsync(new RunFilter(), CancellationToken.None)), end);
        yield return AgainAsync(QueueEvery, () => work.Queues.OfAsync(() => database.Get<JobQueries>().QueueAsync(cancellationToken: CancellationToken.None)), end);
        yield return AgainAsync(TableEvery, () => work.Curves.OfAsync(async () => await database.Get<MetricQueries>().SeriesAsync([await NewestAsync()], [], cancellationToken: CancellationToken.None)), end);
        yield return AgainAsync(TableEvery, () => work.Details.OfAsync(async () => await runs.FindAsync(await NewestAsync(), CancellationToken.None)), end);

        // Whoever watches a run watches one that is written to.
        async Task<long> NewestAsync() => (await runs.PageAsync(new RunFilter { Take = 1 }, CancellationToken.None)).Rows[0].RunId;
    }

    private static async Task AgainAsync(TimeSpan every, Func<Task> read, CancellationToken end)
    {
        using var timer = new PeriodicTimer(every);
        while (!end.IsCancellationRequested)
        {
            await read();
            try
            {
                await timer.WaitForNextTickAsync(end);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Every point that was stored is there once.</summary>
    private static async Task CheckAsync(BenchmarkDatabase database, Work work)
    {
        await using var db = await database.ContextAsync();
        var there = db.MetricPoints.LongCount();
        var expected = work.Points + (long)IterationsAJournal * TrainingJournal.PointsAnIteration;
        if (there != expected) throw new InvalidOperationException($"{there} points are in the database, {expected} were stored.");
    }

    private sealed class Work
    {
        public long Points;
        private readonly Lock _lock = new();

        public Timings Commits { get; } = new();

        public Timings Heartbeats { get; } = new();

        public Timings Curves { get; } = new();

        public Timings Tables { get; } = new();

        public Timings Details { get; } = new();

        public Timings Queues { get; } = new();

        public TimeSpan Reading { get; private set; }

        public TimeSpan Mapping { get; private set; }

        public TimeSpan Storing { get; private set; }

        public long LargestBatch { get; private set; }

        public void Add(JournalBatch batch, TimeSpan reading, TimeSpan mapping, TimeSpan storing)
        {
            Interlocked.Add(ref Points, batch.Points.Count);
            Commits.Add(storing);
            lock (_lock)
            {
                Reading += reading;
                Mapping += mapping;
                Storing += storing;
                LargestBatch = Math.Max(LargestBatch, batch.LastSequence - batch.FirstSequence + 1);
            }
        }
    }
}
