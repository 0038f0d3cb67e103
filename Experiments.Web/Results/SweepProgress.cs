using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Results;

/// <summary>How far a sweep is.</summary>
/// <param name="Total">Its jobs.</param>
/// <param name="Done">Jobs that succeeded.</param>
/// <param name="Running">Jobs under way.</param>
/// <param name="Failed">Jobs that failed.</param>
/// <param name="Paused">Jobs that were set aside.</param>
/// <param name="Stopped">Jobs that were cancelled or pruned.</param>
public sealed record SweepProgress(int Total, int Done, int Running, int Failed, int Paused, int Stopped)
{
    /// <summary>Jobs still to come.</summary>
    public int Open => Total - Done - Running - Failed - Paused - Stopped;

    /// <summary>In words, <c>4 of 9 jobs done, 1 running</c>.</summary>
    public string Words => string.Join(", ", new[]
    {
        Done == Total ? $"all {Total} jobs done" : $"{Done} of {Total} jobs done",
        Running > 0 ? $"{Running} running" : "",
        Failed > 0 ? $"{Failed} failed" : "",
        Paused > 0 ? $"{Paused} paused" : "",
        Stopped > 0 ? $"{Stopped} stopped" : "",
    }.Where(w => w.Length > 0));
}

/// <summary>Counts the jobs of sweeps by state, in one query.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class SweepProgressQuery(IDbContextFactory<ExperimentsContext> contexts)
{
    /// <summary>The progress of some sweeps; a sweep without jobs is left out.</summary>
    public async Task<IReadOnlyDictionary<long, SweepProgress>> OfAsync(IReadOnlyCollection<long> sweepIds, CancellationToken cancellationToken = default)
    {
        if (sweepIds.Count == 0) return new Dictionary<long, SweepProgress>();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await context.Jobs.AsNoTracking()
            .Where(j => j.Run!.SweepId != null && sweepIds.Contains(j.Run.SweepId.Value))
            .GroupBy(j => new { SweepId = j.Run!.SweepId!.Value, j.State })
            .Select(g => new { g.Key.SweepId, g.Key.State, Count = g.Count() })
            .ToListAsync(cancellationToken);
        return counts.GroupBy(c => c.SweepId).ToDictionary(g => g.Key, g => new SweepProgress(
            g.Sum(c => c.Count),
            Sum(g.Where(c => c.State == JobState.Succeeded).Select(c => c.Count)),
            Sum(g.Where(c => c.State is JobState.Running or JobState.Claimed).Select(c => c.Count)),
            Sum(g.Where(c => c.State == JobState.Failed).Select(c => c.Count)),
            Sum(g.Where(c => c.State == JobState.Paused).Select(c => c.Count)),
            Sum(g.Where(c => c.State is JobState.Cancelled or JobState.Pruned).Select(c => c.Count))));
    }

    private static int Sum(IEnumerable<int> counts) => counts.Sum();
}
