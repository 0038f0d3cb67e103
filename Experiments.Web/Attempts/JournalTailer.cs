using Experiments.Data.Journal;
using Experiments.Engine.Schema;

namespace Experiments.Web.Attempts;

/// <summary>
/// Carries an attempt's journal into the database. Each line is stored exactly once: the database knows the last line
/// it has, and a batch is one transaction. Not for concurrent use.
/// </summary>
public sealed class JournalTailer(JournalReader reader, JournalStore store, long jobId, int attempt)
{
    private IReadOnlyList<JournalEvent> _pending = [];
    private long _stored;

    /// <summary>The failure that the engine journalled, if it could still say so.</summary>
    public FailedEvent? Failure { get; private set; }

    /// <summary>Whether the engine journalled that its work is done.</summary>
    public bool Finished { get; private set; }

    /// <summary>Stores all that is there now.</summary>
    /// <exception cref="Data.Jobs.StaleAttemptException">The attempt no longer holds the job; nothing more can be stored.</exception>
    public async Task DrainAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            // What was read but not stored (the database was busy) comes first the next time.
            if (_pending.Count == 0) _pending = await reader.ReadAsync(cancellationToken: cancellationToken);
            if (_pending.Count == 0) return;
            _stored = await store.AppendAsync(jobId, attempt, JournalMapping.ToBatch(_stored, _pending), cancellationToken);
            Failure = _pending.OfType<FailedEvent>().LastOrDefault() ?? Failure;
            Finished |= _pending.Any(e => e is FinishedEvent);
            _pending = [];
        }
    }
}
