using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Access;

/// <summary>What became of a change of an account.</summary>
public enum AccountChange
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>The account is gone, or was changed by somebody else since it was read.</summary>
    Gone,

    /// <summary>Another account has the name.</summary>
    NameTaken,

    /// <summary>It is the last admin: nobody could keep accounts after it.</summary>
    LastAdmin,

    /// <summary>It was to be the first account, and there is one already.</summary>
    NotFirst,
}

/// <summary>
/// Accounts. Each change is one transaction that first writes to the rows that decide it, so that two people cannot both take away
/// what the other one counted on: there is always an admin once there was one.
/// </summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class AccountStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Whether there is any account.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Accounts.AnyAsync(cancellationToken);
    }

    /// <summary>Every account, by name.</summary>
    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Accounts.OrderBy(a => a.NormalizedName).ToListAsync(cancellationToken);
    }

    /// <summary>One account; null where there is none.</summary>
    public async Task<Account?> FindAsync(long accountId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Accounts.FirstOrDefaultAsync(a => a.Id == accountId, cancellationToken);
    }

    /// <summary>The account of a name; null where there is none.</summary>
    public async Task<Account?> FindAsync(string normalizedName, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Accounts.FirstOrDefaultAsync(a => a.NormalizedName == normalizedName, cancellationToken);
    }

    /// <summary>Adds an account and gives it its key.</summary>
    /// <param name="account">The account.</param>
    /// <param name="first">Whether it may only be the first of all.</param>
    /// <param name="cancellationToken">Token.</param>
    public Task<AccountChange> AddAsync(Account account, bool first = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        return contexts.InTransactionAsync(
            async db =>
            {
                // On SQLite the transaction is alone already.
                if (db.Database.IsNpgsql()) await db.Database.ExecuteSqlAsync($"LOCK TABLE account IN EXCLUSIVE MODE", cancellationToken);
                if (first && await db.Accounts.AnyAsync(cancellationToken)) return AccountChange.NotFirst;
                if (await db.Accounts.AnyAsync(a => a.NormalizedName == account.NormalizedName, cancellationToken)) return AccountChange.NameTaken;
                account.CreatedMs = NowMs;
                db.Accounts.Add(account);
                await db.SaveChangesAsync(cancellationToken);
                db.Entry(account).State = EntityState.Detached;
                return AccountChange.Done;
            },
            cancellationToken);
    }

    /// <summary>Writes name, password, stamp and lock of an account as it was read; its role is changed by <see cref="SetRoleAsync"/> alone.</summary>
    public async Task<AccountChange> UpdateAsync(Account account, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var changed = await db.Accounts.Where(a => a.Id == account.Id && a.Revision == account.Revision).ExecuteUpdateAsync(
            s => s.SetProperty(a => a.Name, account.Name).SetProperty(a => a.NormalizedName, account.NormalizedName).SetProperty(a => a.PasswordHash, account.PasswordHash)
                .SetProperty(a => a.SecurityStamp, account.SecurityStamp).SetProperty(a => a.FailedSignIns, account.FailedSignIns)
                .SetProperty(a => a.LockedUntilMs, account.LockedUntilMs).SetProperty(a => a.Revision, a => a.Revision + 1),
            cancellationToken);
        if (changed == 0) return AccountChange.Gone;
        account.Revision++;
        return AccountChange.Done;
    }

    /// <summary>Gives an account another role.</summary>
    public Task<AccountChange> SetRoleAsync(long accountId, AccountRole role, CancellationToken cancellationToken = default) => contexts.InTransactionAsync(
        async db =>
        {
            if (role != AccountRole.Admin && await IsLastAdminAsync(db, accountId, cancellationToken)) return AccountChange.LastAdmin;
            return await db.Accounts.Where(a => a.Id == accountId).ExecuteUpdateAsync(s => s.SetProperty(a => a.Role, role), cancellationToken) > 0 ? AccountChange.Done : AccountChange.Gone;
        },
        cancellationToken);

    /// <summary>Removes an account with its tokens, drafts and views, which would else be those of the next of its name; what it did stays in the audit trail.</summary>
    public Task<AccountChange> RemoveAsync(long accountId, CancellationToken cancellationToken = default) => contexts.InTransactionAsync(
        async db =>
        {
            if (await IsLastAdminAsync(db, accountId, cancellationToken)) return AccountChange.LastAdmin;
            await db.ApiTokens.Where(t => t.AccountId == accountId).ExecuteDeleteAsync(cancellationToken);
            var owner = await db.Accounts.Where(a => a.Id == accountId).Select(a => a.Name).SingleOrDefaultAsync(cancellationToken);
            await db.Drafts.Where(d => d.Owner == owner).ExecuteDeleteAsync(cancellationToken);
            await db.SavedViews.Where(v => v.Owner == owner).ExecuteDeleteAsync(cancellationToken);
            return await db.Accounts.Where(a => a.Id == accountId).ExecuteDeleteAsync(cancellationToken) > 0 ? AccountChange.Done : AccountChange.Gone;
        },
        cancellationToken);

    /// <summary>Notes a sign-in.</summary>
    public async Task SignedInAsync(long accountId, CancellationToken cancellationToken = default)
    {
        var now = NowMs;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Accounts.Where(a => a.Id == accountId).ExecuteUpdateAsync(s => s.SetProperty(a => a.LastSignInMs, now), cancellationToken);
    }

    private static async Task<bool> IsLastAdminAsync(ExperimentsContext db, long accountId, CancellationToken cancellationToken)
    {
        // The write comes first: of two admins who demote each other, PostgreSQL lets the second in after the first.
        var admins = db.Accounts.Where(a => a.Role == AccountRole.Admin);
        await admins.ExecuteUpdateAsync(s => s.SetProperty(a => a.Name, a => a.Name), cancellationToken);
        return await admins.AnyAsync(a => a.Id == accountId, cancellationToken) && await admins.CountAsync(cancellationToken) == 1;
    }
}
