using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Metrics;

/// <summary>Keeps what curves come to; every method expects the transaction that changes their points.</summary>
internal static class SeriesSummaries
{
    // One text for both providers; {0} is a curve where there is one.
    private const string Scan =
        """
        INSERT INTO series_summary (series_id, points, not_finite, first_step, last_step, last_value, last_kind, min_value, min_step, max_value, max_step)
        SELECT e.series_id, e.points, e.not_finite, e.first_step, e.last_step, l.value, l.kind,
               e.min_value, (SELECT MIN(p.step) FROM metric_point p WHERE p.series_id = e.series_id AND p.value = e.min_value),
               e.max_value, (SELECT MIN(p.step) FROM metric_point p WHERE p.series_id = e.series_id AND p.value = e.max_value)
        FROM (SELECT series_id, COUNT(*) AS points, SUM(CASE WHEN kind = 0 THEN 0 ELSE 1 END) AS not_finite,
                     MIN(step) AS first_step, MAX(step) AS last_step, MIN(value) AS min_value, MAX(value) AS max_value
              FROM metric_point WHERE
        """;

    private const string EndOfScan = " GROUP BY series_id) e JOIN metric_point l ON l.series_id = e.series_id AND l.step = e.last_step";

    /// <summary>Adds points that all come after those that a summary has; in order of their steps, each step once.</summary>
    /// <param name="summary">What the curve comes to; null for a curve without points.</param>
    /// <param name="points">The points, at least one, of one curve.</param>
    /// <returns>The summary: the given one, or a new one.</returns>
    public static SeriesSummary Extend(SeriesSummary? summary, IReadOnlyList<MetricPoint> points)
    {
        summary ??= new SeriesSummary { SeriesId = points[0].SeriesId, FirstStep = points[0].Step };
        foreach (var point in points)
        {
            if (point.Value is not { } value)
            {
                summary.NotFinite++;
                continue;
            }

            // Of equal values the first step stands.
            if (summary.MinValue is not { } min || value < min) (summary.MinValue, summary.MinStep) = (value, point.Step);
            if (summary.MaxValue is not { } max || value > max) (summary.MaxValue, summary.MaxStep) = (value, point.Step);
        }

        summary.Points += points.Count;
        (summary.LastStep, summary.LastValue, summary.LastKind) = (points[^1].Step, points[^1].Value, points[^1].Kind);
        return summary;
    }

    /// <summary>Scans a curve anew: after points were taken out or put between others.</summary>
    public static async Task ScanAsync(ExperimentsContext db, long seriesId, CancellationToken cancellationToken)
    {
        await db.SeriesSummaries.Where(s => s.SeriesId == seriesId).ExecuteDeleteAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync(Scan + " series_id = {0}" + EndOfScan, [seriesId], cancellationToken);
    }

    /// <summary>Scans every curve that has points and no summary.</summary>
    public static Task FillMissingAsync(ExperimentsContext db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync(Scan + " series_id NOT IN (SELECT s.series_id FROM series_summary s)" + EndOfScan, cancellationToken);
}
