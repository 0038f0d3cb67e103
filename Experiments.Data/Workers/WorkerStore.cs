using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Workers;

/// <summary>A worker that starts.</summary>
/// <param name="Name">Machine and process.</param>
/// <param name="IsSite">Whether it is a site that runs jobs beside its pages.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Queues">Queues that it takes jobs from.</param>
/// <param name="Devices">Devices.</param>
/// <param name="Concurrency">Jobs at a time.</param>
public sealed record NewWorker(string Name, bool IsSite, string Version, IReadOnlyList<string> Queues, IReadOnlyList<string> Devices, int Concurrency);

/// <summary>Which processes run jobs. For people and for the number of hints worth giving; whose a job is, the job's own row says.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class WorkerStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    /// <summary>Puts a worker on record.</summary>
    /// <returns>Its key.</returns>
    public Task<long> RegisterAsync(NewWorker worker, CancellationToken cancellationToken = default) => AddAsync(worker, WorkerState.Working, "", cancellationToken);

    /// <summary>Puts one on record that may not work.</summary>
    public Task<long> RefuseAsync(NewWorker worker, string reason, CancellationToken cancellationToken = default) => AddAsync(worker, WorkerState.Refused, reason, cancellationToken);

    /// <summary>Raises the counter of a worker. One that had been given up is back.</summary>
    public async Task BeatAsync(long workerId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Workers.Where(w => w.Id == workerId && (w.State == WorkerState.Working || w.State == WorkerState.Lost)).ExecuteUpdateAsync(
            set => set
                .SetProperty(w => w.BeatCounter, w => w.BeatCounter + 1)
                .SetProperty(w => w.State, WorkerState.Working)
                .SetProperty(w => w.Note, "")
                .SetProperty(w => w.EndedMs, (long?)null),
            cancellationToken);
    }

    /// <summary>A worker ends: in order, or because it may not go on.</summary>
    public async Task EndAsync(long workerId, WorkerState state, string reason, CancellationToken cancellationToken = default)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Workers.Where(w => w.Id == workerId).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.State, state).SetProperty(w => w.Note, reason).SetProperty(w => w.EndedMs, nowMs), cancellationToken);
    }

    /// <summary>Gives a worker up, unless its counter has moved from what was seen.</summary>
    public async Task GiveUpAsync(long workerId, long beatCounter, string reason, CancellationToken cancellationToken = default)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Workers.Where(w => w.Id == workerId && w.BeatCounter == beatCounter && w.State == WorkerState.Working).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.State, WorkerState.Lost).SetProperty(w => w.Note, reason).SetProperty(w => w.EndedMs, nowMs), cancellationToken);
    }

    /// <summary>Workers that have not ended, oldest first, then the newest of those that have.</summary>
    /// <param name="ended">How many of those that have.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<Worker>> ListAsync(int ended = 20, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var working = await db.Workers.Where(w => w.State == WorkerState.Working).OrderBy(w => w.Id).ToListAsync(cancellationToken);
        return [.. working, .. await db.Workers.Where(w => w.State != WorkerState.Working).OrderByDescending(w => w.EndedMs).ThenByDescending(w => w.Id).Take(ended).ToListAsync(cancellationToken)];
    }

    private async Task<long> AddAsync(NewWorker worker, WorkerState state, string note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(worker);
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var row = new Worker
        {
            Name = worker.Name,
            IsSite = worker.IsSite,
            Version = worker.Version,
            Queues = [.. worker.Queues],
            Devices = [.. worker.Devices],
            Concurrency = worker.Concurrency,
            State = state,
            Note = note,
            StartedMs = nowMs,
            EndedMs = state == WorkerState.Working ? null : nowMs,
        };
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Workers.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        return row.Id;
    }
}
