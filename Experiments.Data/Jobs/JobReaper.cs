using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Jobs;

/// <summary>What a pass of the reaper did.</summary>
/// <param name="Requeued">Jobs returned to the queue.</param>
/// <param name="Failed">Jobs that lost their worker too often.</param>
/// <param name="Cancelled">Jobs that a person had asked to end.</param>
public sealed record ReapedJobs(IReadOnlyList<long> Requeued, IReadOnlyList<long> Failed, IReadOnlyList<long> Cancelled);

/// <summary>
/// Takes jobs from workers that are gone. It remembers each held job's (attempt, heartbeat counter) and when it saw
/// them change, by its own monotonic clock: clocks of two machines are never compared. A reaper that has just started
/// knows nothing and waits a whole lease. Not for concurrent use: one loop calls it.
/// </summary>
/// <param name="contexts">Contexts.</param>
/// <param name="jobs">Job store.</param>
/// <param name="time">Clock.</param>
public sealed class JobReaper(IDbContextFactory<ExperimentsContext> contexts, JobStore jobs, TimeProvider time)
{
    private Dictionary<long, Sighting> _seen = [];

    /// <summary>How long a counter may stand still; default 30 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Looks at every claimed or running job once; call it several times a lease.</summary>
    public async Task<ReapedJobs> ReapAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetTimestamp();
        var seen = new Dictionary<long, Sighting>();
        var ended = new Dictionary<long, JobState>();
        foreach (var (id, attempt, counter) in await HeldAsync(cancellationToken))
        {
            var same = _seen.TryGetValue(id, out var before) && before.Attempt == attempt && before.Counter == counter;
            var since = same ? before!.Since : now;
            if (time.GetElapsedTime(since, now) < Lease)
            {
                seen[id] = new Sighting(attempt, counter, since);
                continue;
            }

            // A crash here loses nothing: the next reaper sees the counter stand still just the same.
            if (await jobs.TakeBackAsync(id, attempt, counter, cancellationToken) is { } state) ended[id] = state;
        }

        _seen = seen;
        return new ReapedJobs(In(JobState.Queued), In(JobState.Failed), In(JobState.Cancelled));

        long[] In(JobState state) => [.. ended.Where(e => e.Value == state).Select(e => e.Key)];
    }

    private async Task<List<(long Id, int Attempt, long Counter)>> HeldAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var held = await db.Jobs.Where(j => JobRows.Held.Contains(j.State)).OrderBy(j => j.Id)
            .Select(j => new { j.Id, j.Attempt, j.HeartbeatCounter })
            .ToListAsync(cancellationToken);
        return [.. held.Select(j => (j.Id, j.Attempt, j.HeartbeatCounter))];
    }

    private sealed record Sighting(int Attempt, long Counter, long Since);
}
