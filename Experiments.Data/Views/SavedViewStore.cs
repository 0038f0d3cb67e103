using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Views;

/// <summary>Ways of looking at a page that somebody gave names. Safe for concurrent use.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class SavedViewStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    /// <summary>The views of an owner, by name.</summary>
    /// <param name="owner">Account name; empty on a site where nobody signs in.</param>
    /// <param name="page">Page.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<SavedView>> ListAsync(string owner, string page, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.SavedViews.Where(v => v.Owner == owner && v.Page == page).OrderBy(v => v.Name).ToListAsync(cancellationToken);
    }

    /// <summary>Saves a view; one that has the name already is written over.</summary>
    public Task SaveAsync(string owner, string page, string name, string query, CancellationToken cancellationToken = default)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        return contexts.InTransactionAsync(
            async db =>
            {
                var changed = await db.SavedViews.Where(v => v.Owner == owner && v.Page == page && v.Name == name)
                    .ExecuteUpdateAsync(set => set.SetProperty(v => v.Query, query).SetProperty(v => v.SavedMs, nowMs), cancellationToken);
                if (changed > 0) return false;
                db.SavedViews.Add(new SavedView { Owner = owner, Page = page, Name = name, Query = query, SavedMs = nowMs });
                await db.SaveChangesAsync(cancellationToken);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Gives a view another name.</summary>
    /// <returns>False where there is no such view, or another has the name.</returns>
    public Task<bool> RenameAsync(string owner, string page, string name, string newName, CancellationToken cancellationToken = default) => contexts.InTransactionAsync(
        async db =>
        {
            if (await db.SavedViews.AnyAsync(v => v.Owner == owner && v.Page == page && v.Name == newName, cancellationToken)) return false;
            return await db.SavedViews.Where(v => v.Owner == owner && v.Page == page && v.Name == name).ExecuteUpdateAsync(set => set.SetProperty(v => v.Name, newName), cancellationToken) > 0;
        },
        cancellationToken);

    /// <summary>Forgets a view.</summary>
    public async Task DeleteAsync(string owner, string page, string name, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.SavedViews.Where(v => v.Owner == owner && v.Page == page && v.Name == name).ExecuteDeleteAsync(cancellationToken);
    }
}
