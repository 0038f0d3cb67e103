using Experiments.Data.Model;

namespace Experiments.Data.Workers;

/// <summary>
/// When this process last saw each worker's counter move, by its own monotonic clock: clocks of two machines are never compared. One loop calls
/// <see cref="LookAsync"/>; reading is safe for concurrent use.
/// </summary>
/// <param name="workers">Workers.</param>
/// <param name="time">Clock.</param>
public sealed class WorkerSightings(WorkerStore workers, TimeProvider time)
{
    private const int LeasesBeforeGivenUp = 3;
    private volatile IReadOnlyDictionary<long, Sighting> _seen = new Dictionary<long, Sighting>();

    /// <summary>How long a counter may stand still before its worker counts as silent; default 30 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Looks at every counter once; one that stood still for three leases is given up.</summary>
    public async Task LookAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetTimestamp();
        var seen = new Dictionary<long, Sighting>();
        foreach (var worker in await workers.ListAsync(ended: 0, cancellationToken))
        {
            var same = _seen.TryGetValue(worker.Id, out var before) && before.Counter == worker.BeatCounter;
            seen[worker.Id] = same ? before! : new Sighting(worker.BeatCounter, now);
            var silent = time.GetElapsedTime(seen[worker.Id].Since, now);
            if (silent > Lease * LeasesBeforeGivenUp)
                await workers.GiveUpAsync(worker.Id, worker.BeatCounter, "It fell silent without having said that it ends.", cancellationToken);
        }

        _seen = seen;
    }

    /// <summary>For how long a worker has been silent, where that is longer than a lease; null while it is heard, or was not looked at yet.</summary>
    public TimeSpan? SilenceOf(Worker worker)
    {
        ArgumentNullException.ThrowIfNull(worker);
        if (!_seen.TryGetValue(worker.Id, out var sighting) || sighting.Counter != worker.BeatCounter) return null;
        var silent = time.GetElapsedTime(sighting.Since);
        return silent > Lease ? silent : null;
    }

    private sealed record Sighting(long Counter, long Since);
}
