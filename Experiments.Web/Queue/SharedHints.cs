using Experiments.Data.Jobs;
using Experiments.Data.Storage;
using Experiments.Data.Workers;
using Experiments.Web.Hosting;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Queue;

/// <summary>
/// Hints for every worker of a PostgreSQL database, in Hangfire's tables beside ours. One process at a time compares the two, and puts in what is
/// missing: for each queue as many jobs ahead as its workers run at a time, so that a job that is put first later does not stand behind many.
/// A hint that somebody took is renewed as long as that process lives. One that was not for a whole lease, by this process's own monotonic clock, is
/// given anew: the queue would give it to another only after all that nobody has taken. Not for concurrent use: one loop calls it.
/// </summary>
public sealed class SharedHints(
    IDbContextFactory<ExperimentsContext> contexts, JobStore jobs, WorkerStore workers, JobStorage storage, IBackgroundJobClient queue, ExperimentsSettings settings, TimeProvider time) : IJobHints
{
    // "hints", so that another use of advisory locks in the same database does not meet it by chance.
    private const long TurnKey = 0x68696e7473;
    private const int MostRead = 100_000;
    private Dictionary<string, Sighting> _taken = [];

    /// <inheritdoc/>
    public async Task GiveAsync(CancellationToken cancellationToken)
    {
        await using var turn = await Turn.TryTakeAsync(contexts, TurnKey, cancellationToken);
        // Whoever has it sees the same rows as we would.
        if (turn is null) return;
        var slots = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var worker in await workers.ListAsync(ended: 0, cancellationToken))
        {
            foreach (var name in worker.Queues) slots[name] = slots.GetValueOrDefault(name) + worker.Concurrency;
        }

        var seen = new Dictionary<string, Sighting>(StringComparer.Ordinal);
        foreach (var (name, ahead) in slots) await GiveAsync(name, ahead, seen, cancellationToken);
        _taken = seen;
    }

    private async Task GiveAsync(string name, int ahead, Dictionary<string, Sighting> seen, CancellationToken cancellationToken)
    {
        var there = storage.GetMonitoringApi();
        // In this order: one that is taken in between is found among the taken.
        var waiting = Jobs(there.EnqueuedJobs(name, 0, MostRead).Select(j => j.Value?.Job)).ToHashSet();
        var taken = Jobs(there.FetchedJobs(name, 0, MostRead).Where(j => IsRenewed(j, seen)).Select(j => j.Value?.Job)).ToHashSet();
        if (waiting.Count >= ahead) return;
        foreach (var jobId in (await jobs.QueuedIdsAsync([name], cancellationToken)).Where(id => !waiting.Contains(id) && !taken.Contains(id)).Take(ahead - waiting.Count))
            queue.Create(Job.FromExpression<JobRunner>(r => r.RunAsync(jobId, CancellationToken.None)), new EnqueuedState(name));
    }

    private bool IsRenewed(KeyValuePair<string, FetchedJobDto?> hint, Dictionary<string, Sighting> seen)
    {
        var now = time.GetTimestamp();
        var renewed = hint.Value?.FetchedAt;
        var since = _taken.TryGetValue(hint.Key, out var before) && before.Renewed == renewed ? before.Since : now;
        seen[hint.Key] = new Sighting(renewed, since);
        return time.GetElapsedTime(since, now) < TimeSpan.FromSeconds(settings.LeaseSeconds);
    }

    private static IEnumerable<long> Jobs(IEnumerable<Job?> hints) => hints.Where(j => j?.Args is [long, ..]).Select(j => (long)j!.Args[0]);

    private sealed record Sighting(DateTime? Renewed, long Since);
}
