using Experiments.Data.Jobs;
using Experiments.Data.Storage;
using Experiments.Data.Workers;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Queue;

/// <summary>
/// Hints for every worker of a PostgreSQL database, in Hangfire's tables beside ours. One process at a time compares the two, and puts in what is
/// missing: for each queue as many jobs ahead as its workers run at a time, so that a job that is put first later does not stand behind many.
/// </summary>
public sealed class SharedHints(
    IDbContextFactory<ExperimentsContext> contexts, JobStore jobs, WorkerStore workers, JobStorage storage, IBackgroundJobClient queue) : IJobHints
{
    // "hints", so that another use of advisory locks in the same database does not meet it by chance.
    private const long TurnKey = 0x68696e7473;
    private const int MostRead = 100_000;

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

        foreach (var (name, ahead) in slots) await GiveAsync(name, ahead, cancellationToken);
    }

    private async Task GiveAsync(string name, int ahead, CancellationToken cancellationToken)
    {
        var there = storage.GetMonitoringApi();
        var waiting = Jobs(there.EnqueuedJobs(name, 0, MostRead).Select(j => j.Value is { } v ? v.Job : null)).ToHashSet();
        if (waiting.Count >= ahead) return;
        // Taken by a worker that is about to claim it, or has died since: then Hangfire gives it to another after a lease.
        var taken = Jobs(there.FetchedJobs(name, 0, MostRead).Select(j => j.Value is { } v ? v.Job : null)).ToHashSet();
        foreach (var jobId in (await jobs.QueuedIdsAsync([name], cancellationToken)).Where(id => !waiting.Contains(id) && !taken.Contains(id)).Take(ahead - waiting.Count))
            queue.Create(Job.FromExpression<JobRunner>(r => r.RunAsync(jobId, CancellationToken.None)), new EnqueuedState(name));
    }

    private static IEnumerable<long> Jobs(IEnumerable<Job?> hints) => hints.Where(j => j?.Args is [long, ..]).Select(j => (long)j!.Args[0]);
}
