using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Results;

/// <summary>A run that was scored lately.</summary>
/// <param name="RunId">Run.</param>
/// <param name="Name">Name.</param>
/// <param name="SingleScale">mIoU single-scale, 0 to 1; a classifier's top-1 of the centre crop.</param>
/// <param name="MultiScale">mIoU multi-scale, 0 to 1; a classifier's top-1 of ten crops.</param>
/// <param name="Metric">What both are: <c>mIoU</c>, <c>top-1</c>.</param>
/// <param name="EndedMs">When its last score came, Unix milliseconds.</param>
public sealed record LatestResult(long RunId, string Name, double? SingleScale, double? MultiScale, string Metric, long EndedMs);

/// <summary>What the first page shows.</summary>
/// <param name="Runs">Number of runs in the database.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Grids">The grids: those of sweeps first, the newest first, then the published ones.</param>
/// <param name="Progress">How far their sweeps are.</param>
/// <param name="Latest">Runs that were scored last, newest first.</param>
public sealed record HomeView(
    int Runs, QueueView Queue, IReadOnlyList<GridSummary> Grids, IReadOnlyDictionary<long, SweepProgress> Progress, IReadOnlyList<LatestResult> Latest);

/// <summary>Reads what the first page shows.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="jobs">Queue.</param>
/// <param name="grids">Grids.</param>
/// <param name="progress">Progress of sweeps.</param>
/// <param name="extras">Scores.</param>
public sealed class HomeQuery(
    IDbContextFactory<ExperimentsContext> contexts, JobQueries jobs, GridQuery grids, SweepProgressQuery progress, RunExtras extras)
{
    private const int MostLatest = 8;

    /// <summary>Reads it.</summary>
    public async Task<HomeView> LoadAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = await context.Runs.CountAsync(cancellationToken);
        var latest = await context.Evaluations.AsNoTracking()
            .Where(e => e.Job!.State == JobState.Succeeded && e.Run!.BinnedMs == null)
            .GroupBy(e => e.RunId)
            .Select(g => new { RunId = g.Key, EndedMs = g.Max(e => e.CreatedMs) })
            .OrderByDescending(g => g.EndedMs)
            .Take(MostLatest)
            .ToListAsync(cancellationToken);
        var ids = latest.ConvertAll(l => l.RunId);
        var names = await context.Runs.AsNoTracking().Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Name, cancellationToken);
        var scores = await extras.OfAsync(ids, cancellationToken);
        var all = (await grids.ListAsync(cancellationToken)).OrderBy(g => g.IsPublished).ToList();
        return new HomeView(
            runs,
            await jobs.QueueAsync(0, cancellationToken),
            all,
            await progress.OfAsync([.. all.Select(g => g.SweepId).OfType<long>()], cancellationToken),
            [.. latest.Select(l => new LatestResult(l.RunId, names[l.RunId], scores[l.RunId].SingleScale, scores[l.RunId].MultiScale, scores[l.RunId].Metric, l.EndedMs))]);
    }
}
