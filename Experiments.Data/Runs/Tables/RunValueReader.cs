using Experiments.Data.Model;
using Experiments.Data.Runs.Filters;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Runs.Tables;

/// <summary>What some runs have under a key.</summary>
/// <param name="of">The value of a run.</param>
internal sealed class RunColumn(Func<long, RunValue> of)
{
    /// <summary>Of a run.</summary>
    public RunValue this[long runId] => of(runId);
}

/// <summary>Reads what runs have under a key: the one way in which filters, orders, groups and cells come by their values.</summary>
/// <param name="db">Context.</param>
/// <param name="basics">The runs' own rows.</param>
/// <param name="nowMs">Now, Unix milliseconds.</param>
internal sealed class RunValueReader(ExperimentsContext db, RunBasics basics, long nowMs)
{
    /// <summary>So many runs are asked for by their ids; of more, all are read.</summary>
    public const int MostByIds = 500;

    private static readonly JobState[] NotSucceeded = [.. Enum.GetValues<JobState>().Where(s => s != JobState.Succeeded)];
    private (IReadOnlyCollection<long>? Ids, List<ScoreRow> Rows)? _scores;

    /// <summary>The values of a key.</summary>
    /// <param name="key">Key.</param>
    /// <param name="runIds">At least of these runs; null for all.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<RunColumn> ReadAsync(FilterKey key, IReadOnlyCollection<long>? runIds, CancellationToken cancellationToken)
    {
        var ids = runIds is { Count: <= MostByIds } ? runIds : null;
        if (key.Field is { } field) return basics.Reader(field) is { } reader ? new RunColumn(reader) : Of(await FieldAsync(field, ids, cancellationToken), field == RunField.State ? StateOf(RunState.Empty) : default);
        return key.Metric switch
        {
            ScoreMetric score => Of(await ScoresAsync(score, ids, cancellationToken), default),
            CurveMetric curve => Of(await CurvesAsync(curve, ids, cancellationToken), default),
            // A run that was made before the setting existed has its default.
            _ => Of(await SettingAsync(key.Name, ids, cancellationToken), RunValue.Of(key.Default)),
        };
    }

    private static RunColumn Of(Dictionary<long, RunValue> values, RunValue otherwise) => new(id => values.GetValueOrDefault(id, otherwise));

    private async Task<Dictionary<long, RunValue>> SettingAsync(string key, IReadOnlyCollection<long>? ids, CancellationToken cancellationToken)
    {
        var rows = db.RunSettings.Where(s => s.Key == key);
        if (ids is not null) rows = rows.Where(s => ids.Contains(s.RunId));
        return await rows.Select(s => new { s.RunId, s.Value }).ToDictionaryAsync(s => s.RunId, s => RunValue.Of(s.Value), cancellationToken);
    }

    private async Task<Dictionary<long, RunValue>> FieldAsync(RunField field, IReadOnlyCollection<long>? ids, CancellationToken cancellationToken)
    {
        var runs = ids is null ? db.Runs : db.Runs.Where(r => ids.Contains(r.Id));
        var jobs = ids is null ? db.Jobs : db.Jobs.Where(j => ids.Contains(j.RunId));
        switch (field)
        {
            case RunField.Tag:
                return await runs.Where(r => r.Labels.Count > 0).Select(r => new { r.Id, r.Labels })
                    .ToDictionaryAsync(r => r.Id, r => new RunValue(string.Join('\n', r.Labels), null), cancellationToken);
            case RunField.Notes:
                return await runs.Where(r => r.Notes != "").Select(r => new { r.Id, r.Notes }).ToDictionaryAsync(r => r.Id, r => new RunValue(r.Notes, null), cancellationToken);
            case RunField.State:
                return await jobs.GroupBy(j => j.RunId).Select(g => new { RunId = g.Key, Rank = g.AsQueryable().Select(RunStates.Rank).Min() })
                    .ToDictionaryAsync(g => g.RunId, g => StateOf((RunState)g.Rank), cancellationToken);
            default:
                var times = await jobs.GroupBy(j => j.RunId).Select(g => new
                {
                    RunId = g.Key,
                    StartedMs = g.Min(j => j.StartedMs),
                    EndedMs = g.Max(j => j.EndedMs),
                    Open = g.Count(j => j.EndedMs == null),
                    Running = g.Count(j => j.State == JobState.Running || j.State == JobState.Claimed),
                }).ToListAsync(cancellationToken);
                return times.ToDictionary(t => t.RunId, t => RunValue.Of(field switch
                {
                    RunField.Started => t.StartedMs,
                    RunField.Ended => t.Open > 0 ? null : t.EndedMs,
                    // What waits does not take longer by waiting.
                    _ => ((t.Running > 0 ? nowMs : t.EndedMs ?? t.StartedMs) - t.StartedMs) / 1000.0,
                }));
        }
    }

    /// <summary>A state as a text to filter by and a number to sort by.</summary>
    private static RunValue StateOf(RunState state) => new(state.ToString(), (int)state);

    /// <summary>The newest counts: of the evaluation where there is one, else of the curve that stands for it.</summary>
    private async Task<Dictionary<long, RunValue>> ScoresAsync(ScoreMetric metric, IReadOnlyCollection<long>? ids, CancellationToken cancellationToken)
    {
        var values = new Dictionary<long, RunValue>();
        foreach (var score in await ReadScoresAsync(ids, cancellationToken))
        {
            if (metric.Protocols.Count == 0 || metric.Protocols.Contains(score.Protocol, StringComparer.Ordinal)) values[score.RunId] = score.Value;
        }

        if (metric.Otherwise is not { } curve) return values;
        var without = (ids ?? basics.Ids).Where(id => !values.ContainsKey(id)).ToList();
        if (without.Count == 0) return values;
        foreach (var (run, value) in await CurvesAsync(new CurveMetric(curve, CurveValue.Last), without.Count <= MostByIds ? without : null, cancellationToken)) values.TryAdd(run, value);
        return values;
    }

    /// <summary>The scores of all evaluations that count, oldest first: read once, for columns of several protocols.</summary>
    private async Task<List<ScoreRow>> ReadScoresAsync(IReadOnlyCollection<long>? ids, CancellationToken cancellationToken)
    {
        if (_scores is { } read && ReferenceEquals(read.Ids, ids)) return read.Rows;
        var evaluations = ids is null ? db.Evaluations : db.Evaluations.Where(e => ids.Contains(e.RunId));
        // Two questions: each is answered from an index alone, and few jobs have left an evaluation and not succeeded. In this order: what came in between counts the next time.
        var scores = await evaluations.Select(e => new { e.Id, e.RunId, e.ProtocolName, e.MeanIoU }).ToListAsync(cancellationToken);
        var open = (await evaluations.Where(e => NotSucceeded.Contains(e.Job!.State)).Select(e => e.Id).ToListAsync(cancellationToken)).ToHashSet();
        // What has no mIoU is a classifier's, or not a number; the metrics of all others need not be read.
        var metrics = scores.TrueForAll(s => s.MeanIoU is not null)
            ? []
            : await evaluations.Where(e => e.MeanIoU == null).Select(e => new { e.Id, e.Metrics }).ToDictionaryAsync(e => e.Id, e => e.Metrics, cancellationToken);
        List<ScoreRow> rows = [.. scores.Where(s => !open.Contains(s.Id)).OrderBy(s => s.Id).Select(s => new ScoreRow(s.RunId, s.ProtocolName, Score(s.MeanIoU, metrics.GetValueOrDefault(s.Id))))];
        _scores = (ids, rows);
        return rows;
    }

    private static RunValue Score(double? meanIoU, Dictionary<string, double>? others) => meanIoU is null && others is not null
        ? new RunValue(Evaluation.HeadlineOf(others), Evaluation.ValueOf(Evaluation.HeadlineOf(others), null, others))
        : RunValue.Of(meanIoU);

    private async Task<Dictionary<long, RunValue>> CurvesAsync(CurveMetric metric, IReadOnlyCollection<long>? ids, CancellationToken cancellationToken)
    {
        var (name, step) = (metric.Curve, metric.Step);
        var series = db.MetricSeries.Where(s => s.Key == name && s.Summary != null);
        if (ids is not null) series = series.Where(s => ids.Contains(s.Job!.RunId));
        var found = metric.Value switch
        {
            CurveValue.Last => series.Select(s => new CurvePointRow(s.Id, s.Job!.RunId, s.Summary!.LastValue, s.Summary.LastKind)),
            CurveValue.Min => series.Select(s => new CurvePointRow(s.Id, s.Job!.RunId, s.Summary!.MinValue, PointKind.Finite)),
            CurveValue.Max => series.Select(s => new CurvePointRow(s.Id, s.Job!.RunId, s.Summary!.MaxValue, PointKind.Finite)),
            // Two questions for one point: each is one place of its key, a join would number the points of all curves.
            _ => series.Where(s => s.Summary!.FirstStep <= step).Select(s => new CurvePointRow(
                s.Id,
                s.Job!.RunId,
                db.MetricPoints.Where(p => p.SeriesId == s.Id && p.Step <= step).OrderByDescending(p => p.Step).Select(p => p.Value).FirstOrDefault(),
                db.MetricPoints.Where(p => p.SeriesId == s.Id && p.Step <= step).OrderByDescending(p => p.Step).Select(p => p.Kind).FirstOrDefault())),
        };
        var values = new Dictionary<long, RunValue>();
        foreach (var row in (await found.ToListAsync(cancellationToken)).OrderBy(r => r.SeriesId)) values[row.RunId] = RunValue.Of(Number(row));
        return values;
    }

    private static double? Number(CurvePointRow row) => row.Kind switch
    {
        PointKind.NaN => double.NaN,
        PointKind.PositiveInfinity => double.PositiveInfinity,
        PointKind.NegativeInfinity => double.NegativeInfinity,
        _ => row.Value,
    };

    private sealed record ScoreRow(long RunId, string Protocol, RunValue Value);

    private sealed record CurvePointRow(long SeriesId, long RunId, double? Value, PointKind Kind);
}
