using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Metrics;

/// <summary>One curve of each run of a group, all read on one grid.</summary>
/// <param name="Grid">The grid.</param>
/// <param name="Curves">A curve for each run that has one with points, by run.</param>
public sealed record GroupSeries(CurveGrid Grid, IReadOnlyList<SeriesView> Curves);

/// <summary>Reads curves of many runs side by side.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class CurveQueries(IDbContextFactory<ExperimentsContext> contexts)
{
    /// <summary>
    /// A curve of each run of some groups, each group on a grid of its own. Of a run whose jobs have several curves of that name the newest
    /// counts, a first stage's only where there is no other.
    /// </summary>
    /// <param name="groups">Runs of each group.</param>
    /// <param name="key">Name of the curve.</param>
    /// <param name="maxPoints">At most this many stretches a curve, at least 1.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<GroupSeries>> GroupsAsync(
        IReadOnlyList<IReadOnlyList<long>> groups, string key, int maxPoints, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPoints, 1);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = groups.SelectMany(g => g).Distinct().ToList();
        var found = await db.MetricSeries.Where(s => runs.Contains(s.Job!.RunId) && s.Key == key && s.Job.Run!.BinnedMs == null && s.Summary != null)
            .Select(s => new { s.Id, s.Job!.RunId, s.JobId, s.Job.Kind, Summary = s.Summary! })
            .ToListAsync(cancellationToken);
        var ofRun = found.GroupBy(s => s.RunId).ToDictionary(g => g.Key, g => g.OrderBy(s => s.Kind == JobKind.FirstStage).ThenByDescending(s => s.Id).First());
        var series = new List<GroupSeries>(groups.Count);
        foreach (var group in groups)
        {
            var curves = group.Where(ofRun.ContainsKey).Select(run => ofRun[run]).ToList();
            if (curves.Count == 0)
            {
                series.Add(new GroupSeries(new CurveGrid(0, 1), []));
                continue;
            }

            var grid = CurveGrid.Of([.. curves.Select(c => c.Summary)], maxPoints);
            var views = new List<SeriesView>(curves.Count);
            foreach (var curve in curves)
                views.Add(new SeriesView(curve.RunId, curve.JobId, curve.Kind, key, curve.Summary.Points, await CurveReader.ReadAsync(db, curve.Summary, grid, cancellationToken)));
            series.Add(new GroupSeries(grid, views));
        }

        return series;
    }

    /// <summary>Seconds that a job had run when it wrote points of a curve, by step; steps of which it is not known are left out.</summary>
    /// <param name="jobId">Job.</param>
    /// <param name="key">Name of the curve.</param>
    /// <param name="steps">Steps of its points.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyDictionary<int, double>> TimesAsync(long jobId, string key, IReadOnlyList<int> steps, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var clock = await ClockAsync(db, jobId, cancellationToken);
        var points = await db.MetricPoints.Where(p => p.Series!.JobId == jobId && p.Series.Key == key && steps.Contains(p.Step))
            .Select(p => new { p.Step, p.AttemptNumber, p.Sequence }).ToListAsync(cancellationToken);
        var times = new Dictionary<int, double>(points.Count);
        foreach (var point in points)
        {
            if (clock.SecondsAt(point.AttemptNumber, point.Sequence) is { } seconds) times[point.Step] = seconds;
        }

        return times;
    }

    private static async Task<JobClock> ClockAsync(ExperimentsContext db, long jobId, CancellationToken cancellationToken)
    {
        var attempts = await db.Attempts.Where(a => a.JobId == jobId).OrderBy(a => a.Number)
            .Select(a => new { a.Number, a.StartedMs, a.EndedMs, a.LastSequence }).ToListAsync(cancellationToken);
        var measured = await db.MetricPoints.Where(p => p.Series!.JobId == jobId && p.Series.Key == MetricSeries.SystemPrefix + "cpu")
            .Select(p => new ClockTick(p.AttemptNumber, p.Sequence, p.Step)).ToListAsync(cancellationToken);
        var ran = 0.0;
        foreach (var attempt in attempts)
        {
            measured.Add(new ClockTick(attempt.Number, 0, ran));
            if (attempt.EndedMs is not { } ended) continue;
            ran += Math.Max(0, ended - attempt.StartedMs) / 1000.0;
            measured.Add(new ClockTick(attempt.Number, attempt.LastSequence + 1, ran));
        }

        return new JobClock(measured);
    }
}
