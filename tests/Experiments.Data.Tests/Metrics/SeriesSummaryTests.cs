using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Metrics;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Tests.Metrics;

public sealed class SeriesSummaryTests
{
    private const int Histories = 25;
    private const int EventsAHistory = 14;
    private static readonly string[] Keys = ["train/loss", "validation/miou", "system/memory"];
    private static readonly double[] Values = [-1, 0, 0.25, 0.5, 1, 1e300, -1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    [Theory, OnEveryProvider]
    public async Task Summaries_say_what_a_scan_of_the_points_says_whatever_was_appended_resumed_and_superseded(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        for (var seed = 0; seed < Histories; seed++)
        {
            var history = await History.StartAsync(database, new Random(seed));
            for (var i = 1; i <= EventsAHistory; i++)
            {
                var happened = await history.GoOnAsync();
                Assert.Equal((seed, i, happened, await ScannedAsync(database, history.JobId)), (seed, i, happened, await StoredAsync(database, history.JobId)));
            }
        }
    }

    [Theory, OnEveryProvider]
    public async Task A_database_of_before_the_summaries_gets_them(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var history = await History.StartAsync(database, new Random(99));
        for (var i = 0; i < EventsAHistory; i++) await history.GoOnAsync();
        var expected = await StoredAsync(database, history.JobId);
        await using var db = await database.ContextAsync();
        await db.SeriesSummaries.ExecuteDeleteAsync();

        await SeriesSummaries.FillMissingAsync(db, CancellationToken.None);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, await StoredAsync(database, history.JobId));
        await SeriesSummaries.FillMissingAsync(db, CancellationToken.None);
        Assert.Equal(expected, await StoredAsync(database, history.JobId));
    }

    [Theory, OnEveryProvider]
    public async Task A_refused_stretch_leaves_the_summary_as_it_was(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, job);
        await database.Journal.AppendAsync(job, attempt, new(1, 2) { Points = [new(1, "train/loss", 1, 3), new(2, "train/loss", 2, 1)] });
        var before = await StoredAsync(database, job);

        await Assert.ThrowsAsync<ArgumentException>(() => database.Journal.AppendAsync(job, attempt, new(3, 4)
        {
            Points = [new(3, "train/loss", 3, 99)],
            Evaluation = Given.Scored(4, Given.SingleScale, 0.5, confusion: [1, 2, 3]),
        }));

        Assert.Equal("train/loss: 2 points, 0 not finite, steps 1 to 2, last 1 (Finite), least 1 at 2, most 3 at 1", before);
        Assert.Equal(before, await StoredAsync(database, job));
    }

    private static async Task<string> StoredAsync(TestDatabase database, long jobId)
    {
        await using var db = await database.ContextAsync();
        var summaries = await db.SeriesSummaries.Where(s => s.Series!.JobId == jobId).Include(s => s.Series).ToListAsync();
        return Told(summaries.Select(s => (s.Series!.Key, s)));
    }

    /// <summary>The same by the plainest reading of every point.</summary>
    private static async Task<string> ScannedAsync(TestDatabase database, long jobId)
    {
        await using var db = await database.ContextAsync();
        var points = await db.MetricPoints.Where(p => p.Series!.JobId == jobId).Include(p => p.Series).ToListAsync();
        return Told(points.GroupBy(p => p.Series!.Key).Select(g =>
        {
            var inOrder = g.OrderBy(p => p.Step).ToList();
            var finite = inOrder.Where(p => p.Value is not null).ToList();
            var least = finite.OrderBy(p => p.Value).ThenBy(p => p.Step).FirstOrDefault();
            var most = finite.OrderByDescending(p => p.Value).ThenBy(p => p.Step).FirstOrDefault();
            return (g.Key, new SeriesSummary
            {
                Points = inOrder.Count,
                NotFinite = inOrder.Count - finite.Count,
                FirstStep = inOrder[0].Step,
                LastStep = inOrder[^1].Step,
                LastValue = inOrder[^1].Value,
                LastKind = inOrder[^1].Kind,
                MinValue = least?.Value,
                MinStep = least?.Step,
                MaxValue = most?.Value,
                MaxStep = most?.Step,
            });
        }));
    }

    private static string Told(IEnumerable<(string Key, SeriesSummary Summary)> summaries) => string.Join('\n', summaries.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s =>
        FormattableString.Invariant($"{s.Key}: {s.Summary.Points} points, {s.Summary.NotFinite} not finite, steps {s.Summary.FirstStep} to {s.Summary.LastStep}, last {s.Summary.LastValue} ({s.Summary.LastKind}), least {s.Summary.MinValue} at {s.Summary.MinStep}, most {s.Summary.MaxValue} at {s.Summary.MaxStep}")));

    /// <summary>What may happen to one job, by chance: batches in and out of order, lines delivered twice, checkpoints, lost workers.</summary>
    private sealed class History(TestDatabase database, long jobId, Random chance)
    {
        private readonly List<int> _checkpoints = [0];
        private int _attempt;
        private long _line;
        private int _iteration;
        private JournalBatch? _last;

        public long JobId => jobId;

        public static async Task<History> StartAsync(TestDatabase database, Random chance)
        {
            var (_, job, _, _) = await Given.OneRunAsync(database);
            return new History(database, job, chance) { _attempt = await Given.StartedAsync(database, job) };
        }

        public async Task<string> GoOnAsync()
        {
            switch (chance.Next(10))
            {
                case 0 when _last is not null:
                    await database.Journal.AppendAsync(jobId, _attempt, _last);
                    return "delivered twice";
                case 1:
                    _checkpoints.Add(_iteration);
                    await AppendAsync(new JournalBatch(_line + 1, _line + 1) { Artifacts = [new(_line + 1, Artifact.Checkpoint, "c", $"checkpoints/{_iteration}", _iteration, "sha")] });
                    return "checkpoint";
                case 2 or 3:
                    await database.Jobs.ReleaseAsync(jobId, _attempt, new AttemptEnd(), "given back");
                    _attempt = await Given.StartedAsync(database, jobId);
                    (_line, _last) = (0, null);
                    _iteration = _checkpoints[chance.Next(_checkpoints.Count)];
                    // Its first points may come with its start or later.
                    await AppendAsync(Points(chance.Next(3)) with { FirstSequence = 1, Start = Given.Start with { ResumedFrom = _iteration } });
                    return $"goes on from {_iteration}";
                default:
                    await AppendAsync(Points(chance.Next(1, 20)));
                    return "points";
            }
        }

        private JournalBatch Points(int count)
        {
            var (first, last) = (_line + 1, _line + count + 1);
            var points = new List<JournalPoint>();
            for (var i = 0; i < count; i++)
            {
                // Mostly onward, now and then the same step again or one of before.
                _iteration = Math.Max(0, _iteration + chance.Next(12) switch { 0 => 0, 1 => -chance.Next(5), _ => 1 });
                points.Add(new JournalPoint(first + 1 + i, Keys[chance.Next(Keys.Length)], _iteration, Values[chance.Next(Values.Length)]));
            }

            return new JournalBatch(first, last) { Points = points };
        }

        private async Task AppendAsync(JournalBatch batch)
        {
            _line = await database.Journal.AppendAsync(jobId, _attempt, batch);
            _last = batch;
        }
    }
}
