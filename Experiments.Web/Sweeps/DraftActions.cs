using Experiments.Data.Drafts;
using Experiments.Data.Model;
using Experiments.Web.Access;

namespace Experiments.Web.Sweeps;

/// <summary>
/// A person's drafts of sweeps. Everything here goes through <see cref="ActGuard"/> first, and reaches the person's own drafts alone; they
/// are saved while somebody types, so nothing of them enters the audit trail.
/// </summary>
/// <param name="guard">Asks for the right.</param>
/// <param name="store">Drafts.</param>
public sealed class DraftActions(ActGuard guard, DraftStore store)
{
    private const string Kind = "sweep";

    /// <summary>The person's drafts, the one changed last first.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task<IReadOnlyList<DraftSummary>> ListAsync(CancellationToken cancellationToken = default) =>
        await store.ListAsync(await OwnerAsync(cancellationToken), Kind, cancellationToken);

    /// <summary>A draft of the person's; null where there is none.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task<Draft?> FindAsync(long draftId, CancellationToken cancellationToken = default) =>
        await store.FindAsync(await OwnerAsync(cancellationToken), draftId, cancellationToken) is { Kind: Kind } draft ? draft : null;

    /// <summary>Stores a new draft.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task<Draft> CreateAsync(string name, string text, CancellationToken cancellationToken = default) =>
        await store.CreateAsync(await OwnerAsync(cancellationToken), Kind, name, text, cancellationToken);

    /// <summary>Stores a change that was made from a version.</summary>
    /// <returns>The new version; null where nothing was stored, because a later version is there or the draft is gone.</returns>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task<int?> SaveAsync(long draftId, int version, string name, string text, CancellationToken cancellationToken = default) =>
        await store.SaveAsync(await OwnerAsync(cancellationToken), draftId, version, name, text, cancellationToken);

    /// <summary>Gives a draft another name.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task<bool> RenameAsync(long draftId, string name, CancellationToken cancellationToken = default) =>
        await store.RenameAsync(await OwnerAsync(cancellationToken), draftId, name, cancellationToken);

    /// <summary>Deletes a draft.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task<bool> DeleteAsync(long draftId, CancellationToken cancellationToken = default) =>
        await store.DeleteAsync(await OwnerAsync(cancellationToken), draftId, cancellationToken);

    /// <summary>Whose drafts are meant: an account's by its name; on a site where nobody signs in they are everybody's.</summary>
    private async Task<string> OwnerAsync(CancellationToken cancellationToken)
    {
        var person = await guard.RequireAsync(Act.KeepDrafts, cancellationToken);
        return person.AccountId is null ? "" : person.Name;
    }
}
