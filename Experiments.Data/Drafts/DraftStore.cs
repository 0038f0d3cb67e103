using System.Linq.Expressions;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Drafts;

/// <summary>A draft in a list.</summary>
/// <param name="DraftId">Draft.</param>
/// <param name="Name">Name; may be empty.</param>
/// <param name="Version">Number of its last change.</param>
/// <param name="SavedMs">When it was changed last, Unix milliseconds.</param>
public sealed record DraftSummary(long DraftId, string Name, int Version, long SavedMs);

/// <summary>
/// Keeps drafts: each belongs to its owner alone, who is named with every call. A change names the version that it was made from;
/// where a later one is stored nothing is written over.
/// </summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class DraftStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    /// <summary>Longest name; a longer one is cut.</summary>
    public const int LongestName = 200;

    /// <summary>An owner's drafts of one kind, the one changed last first.</summary>
    public async Task<IReadOnlyList<DraftSummary>> ListAsync(string owner, string kind, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Drafts.Where(d => d.Owner == owner && d.Kind == kind)
            .OrderByDescending(d => d.SavedMs).ThenByDescending(d => d.Id)
            .Select(d => new DraftSummary(d.Id, d.Name, d.Version, d.SavedMs))
            .ToListAsync(cancellationToken);
    }

    /// <summary>An owner's draft; null where there is none, or it is another's.</summary>
    public async Task<Draft?> FindAsync(string owner, long draftId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Drafts.SingleOrDefaultAsync(Of(owner, draftId), cancellationToken);
    }

    /// <summary>Stores a new draft.</summary>
    /// <returns>It, with its key and version 1.</returns>
    public async Task<Draft> CreateAsync(string owner, string kind, string name, string text, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var draft = new Draft { Owner = owner, Kind = kind, Name = Cut(name), Text = text, Version = 1, SavedMs = Now };
        db.Drafts.Add(draft);
        await db.SaveChangesAsync(cancellationToken);
        return draft;
    }

    /// <summary>Stores a change of an owner's draft.</summary>
    /// <param name="owner">Owner.</param>
    /// <param name="draftId">Draft.</param>
    /// <param name="version">The version that the change was made from.</param>
    /// <param name="name">New name.</param>
    /// <param name="text">New text.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>The new version; null where nothing was stored: another version is there, or the draft is gone.</returns>
    public async Task<int?> SaveAsync(string owner, long draftId, int version, string name, string text, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (cut, now) = (Cut(name), Now);
        var changed = await db.Drafts.Where(Of(owner, draftId)).Where(d => d.Version == version).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.Name, cut).SetProperty(d => d.Text, text).SetProperty(d => d.Version, version + 1).SetProperty(d => d.SavedMs, now),
            cancellationToken);
        return changed == 1 ? version + 1 : null;
    }

    /// <summary>Gives an owner's draft another name; its text, and so its version, stays.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> RenameAsync(string owner, long draftId, string name, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var cut = Cut(name);
        return await db.Drafts.Where(Of(owner, draftId)).ExecuteUpdateAsync(set => set.SetProperty(d => d.Name, cut), cancellationToken) == 1;
    }

    /// <summary>Deletes an owner's draft.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> DeleteAsync(string owner, long draftId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Drafts.Where(Of(owner, draftId)).ExecuteDeleteAsync(cancellationToken) == 1;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Cut(string name) => name.Length <= LongestName ? name : name[..LongestName];

    private static Expression<Func<Draft, bool>> Of(string owner, long draftId) => d => d.Id == draftId && d.Owner == owner;
}
