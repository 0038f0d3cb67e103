using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Workers;

namespace Experiments.Web.Workers;

/// <summary>A worker as the page shows it.</summary>
/// <param name="Worker">The row.</param>
/// <param name="Silence">For how long it has not been heard, where that is longer than a lease.</param>
/// <param name="Jobs">What it is doing.</param>
public sealed record WorkerView(Worker Worker, TimeSpan? Silence, IReadOnlyList<JobRow> Jobs);

/// <summary>The workers.</summary>
/// <param name="Working">Those that have not ended.</param>
/// <param name="Ended">Those that have, newest first.</param>
/// <param name="Unserved">Queues that have queued jobs and no worker, with the number of jobs.</param>
public sealed record WorkersView(IReadOnlyList<WorkerView> Working, IReadOnlyList<Worker> Ended, IReadOnlyDictionary<string, int> Unserved)
{
    /// <summary>Jobs that can run at a time.</summary>
    public int Slots => Working.Sum(w => w.Worker.Concurrency);
}

/// <summary>Who is alive, doing what.</summary>
public sealed class WorkersQuery(WorkerStore workers, WorkerSightings sightings, JobQueries jobs)
{
    private const int MostEnded = 30;

    /// <summary>Reads them.</summary>
    public async Task<WorkersView> LoadAsync(CancellationToken cancellationToken = default)
    {
        var all = await workers.ListAsync(MostEnded, cancellationToken);
        var doing = (await jobs.GlanceAsync(next: 0, cancellationToken)).Running.ToLookup(j => j.Worker);
        var working = all.Where(w => w.State == WorkerState.Working).ToList();
        return new WorkersView(
            [.. working.Select(w => new WorkerView(w, sightings.SilenceOf(w), [.. doing[w.Name]]))],
            [.. all.Where(w => w.State != WorkerState.Working)],
            Unserved(await jobs.QueuedInAsync(cancellationToken), working));
    }

    /// <summary>Queues with queued jobs that no worker takes from, with the number of jobs.</summary>
    public async Task<IReadOnlyDictionary<string, int>> UnservedAsync(CancellationToken cancellationToken = default) =>
        await jobs.QueuedInAsync(cancellationToken) is { Count: > 0 } queued ? Unserved(queued, await workers.ListAsync(ended: 0, cancellationToken)) : new Dictionary<string, int>();

    private static SortedDictionary<string, int> Unserved(IReadOnlyDictionary<string, int> queued, IEnumerable<Worker> working)
    {
        var served = working.Where(w => w.Concurrency > 0).SelectMany(w => w.Queues).ToHashSet(StringComparer.Ordinal);
        return new SortedDictionary<string, int>(queued.Where(q => !served.Contains(q.Key)).ToDictionary(), StringComparer.Ordinal);
    }
}
