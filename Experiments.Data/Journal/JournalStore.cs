using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Journal;

/// <summary>
/// Stores what attempts journal. A batch is one transaction together with the attempt's last sequence number, so
/// each line is stored exactly once whoever dies when: lines up to that number are passed over.
/// </summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class JournalStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    /// <summary>Last line of the attempt's journal that is stored; 0 for none.</summary>
    public Task<long> LastSequenceAsync(long jobId, int attempt, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");

    /// <summary>Stores a stretch of the attempt's journal; what is stored already is passed over.</summary>
    /// <returns>Last line that is stored now.</returns>
    /// <exception cref="Jobs.StaleAttemptException">The attempt no longer holds the job; nothing was written.</exception>
    /// <exception cref="ArgumentException">The stretch leaves a gap after what is stored; nothing was written.</exception>
    public Task<long> AppendAsync(long jobId, int attempt, JournalBatch batch, CancellationToken cancellationToken = default) => throw new NotSupportedException($"{contexts}{time}");
}
