using Experiments.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Storage;

/// <summary>Facts about the database as a whole.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class DatabaseProperties(IDbContextFactory<ExperimentsContext> contexts)
{
    private const string Identity = "identity";
    private const string SiteVersion = "site-version";

    /// <summary>
    /// What tells this database from all others, made with it and kept by its copies: 32 hexadecimal digits. A folder of runs bears it, so that two
    /// databases, which both count their runs from 1, never share one.
    /// </summary>
    public async Task<string> IdentityAsync(CancellationToken cancellationToken = default) =>
        await FindAsync(Identity, cancellationToken) ?? throw new DatabaseException("The database has no identity: start the site on it once, which gives it one.");

    /// <summary>Version of the site that last started on it; null before the first.</summary>
    public Task<string?> SiteVersionAsync(CancellationToken cancellationToken = default) => FindAsync(SiteVersion, cancellationToken);

    /// <summary>Notes the version of the site that starts: workers of another one are refused from now on.</summary>
    public Task SetSiteVersionAsync(string version, CancellationToken cancellationToken = default) =>
        contexts.InTransactionAsync(
            async db =>
            {
                var changed = await db.Properties.Where(p => p.Name == SiteVersion).ExecuteUpdateAsync(set => set.SetProperty(p => p.Value, version), cancellationToken);
                if (changed > 0) return changed;
                db.Properties.Add(new DatabaseProperty { Name = SiteVersion, Value = version });
                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);

    /// <summary>Gives a database its identity; expects a transaction that no second process can be in.</summary>
    internal static async Task SeedAsync(ExperimentsContext db, CancellationToken cancellationToken)
    {
        if (await db.Properties.AnyAsync(p => p.Name == Identity, cancellationToken)) return;
        db.Properties.Add(new DatabaseProperty { Name = Identity, Value = Guid.NewGuid().ToString("N") });
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<string?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Properties.Where(p => p.Name == name).Select(p => p.Value).SingleOrDefaultAsync(cancellationToken);
    }
}
