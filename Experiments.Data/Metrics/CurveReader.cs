using System.Data.Common;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Metrics;

/// <summary>
/// Reads a curve in buckets, each database in the way it is quickest at: PostgreSQL groups on the server; SQLite would sort for that,
/// and answers a question for each bucket's stretch of the key in half the time.
/// </summary>
internal static class CurveReader
{
    // Above, a sum may leave the range of numbers: an error on PostgreSQL, an infinite mean on SQLite.
    private const double LargestSum = 1e300;

    /// <summary>Reads a curve.</summary>
    /// <param name="db">Context.</param>
    /// <param name="curve">What the curve comes to.</param>
    /// <param name="grid">The stretches of steps; none of the curve's begins before the first.</param>
    /// <param name="cancellationToken">Token.</param>
    public static Task<IReadOnlyList<SeriesBucket>> ReadAsync(
        ExperimentsContext db, SeriesSummary curve, CurveGrid grid, CancellationToken cancellationToken)
    {
        var largest = Math.Max(Math.Abs(curve.MinValue ?? 0), Math.Abs(curve.MaxValue ?? 0));
        if (grid.Width == 1 || largest > LargestSum / curve.Points) return InOrderAsync(db, curve, grid, cancellationToken);
        return db.Database.IsNpgsql() ? GroupedAsync(db, curve, grid, cancellationToken) : AskedAsync(db, curve, grid, cancellationToken);
    }

    /// <summary>Point by point.</summary>
    private static async Task<IReadOnlyList<SeriesBucket>> InOrderAsync(ExperimentsContext db, SeriesSummary curve, CurveGrid grid, CancellationToken cancellationToken)
    {
        var buckets = new CurveBuckets(grid.First, grid.Width);
        var points = PointsOf(db, curve).OrderBy(p => p.Step).Select(p => new { p.Step, p.Value });
        await foreach (var point in points.AsAsyncEnumerable().WithCancellation(cancellationToken)) buckets.Add(point.Step, point.Value);
        return buckets.End();
    }

    /// <summary>A GROUP BY.</summary>
    private static async Task<IReadOnlyList<SeriesBucket>> GroupedAsync(ExperimentsContext db, SeriesSummary curve, CurveGrid grid, CancellationToken cancellationToken)
    {
        var (first, width) = (grid.First, grid.Width);
        // No AVG: it keeps squares too, which leave the range of numbers long before the sum does.
        var groups = await PointsOf(db, curve)
            .GroupBy(p => (p.Step - first) / width)
            .Select(g => new
            {
                Step = g.Max(p => p.Step),
                Sum = g.Sum(p => p.Value),
                Min = g.Min(p => p.Value),
                Max = g.Max(p => p.Value),
                Finite = g.Count(p => p.Value != null),
                Points = g.Count(),
            })
            .ToListAsync(cancellationToken);
        return [.. groups.OrderBy(g => g.Step).Select(g => new SeriesBucket(g.Step, g.Finite == 0 ? null : g.Sum / g.Finite, g.Min, g.Max, g.Points - g.Finite))];
    }

    /// <summary>A question a bucket, in one look at the database.</summary>
    private static async Task<IReadOnlyList<SeriesBucket>> AskedAsync(ExperimentsContext db, SeriesSummary curve, CurveGrid grid, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        await using var look = connection.BeginTransaction(deferred: true);
        await using var command = connection.CreateCommand();
        command.Transaction = look;
        command.CommandText =
            """
            SELECT MAX(step), SUM(value), MIN(value), MAX(value), COUNT(value), COUNT(*)
            FROM metric_point WHERE series_id = @series AND step >= @from AND step <= @to
            """;
        command.Parameters.AddWithValue("@series", curve.SeriesId);
        var (from, to) = (command.Parameters.Add("@from", SqliteType.Integer), command.Parameters.Add("@to", SqliteType.Integer));
        var buckets = new List<SeriesBucket>();
        for (var start = grid.First + (grid.IndexOf(curve.FirstStep) * grid.Width); start <= curve.LastStep; start += grid.Width)
        {
            (from.Value, to.Value) = (start, Math.Min(start + grid.Width - 1, curve.LastStep));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (await reader.ReadAsync(cancellationToken) && BucketOf(reader) is { } bucket) buckets.Add(bucket);
        }

        return buckets;
    }

    /// <summary>The bucket of a row; null for a stretch without points.</summary>
    private static SeriesBucket? BucketOf(DbDataReader row)
    {
        var (finite, points) = (row.GetInt32(4), row.GetInt32(5));
        if (points == 0) return null;
        return finite == 0
            ? new SeriesBucket(row.GetInt32(0), null, null, null, points)
            : new SeriesBucket(row.GetInt32(0), row.GetDouble(1) / finite, row.GetDouble(2), row.GetDouble(3), points - finite);
    }

    // Points that come while it is read would make a bucket too many.
    private static IQueryable<MetricPoint> PointsOf(ExperimentsContext db, SeriesSummary curve) =>
        db.MetricPoints.Where(p => p.SeriesId == curve.SeriesId && p.Step <= curve.LastStep);
}
