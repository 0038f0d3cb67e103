using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Access;

/// <summary>The audit trail: who did what, when, from where. Lines are added and read, never changed.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class AuditStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    /// <summary>Longest text of a line's parts, characters; longer ones are cut.</summary>
    public const int MostCharacters = 400;

    /// <summary>Adds a line.</summary>
    /// <param name="accountId">Account; null for none.</param>
    /// <param name="who">Who.</param>
    /// <param name="act">What was done.</param>
    /// <param name="subject">To what.</param>
    /// <param name="address">From where; empty on the command line.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task WriteAsync(long? accountId, string who, string act, string subject, string address, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.AuditEntries.Add(new AuditEntry
        {
            TimeMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
            AccountId = accountId,
            Who = Cut(who),
            Act = act,
            Subject = Cut(subject),
            Address = Cut(address),
        });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Lines, newest first.</summary>
    /// <param name="containing">Text that who, what or its subject contains, in any case; empty for all.</param>
    /// <param name="before">Only lines with a smaller key; null for the newest.</param>
    /// <param name="most">Most lines.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(string containing, long? before, int most, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(containing);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var lines = db.AuditEntries.Where(e => before == null || e.Id < before);
        if (containing.Length > 0)
        {
#pragma warning disable CA1304, CA1311, CA1862, MA0011 // Translated to SQL: the database's own lower().
            var wanted = containing.Replace('\0', ' ').ToLowerInvariant();
            lines = lines.Where(e => e.Who.ToLower().Contains(wanted) || e.Act.ToLower().Contains(wanted) || e.Subject.ToLower().Contains(wanted));
#pragma warning restore CA1304, CA1311, CA1862, MA0011
        }

        return await lines.OrderByDescending(e => e.Id).Take(most).ToListAsync(cancellationToken);
    }

    // PostgreSQL takes no NUL in a text, and half of a pair of surrogates is no character.
    private static string Cut(string text)
    {
        var plain = text.Replace('\0', ' ');
        if (plain.Length <= MostCharacters) return plain;
        return plain[..(char.IsHighSurrogate(plain[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters)];
    }
}
