using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Results;

/// <summary>A run that ended or was scored lately.</summary>
/// <param name="RunId">Run.</param>
/// <param name="Name">Name.</param>
/// <param name="SingleScale">mIoU single-scale, 0 to 1; a classifier's top-1 of the centre crop.</param>
/// <param name="MultiScale">mIoU multi-scale, 0 to 1; a classifier's top-1 of ten crops.</param>
/// <param name="Metric">What both are: <c>mIoU</c>, <c>top-1</c>.</param>
/// <param name="EndedMs">When it ended, or its last score came, Unix milliseconds.</param>
public sealed record LatestResult(long RunId, string Name, double? SingleScale, double? MultiScale, string Metric, long EndedMs);

/// <summary>What the first page shows.</summary>
/// <param name="Runs">Number of runs in the database.</param>
/// <param name="Queue">The queue at a glance.</param>
/// <param name="Failed">Jobs that failed lately, newest first.</param>
/// <param name="Grids">The grids: those of sweeps first, the newest first, then the published ones.</param>
/// <param name="Progress">How far their sweeps are.</param>
/// <param name="Finished">Number of runs that finished since the last visit.</param>
/// <param name="Latest">Those that finished since the last visit where there are any, else those that were scored last; newest first.</param>
public sealed record HomeView(
    int Runs,
    QueueGlance Queue,
    IReadOnlyList<JobRow> Failed,
    IReadOnlyList<GridSummary> Grids,
    IReadOnlyDictionary<long, SweepProgress> Progress,
    int Finished,
    IReadOnlyList<LatestResult> Latest);

/// <summary>Reads what the first page shows.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="jobs">Queue.</param>
/// <param name="grids">Grids.</param>
/// <param name="progress">Progress of sweeps.</param>
/// <param name="extras">Scores.</param>
/// <param name="time">Clock.</param>
public sealed class HomeQuery(
    IDbContextFactory<ExperimentsContext> contexts, JobQueries jobs, GridQuery grids, SweepProgressQuery progress, RunExtras extras, TimeProvider time)
{
    /// <summary>Most grids of the page.</summary>
    public const int MostGrids = 8;

    private const int MostLatest = 8;
    private const int MostFailed = 12;
    private const int MostNext = 3;

    // A run has a few evaluations: among these are the last runs.
    private const int EvaluationsLookedAt = 64;
    private static readonly TimeSpan FailuresShownFor = TimeSpan.FromDays(7);

    /// <summary>Reads it.</summary>
    /// <param name="sinceMs">When the last visit was, Unix milliseconds; null where it is not known.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<HomeView> LoadAsync(long? sinceMs = null, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = await context.Runs.CountAsync(cancellationToken);
        var finished = sinceMs is { } since ? FinishedSince(context, since) : null;
        var count = finished is null ? 0 : await finished.CountAsync(cancellationToken);
        var latest = count > 0 ? await finished!.OrderByDescending(g => g.EndedMs).Take(MostLatest).ToListAsync(cancellationToken) : await ScoredAsync(context, cancellationToken);
        var all = (await grids.ListAsync(cancellationToken)).OrderBy(g => g.IsPublished).Take(MostGrids).ToList();
        return new HomeView(
            runs,
            await jobs.GlanceAsync(MostNext, cancellationToken),
            await jobs.FailedAsync((time.GetUtcNow() - FailuresShownFor).ToUnixTimeMilliseconds(), MostFailed, cancellationToken),
            all,
            await progress.OfAsync([.. all.Select(g => g.SweepId).OfType<long>()], cancellationToken),
            count,
            await ResultsAsync(context, [.. latest.Take(MostLatest)], cancellationToken));
    }

    /// <summary>Runs that ended with success since then.</summary>
    private static IQueryable<Ended> FinishedSince(ExperimentsContext context, long sinceMs) => context.Jobs.AsNoTracking()
        .Where(j => j.State == JobState.Succeeded && j.EndedMs >= sinceMs && j.Run!.BinnedMs == null && j.Run.Jobs.All(o => o.State == JobState.Succeeded))
        .GroupBy(j => j.RunId)
        .Select(g => new Ended { RunId = g.Key, EndedMs = g.Max(j => j.EndedMs!.Value) });

    private static async Task<List<Ended>> ScoredAsync(ExperimentsContext context, CancellationToken cancellationToken)
    {
        var scored = await context.Evaluations.AsNoTracking()
            .Where(e => e.Job!.State == JobState.Succeeded && e.Run!.BinnedMs == null)
            .OrderByDescending(e => e.Id)
            .Take(EvaluationsLookedAt)
            .Select(e => new Ended { RunId = e.RunId, EndedMs = e.CreatedMs })
            .ToListAsync(cancellationToken);
        return [.. scored.GroupBy(e => e.RunId).Select(g => g.MaxBy(e => e.EndedMs)!).OrderByDescending(e => e.EndedMs)];
    }

    private async Task<IReadOnlyList<LatestResult>> ResultsAsync(ExperimentsContext context, List<Ended> ended, CancellationToken cancellationToken)
    {
        var ids = ended.ConvertAll(l => l.RunId);
        var names = await context.Runs.AsNoTracking().Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Name, cancellationToken);
        var scores = await extras.OfAsync(ids, cancellationToken);
        return [.. ended.Select(l => new LatestResult(l.RunId, names[l.RunId], scores[l.RunId].SingleScale, scores[l.RunId].MultiScale, scores[l.RunId].Metric, l.EndedMs))];
    }

    private sealed class Ended
    {
        public required long RunId { get; init; }

        public required long EndedMs { get; init; }
    }
}
