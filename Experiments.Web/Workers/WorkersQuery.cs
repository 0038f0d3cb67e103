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
        var queue = await jobs.QueueAsync(recent: 0, cancellationToken);
        var doing = queue.Running.ToLookup(j => j.Worker);
        var working = all.Where(w => w.State == WorkerState.Working).ToList();
        return new WorkersView(
            [.. working.Select(w => new WorkerView(w, sightings.SilenceOf(w), [.. doing[w.Name]]))],
            [.. all.Where(w => w.State != WorkerState.Working)],
            Unserved(queue, working));
    }

    /// <summary>Queues with queued jobs that no worker takes from.</summary>
    public async Task<IReadOnlyDictionary<string, int>> UnservedAsync(QueueView queue, CancellationToken cancellationToken = default) =>
        queue.Queued.Count == 0 ? new Dictionary<string, int>() : Unserved(queue, await workers.ListAsync(ended: 0, cancellationToken));

    private static SortedDictionary<string, int> Unserved(QueueView queue, IEnumerable<Worker> working)
    {
        var served = working.Where(w => w.Concurrency > 0).SelectMany(w => w.Queues).ToHashSet(StringComparer.Ordinal);
        var unserved = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var job in queue.Queued.Where(j => !served.Contains(j.Queue))) unserved[job.Queue] = unserved.GetValueOrDefault(job.Queue) + 1;
        return unserved;
    }
}
