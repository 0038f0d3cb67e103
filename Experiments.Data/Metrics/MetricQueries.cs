using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Metrics;

/// <summary>A curve as a chart wants it.</summary>
/// <param name="RunId">Run.</param>
/// <param name="JobId">Job.</param>
/// <param name="Kind">What the job does: a two-stage run has curves of both trainings.</param>
/// <param name="Key">Name, for example <c>train/loss</c>.</param>
/// <param name="TotalPoints">Points stored.</param>
/// <param name="Points">Points or buckets of points, by step.</param>
public sealed record SeriesView(long RunId, long JobId, JobKind Kind, string Key, int TotalPoints, IReadOnlyList<SeriesBucket> Points);

/// <summary>What a curve of a run comes to.</summary>
/// <param name="Kind">What its job does.</param>
/// <param name="Key">Name, for example <c>train/loss</c>.</param>
/// <param name="Summary">Newest value, extremes, extent.</param>
public sealed record CurveSummary(JobKind Kind, string Key, SeriesSummary Summary);

/// <summary>Reads curves, thinned, and what they come to.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class MetricQueries(IDbContextFactory<ExperimentsContext> contexts)
{
    /// <summary>How many points each attempt of a run's jobs wrote that were superseded; attempts without any are not in it.</summary>
    public async Task<IReadOnlyDictionary<(long JobId, int Attempt), int>> SupersededAsync(long runId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await db.SupersededPoints.Where(p => p.Series!.Job!.RunId == runId)
            .GroupBy(p => new { p.Series!.JobId, p.AttemptNumber }).Select(g => new { g.Key.JobId, g.Key.AttemptNumber, Count = g.Count() }).ToListAsync(cancellationToken);
        return counts.ToDictionary(c => (c.JobId, c.AttemptNumber), c => c.Count);
    }

    /// <summary>The superseded points of an attempt, by curve and step.</summary>
    public async Task<IReadOnlyList<(string Series, SupersededPoint Point)>> SupersededAsync(long jobId, int attempt, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var points = await db.SupersededPoints.Where(p => p.Series!.JobId == jobId && p.AttemptNumber == attempt)
            .OrderBy(p => p.Series!.Key).ThenBy(p => p.Step).Select(p => new { p.Series!.Key, Point = p }).ToListAsync(cancellationToken);
        return [.. points.Select(p => (p.Key, p.Point))];
    }

    /// <summary>The last second of which a job's attempts said what they used (<see cref="MetricSeries.SystemPrefix"/>); 0 where they said nothing.</summary>
    public async Task<int> LastSystemSecondAsync(long jobId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.MetricPoints.Where(p => p.Series!.JobId == jobId && p.Series.Key.StartsWith(MetricSeries.SystemPrefix)).MaxAsync(p => (int?)p.Step, cancellationToken) ?? 0;
    }

    /// <summary>Names of the curves of some runs.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.MetricSeries.Where(s => runIds.Contains(s.Job!.RunId)).Select(s => s.Key).Distinct().OrderBy(k => k).ToListAsync(cancellationToken);
    }

    /// <summary>What each curve of a run comes to, by job and name; curves without points are not in it. No point is read.</summary>
    public async Task<IReadOnlyList<CurveSummary>> SummariesAsync(long runId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.SeriesSummaries.Where(s => s.Series!.Job!.RunId == runId)
            .OrderBy(s => s.Series!.JobId).ThenBy(s => s.Series!.Key)
            .Select(s => new CurveSummary(s.Series!.Job!.Kind, s.Series.Key, s))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Curves of some runs.</summary>
    /// <param name="runIds">Runs.</param>
    /// <param name="keys">Names of curves; empty for all.</param>
    /// <param name="maxPoints">At most this many buckets a curve, at least 1.</param>
    /// <param name="jobId">Only this job's; null for all jobs'.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<SeriesView>> SeriesAsync(
        IReadOnlyCollection<long> runIds, IReadOnlyCollection<string> keys, int maxPoints = 1000, long? jobId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPoints, 1);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var wanted = db.MetricSeries.Where(s => runIds.Contains(s.Job!.RunId));
        if (keys.Count > 0) wanted = wanted.Where(s => keys.Contains(s.Key));
        if (jobId is { } job) wanted = wanted.Where(s => s.JobId == job);
        var series = await wanted.OrderBy(s => s.Job!.RunId).ThenBy(s => s.JobId).ThenBy(s => s.Key)
            .Select(s => new { s.Id, s.Job!.RunId, s.JobId, s.Job.Kind, s.Key, s.Summary })
            .ToListAsync(cancellationToken);
        var views = new List<SeriesView>(series.Count);
        foreach (var one in series)
        {
            var points = one.Summary is { } summary ? await CurveReader.ReadAsync(db, summary, CurveGrid.Of([summary], maxPoints), cancellationToken) : [];
            views.Add(new SeriesView(one.RunId, one.JobId, one.Kind, one.Key, one.Summary?.Points ?? 0, points));
        }

        return views;
    }
}
