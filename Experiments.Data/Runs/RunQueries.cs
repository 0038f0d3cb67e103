using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Runs;

/// <summary>Which runs of a list, the newest first. The table of runs has a language of its own, see <see cref="Filters.FilterParser"/>.</summary>
public sealed record RunFilter
{
    /// <summary>Only this sweep's.</summary>
    public long? SweepId { get; init; }

    /// <summary>Only those that this means, see <see cref="RunSearch"/>; empty for all that were not archived. Null for all.</summary>
    public string? Search { get; init; }

    /// <summary>Runs to pass over.</summary>
    public int Skip { get; init; }

    /// <summary>At most this many; default 50.</summary>
    public int Take { get; init; } = 50;
}

/// <summary>A page of a list of runs.</summary>
/// <param name="Total">Runs that the filter lets through.</param>
/// <param name="Rows">Those of the page.</param>
public sealed record RunPage(int Total, IReadOnlyList<RunRow> Rows);

/// <summary>A run in a list.</summary>
public sealed record RunRow
{
    /// <summary>Run.</summary>
    public required long RunId { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Experiment.</summary>
    public required long ExperimentId { get; init; }

    /// <summary>Name of the experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>Sweep, if any.</summary>
    public long? SweepId { get; init; }

    /// <summary>Name of the sweep, if any.</summary>
    public string? Sweep { get; init; }

    /// <summary>Seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Fingerprint.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The run it repeats with the same seed, if it is such a check.</summary>
    public long? ReproductionOfRunId { get; init; }

    /// <summary>Free words.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>State.</summary>
    public required RunState State { get; init; }

    /// <summary>When it was created, Unix milliseconds.</summary>
    public long CreatedMs { get; init; }

    /// <summary>When its first job was claimed, Unix milliseconds.</summary>
    public long? StartedMs { get; init; }

    /// <summary>When its last job ended, Unix milliseconds; null while one has not ended.</summary>
    public long? EndedMs { get; init; }

    /// <summary>Newest <c>train/loss</c>; null when there is none or it is not a number.</summary>
    public double? LatestLoss { get; init; }

    /// <summary>The metric that stands for it: top-1 of a classifier, else mIoU.</summary>
    public string Metric { get; init; } = GridColumn.MeanIoU;

    /// <summary>That metric of the newest evaluation, 0 to 1, else of the newest validation during training; null when there is none.</summary>
    public double? LatestScore { get; init; }

    /// <summary>The same where it is an mIoU; null of a classifier.</summary>
    public double? LatestMeanIoU => Metric == GridColumn.MeanIoU ? LatestScore : null;
}

/// <summary>A run with all that belongs to it.</summary>
/// <param name="Run">The run with experiment, sweep and settings.</param>
/// <param name="State">Its state.</param>
/// <param name="Jobs">Its jobs in order, each with attempts, artifacts and evaluation.</param>
/// <param name="Reproductions">Runs that repeat it with the same seed.</param>
/// <param name="Repeats">Ordinary runs of the same fingerprint, this one too.</param>
public sealed record RunDetail(
    Run Run, RunState State, IReadOnlyList<Job> Jobs, IReadOnlyList<RunReference> Reproductions, IReadOnlyList<RunReference> Repeats);

/// <summary>A run to link to.</summary>
/// <param name="RunId">Run.</param>
/// <param name="Name">Name.</param>
/// <param name="Seed">Seed.</param>
public sealed record RunReference(long RunId, string Name, int Seed);

/// <summary>Reads runs.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class RunQueries(IDbContextFactory<ExperimentsContext> contexts)
{
    private const string LossSeries = "train/loss";
    private const string ValidationSeries = "validation/miou";
    private const string TopOneSeries = "validation/top-1";

    /// <summary>A page of a list of runs, the newest first.</summary>
    public async Task<RunPage> PageAsync(RunFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = filter.SweepId is { } sweepId ? db.Runs.Where(r => r.SweepId == sweepId) : db.Runs;
        var matching = filter.Search is { } text ? runs.Matching(text) : runs;
        var total = await matching.CountAsync(cancellationToken);
        var page = matching.BestFirst(filter.Search).Skip(filter.Skip).Take(filter.Take);
        var rows = await page.Select(r => new
        {
            Run = r,
            Experiment = r.Experiment!.Name,
            Sweep = r.Sweep!.Name,
            Rank = r.Jobs.AsQueryable().Select(RunStates.Rank).Min(rank => (int?)rank),
            StartedMs = r.Jobs.Min(j => j.StartedMs),
            EndedMs = r.Jobs.Max(j => j.EndedMs),
            Open = r.Jobs.Any(j => j.EndedMs == null),
            MeanIoU = db.Evaluations.Where(e => e.RunId == r.Id && e.Job!.State == JobState.Succeeded)
                .OrderByDescending(e => e.Id).Select(e => e.MeanIoU).FirstOrDefault(),
            Metrics = db.Evaluations.Where(e => e.RunId == r.Id && e.Job!.State == JobState.Succeeded)
                .OrderByDescending(e => e.Id).Select(e => e.Metrics).FirstOrDefault(),
            Loss = db.MetricSeries.Where(s => s.Job!.RunId == r.Id && s.Key == LossSeries).OrderByDescending(s => s.Id)
                .Select(s => s.Summary!.LastValue).FirstOrDefault(),
            Validation = db.MetricSeries.Where(s => s.Job!.RunId == r.Id && s.Key == ValidationSeries).OrderByDescending(s => s.Id)
                .Select(s => s.Summary!.LastValue).FirstOrDefault(),
            TopOne = db.MetricSeries.Where(s => s.Job!.RunId == r.Id && s.Key == TopOneSeries).OrderByDescending(s => s.Id)
                .Select(s => s.Summary!.LastValue).FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        return new RunPage(total, [.. rows.Select(r =>
        {
            var (metric, score) = ScoreOf(r.MeanIoU, r.Metrics, r.Validation, r.TopOne);
            return new RunRow
            {
                RunId = r.Run.Id,
                Name = r.Run.Name,
                ExperimentId = r.Run.ExperimentId,
                Experiment = r.Experiment,
                SweepId = r.Run.SweepId,
                Sweep = r.Sweep,
                Seed = r.Run.Seed,
                Fingerprint = r.Run.Fingerprint,
                ReproductionOfRunId = r.Run.ReproductionOfRunId,
                Labels = r.Run.Labels,
                State = (RunState)(r.Rank ?? (int)RunState.Empty),
                CreatedMs = r.Run.CreatedMs,
                StartedMs = r.StartedMs,
                EndedMs = r.Open ? null : r.EndedMs,
                LatestLoss = r.Loss,
                Metric = metric,
                LatestScore = score,
            };
        })]);
    }

    /// <summary>One run with its jobs, attempts, artifacts and evaluations; null when there is none.</summary>
    public async Task<RunDetail?> FindAsync(long runId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.Runs
            .Include(r => r.Experiment)
            .Include(r => r.Sweep)
            .Include(r => r.Settings.OrderBy(s => s.Key))
            .Include(r => r.Jobs.OrderBy(j => j.Id)).ThenInclude(j => j.Attempts.OrderBy(a => a.Number))
            .Include(r => r.Jobs.OrderBy(j => j.Id)).ThenInclude(j => j.Artifacts.OrderBy(a => a.Id))
            .Include(r => r.Jobs.OrderBy(j => j.Id)).ThenInclude(j => j.Evaluation)
            .AsSplitQuery()
            .SingleOrDefaultAsync(r => r.Id == runId, cancellationToken);
        if (run is null) return null;
        var reproductions = await References(db.Runs.Where(r => r.ReproductionOfRunId == runId)).ToListAsync(cancellationToken);
        var repeats = await References(db.Runs.Where(r => r.Fingerprint == run.Fingerprint && r.ReproductionOfRunId == null)).ToListAsync(cancellationToken);
        return new RunDetail(run, RunStates.Of(run.Jobs), run.Jobs, reproductions, repeats);
    }

    /// <summary>States of some runs; one that does not exist is left out.</summary>
    public async Task<IReadOnlyDictionary<long, RunState>> StatesAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Runs.Where(r => runIds.Contains(r.Id))
            .Select(r => new { r.Id, Rank = r.Jobs.AsQueryable().Select(RunStates.Rank).Min(rank => (int?)rank) })
            .ToDictionaryAsync(r => r.Id, r => (RunState)(r.Rank ?? (int)RunState.Empty), cancellationToken);
    }

    /// <summary>What stands for a run: of its newest evaluation, else of the curve that its validations draw.</summary>
    private static (string Metric, double? Value) ScoreOf(double? meanIoU, Dictionary<string, double>? metrics, double? validation, double? topOne)
    {
        var metric = metrics is not null ? Evaluation.HeadlineOf(metrics) : topOne is null ? GridColumn.MeanIoU : GridColumn.TopOne;
        var scored = metrics is null ? null : Evaluation.ValueOf(metric, meanIoU, metrics);
        return (metric, scored ?? (metric == GridColumn.TopOne ? topOne : validation));
    }

    private static IQueryable<RunReference> References(IQueryable<Run> runs) =>
        runs.OrderBy(r => r.Seed).ThenBy(r => r.Id).Select(r => new RunReference(r.Id, r.Name, r.Seed));
}
