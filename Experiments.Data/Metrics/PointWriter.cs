using System.Data.Common;
using Experiments.Data.Journal;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Experiments.Data.Metrics;

/// <summary>
/// Writes points past the change tracker, inside the context's transaction, many times as fast as saving entities: one prepared
/// command a row on SQLite, COPY on PostgreSQL. What the curves come to is kept in the same transaction.
/// A point of a step that is there already is replaced: the later line of a journal wins.
/// </summary>
internal static class PointWriter
{
    private const string Columns = "series_id, step, attempt_number, sequence, value, kind";

    private const string Replace =
        "ON CONFLICT (series_id, step) DO UPDATE SET attempt_number = excluded.attempt_number, sequence = excluded.sequence, value = excluded.value, kind = excluded.kind";

    /// <summary>Writes points of one attempt of one job; creates its curves as they come up. The caller saves the context's changes.</summary>
    public static async Task WriteAsync(
        ExperimentsContext db, long jobId, int attempt, IReadOnlyList<JournalPoint> points, CancellationToken cancellationToken)
    {
        if (points.Count == 0) return;
        var series = await SeriesAsync(db, jobId, points, cancellationToken);
        var rows = new List<MetricPoint>(points.Count);
        var between = new List<long>();
        foreach (var (key, ofSeries) in points.GroupBy(p => p.Series).Select(g => (g.Key, g.ToList())))
        {
            var curve = series[key];
            var own = InOrder(curve.Id, attempt, ofSeries);
            rows.AddRange(own);
            // A job's row is locked by now: nobody else writes to its curves.
            if (curve.Summary is { } summary && own[0].Step <= summary.LastStep) between.Add(curve.Id);
            else curve.Summary = SeriesSummaries.Extend(curve.Summary, own);
        }

        if (!db.Database.IsNpgsql()) await WriteSqliteAsync(db, rows, cancellationToken);
        // COPY cannot replace a row; where all steps are new it has none to replace.
        else if (between.Count == 0) await CopyAsync(db, rows, cancellationToken);
        else await WritePostgreSqlAsync(db, rows, cancellationToken);
        foreach (var id in between) await SeriesSummaries.ScanAsync(db, id, cancellationToken);
    }

    /// <summary>
    /// Sets aside what earlier attempts of a job journalled after the checkpoint that an attempt goes on from: in no curve any more,
    /// kept as history. The order of the journal decides, not the steps: a validation after N iterations comes before the checkpoint of N, the
    /// loss of iteration N after it. What a process used (<see cref="MetricSeries.SystemPrefix"/>) stays: it was used. Doing it twice changes nothing.
    /// </summary>
    /// <param name="db">Context, in a transaction.</param>
    /// <param name="jobId">Job.</param>
    /// <param name="attempt">The attempt that goes on.</param>
    /// <param name="from">Iterations that its checkpoint has; 0 for a fresh start.</param>
    /// <param name="cancellationToken">Token.</param>
    public static async Task SupersedeAsync(ExperimentsContext db, long jobId, int attempt, int from, CancellationToken cancellationToken)
    {
        if (attempt <= 1) return;
        var checkpoint = from == 0 ? null : await db.Artifacts
            .Where(a => a.JobId == jobId && a.Kind == Artifact.Checkpoint && a.Iteration == from && a.AttemptNumber < attempt)
            .OrderByDescending(a => a.AttemptNumber).Select(a => new { a.AttemptNumber, a.Sequence }).FirstOrDefaultAsync(cancellationToken);
        // A fresh start has nothing of before.
        var (writer, line) = checkpoint is null ? (0, 0L) : (checkpoint.AttemptNumber, checkpoint.Sequence);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO superseded_point (series_id, step, attempt_number, sequence, value, kind)
             SELECT p.series_id, p.step, p.attempt_number, p.sequence, p.value, p.kind FROM metric_point p
             WHERE p.series_id IN (SELECT id FROM metric_series WHERE job_id = {jobId} AND key NOT LIKE {MetricSeries.SystemPrefix + "%"}) AND p.attempt_number < {attempt}
               AND (p.attempt_number > {writer} OR (p.attempt_number = {writer} AND p.sequence > {line}))
             ON CONFLICT DO NOTHING
             """,
            cancellationToken);
        var gone = await db.MetricPoints
            .Where(p => p.Series!.JobId == jobId && !p.Series.Key.StartsWith(MetricSeries.SystemPrefix) && p.AttemptNumber < attempt && (p.AttemptNumber > writer || (p.AttemptNumber == writer && p.Sequence > line)))
            .ExecuteDeleteAsync(cancellationToken);
        if (gone == 0) return;
        foreach (var id in await db.MetricSeries.Where(s => s.JobId == jobId).Select(s => s.Id).ToListAsync(cancellationToken))
            await SeriesSummaries.ScanAsync(db, id, cancellationToken);
    }

    /// <summary>Points of one curve by step, each step once: the later line wins, and one statement may not touch a row twice on PostgreSQL.</summary>
    private static List<MetricPoint> InOrder(long seriesId, int attempt, List<JournalPoint> points)
    {
        var last = new SortedDictionary<int, JournalPoint>();
        foreach (var point in points) last[point.Step] = point;
        return
        [
            .. last.Values.Select(p => new MetricPoint
            {
                SeriesId = seriesId,
                Step = p.Step,
                AttemptNumber = attempt,
                Sequence = p.Sequence,
                Value = double.IsFinite(p.Value) ? p.Value : null,
                Kind = KindOf(p.Value),
            }),
        ];
    }

    private static PointKind KindOf(double value) => value switch
    {
        double.NaN => PointKind.NaN,
        double.PositiveInfinity => PointKind.PositiveInfinity,
        double.NegativeInfinity => PointKind.NegativeInfinity,
        _ => PointKind.Finite,
    };

    private static async Task<Dictionary<string, MetricSeries>> SeriesAsync(
        ExperimentsContext db, long jobId, IReadOnlyList<JournalPoint> points, CancellationToken cancellationToken)
    {
        var series = await db.MetricSeries.AsTracking().Include(s => s.Summary).Where(s => s.JobId == jobId).ToDictionaryAsync(s => s.Key, cancellationToken);
        var added = points.Select(p => p.Series).Distinct().Where(key => !series.ContainsKey(key))
            .Select(key => new MetricSeries { JobId = jobId, Key = key }).ToList();
        if (added.Count == 0) return series;
        db.MetricSeries.AddRange(added);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var one in added) series[one.Key] = one;
        return series;
    }

    private static async Task WriteSqliteAsync(ExperimentsContext db, List<MetricPoint> rows, CancellationToken cancellationToken)
    {
        await using var command = CreateCommand(db, $"INSERT INTO metric_point ({Columns}) VALUES (@series, @step, @attempt, @sequence, @value, @kind) {Replace}");
        var parameters = new[] { "@series", "@step", "@attempt", "@sequence", "@value", "@kind" }.Select(name =>
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
            return parameter;
        }).ToArray();
        foreach (var row in rows)
        {
            object[] values = [row.SeriesId, row.Step, row.AttemptNumber, row.Sequence, (object?)row.Value ?? DBNull.Value, (int)row.Kind];
            for (var i = 0; i < values.Length; i++) parameters[i].Value = values[i];
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task CopyAsync(ExperimentsContext db, List<MetricPoint> rows, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var copy = await connection.BeginBinaryImportAsync($"COPY metric_point ({Columns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(row.SeriesId, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(row.Step, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(row.AttemptNumber, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(row.Sequence, NpgsqlDbType.Bigint, cancellationToken);
            if (row.Value is { } value) await copy.WriteAsync(value, NpgsqlDbType.Double, cancellationToken);
            else await copy.WriteNullAsync(cancellationToken);
            await copy.WriteAsync((int)row.Kind, NpgsqlDbType.Integer, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WritePostgreSqlAsync(ExperimentsContext db, List<MetricPoint> rows, CancellationToken cancellationToken)
    {
        await using var command = CreateCommand(db, $"INSERT INTO metric_point ({Columns}) SELECT * FROM unnest(@series, @step, @attempt, @sequence, @value, @kind) {Replace}");
        Add("series", NpgsqlDbType.Bigint, rows.Select(r => r.SeriesId).ToArray());
        Add("step", NpgsqlDbType.Integer, rows.Select(r => r.Step).ToArray());
        Add("attempt", NpgsqlDbType.Integer, rows.Select(r => r.AttemptNumber).ToArray());
        Add("sequence", NpgsqlDbType.Bigint, rows.Select(r => r.Sequence).ToArray());
        Add("value", NpgsqlDbType.Double, rows.Select(r => r.Value).ToArray());
        Add("kind", NpgsqlDbType.Integer, rows.Select(r => (int)r.Kind).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);

        void Add(string name, NpgsqlDbType type, object values) =>
            command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Array | type) { Value = values });
    }

    private static DbCommand CreateCommand(ExperimentsContext db, string sql)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = sql;
        return command;
    }
}
