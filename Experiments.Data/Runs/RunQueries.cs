using System.Linq.Expressions;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Runs;

/// <summary>Columns that a table of runs can be sorted by.</summary>
public enum RunSort
{
    /// <summary>By age.</summary>
    Created,

    /// <summary>By name.</summary>
    Name,

    /// <summary>By seed.</summary>
    Seed,

    /// <summary>By state, in the order of <see cref="RunState"/>.</summary>
    State,

    /// <summary>By the newest evaluation's mIoU; runs without one come last.</summary>
    MeanIoU,
}

/// <summary>Which runs, in which order.</summary>
public sealed record RunFilter
{
    /// <summary>Only this experiment's.</summary>
    public long? ExperimentId { get; init; }

    /// <summary>Only this sweep's.</summary>
    public long? SweepId { get; init; }

    /// <summary>Only this fingerprint's.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Only those whose name contains this, whatever the case.</summary>
    public string? NameContains { get; init; }

    /// <summary>Only in these states; empty for all.</summary>
    public IReadOnlyCollection<RunState> States { get; init; } = [];

    /// <summary>Only with these settings, exactly.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Order.</summary>
    public RunSort Sort { get; init; } = RunSort.Created;

    /// <summary>Whether the order is turned round; default true, newest first.</summary>
    public bool Descending { get; init; } = true;

    /// <summary>Runs to pass over.</summary>
    public int Skip { get; init; }

    /// <summary>At most this many; default 50.</summary>
    public int Take { get; init; } = 50;
}

/// <summary>A page of a table of runs.</summary>
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

    /// <summary>mIoU of the newest evaluation, 0 to 1, else of the newest validation during training; null when there is none.</summary>
    public double? LatestMeanIoU { get; init; }
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

    /// <summary>A page of the runs table.</summary>
    public async Task<RunPage> PageAsync(RunFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var matching = Matching(db, filter);
        var total = await matching.CountAsync(cancellationToken);
        var page = Ordered(db, matching, filter).Skip(filter.Skip).Take(filter.Take);
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
            Loss = db.MetricSeries.Where(s => s.Job!.RunId == r.Id && s.Key == LossSeries).OrderByDescending(s => s.Id)
                .Select(s => s.Summary!.LastValue).FirstOrDefault(),
            Validation = db.MetricSeries.Where(s => s.Job!.RunId == r.Id && s.Key == ValidationSeries).OrderByDescending(s => s.Id)
                .Select(s => s.Summary!.LastValue).FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        return new RunPage(total, [.. rows.Select(r => new RunRow
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
            LatestMeanIoU = r.MeanIoU ?? r.Validation,
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

    private static IQueryable<Run> Matching(ExperimentsContext db, RunFilter filter)
    {
        IQueryable<Run> runs = db.Runs;
        if (filter.ExperimentId is { } experimentId) runs = runs.Where(r => r.ExperimentId == experimentId);
        if (filter.SweepId is { } sweepId) runs = runs.Where(r => r.SweepId == sweepId);
        if (filter.Fingerprint is { } fingerprint) runs = runs.Where(r => r.Fingerprint == fingerprint);
        if (!string.IsNullOrWhiteSpace(filter.NameContains))
        {
            var text = filter.NameContains.Trim().ToUpperInvariant();
#pragma warning disable CA1304, CA1311, CA1862, MA0011 // translated to upper() in SQL
            runs = runs.Where(r => r.Name.ToUpper().Contains(text));
#pragma warning restore CA1304, CA1311, CA1862, MA0011
        }

        foreach (var (key, value) in filter.Settings)
            runs = runs.Where(r => r.Settings.Any(s => s.Key == key && s.Value == value));
        if (filter.States.Count > 0)
        {
            var ranks = filter.States.Select(s => (int)s).ToList();
            runs = runs.Where(r => ranks.Contains(r.Jobs.AsQueryable().Select(RunStates.Rank).Min(rank => (int?)rank) ?? (int)RunState.Empty));
        }

        return runs;
    }

    private static IQueryable<Run> Ordered(ExperimentsContext db, IQueryable<Run> runs, RunFilter filter)
    {
        var ordered = filter.Sort switch
        {
            RunSort.Created => By(r => r.Id),
            RunSort.Name => By(r => r.Name),
            RunSort.Seed => By(r => r.Seed),
            RunSort.State => By(r => r.Jobs.AsQueryable().Select(RunStates.Rank).Min(rank => (int?)rank) ?? (int)RunState.Empty),
            // Runs without a score come last whichever way round. One key, since each is looked up anew for every run.
            RunSort.MeanIoU => By(Score(filter.Descending ? -1 : 2)),
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter.Sort, "No such order."),
        };
        return filter.Descending ? ordered.ThenByDescending(r => r.Id) : ordered.ThenBy(r => r.Id);

        IOrderedQueryable<Run> By<TKey>(Expression<Func<Run, TKey>> key) => filter.Descending ? runs.OrderByDescending(key) : runs.OrderBy(key);

        // An mIoU lies between 0 and 1: what stands for none lies outside.
        Expression<Func<Run, double>> Score(double none) => r => db.Evaluations.Where(e => e.RunId == r.Id && e.Job!.State == JobState.Succeeded)
            .OrderByDescending(e => e.Id).Select(e => e.MeanIoU).FirstOrDefault() ?? none;
    }

    private static IQueryable<RunReference> References(IQueryable<Run> runs) =>
        runs.OrderBy(r => r.Seed).ThenBy(r => r.Id).Select(r => new RunReference(r.Id, r.Name, r.Seed));
}
