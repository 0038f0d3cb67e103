using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Access;

/// <summary>A token as lists show it.</summary>
/// <param name="TokenId">Key.</param>
/// <param name="AccountId">Account.</param>
/// <param name="AccountName">Its name.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scope">Scope.</param>
/// <param name="CreatedMs">When it was made.</param>
/// <param name="ExpiresMs">When it ends by itself; null for never.</param>
/// <param name="LastUsedMs">Last use; null before the first.</param>
public sealed record TokenRow(long TokenId, long AccountId, string AccountName, string Name, TokenScope Scope, long CreatedMs, long? ExpiresMs, long? LastUsedMs);

/// <summary>Tokens of programs.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class TokenStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    private const long UseEveryMs = 60_000;

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Adds a token.</summary>
    /// <returns>Its key.</returns>
    public async Task<long> AddAsync(long accountId, string name, string sha256, TokenScope scope, long? expiresMs, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var token = new ApiToken { AccountId = accountId, Name = name, Sha256 = sha256, Scope = scope, ExpiresMs = expiresMs, CreatedMs = NowMs };
        db.ApiTokens.Add(token);
        await db.SaveChangesAsync(cancellationToken);
        return token.Id;
    }

    /// <summary>The token of a hash with its account, and notes its use; null where there is none that stands.</summary>
    public async Task<ApiToken?> UseAsync(string sha256, CancellationToken cancellationToken = default)
    {
        var now = NowMs;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var token = await db.ApiTokens.Include(t => t.Account)
            .FirstOrDefaultAsync(t => t.Sha256 == sha256 && t.RevokedMs == null && (t.ExpiresMs == null || t.ExpiresMs > now), cancellationToken);
        // Not at every request: a script that asks ten times a second would write as often.
        if (token is not null && !(now - token.LastUsedMs < UseEveryMs))
            await db.ApiTokens.Where(t => t.Id == token.Id).ExecuteUpdateAsync(s => s.SetProperty(t => t.LastUsedMs, now), cancellationToken);
        return token;
    }

    /// <summary>Tokens that stand or have run out, not those that were revoked; newest first.</summary>
    /// <param name="accountId">Of one account; null for all.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<TokenRow>> ListAsync(long? accountId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ApiTokens.Where(t => t.RevokedMs == null && (accountId == null || t.AccountId == accountId)).OrderByDescending(t => t.Id)
            .Select(t => new TokenRow(t.Id, t.AccountId, t.Account!.Name, t.Name, t.Scope, t.CreatedMs, t.ExpiresMs, t.LastUsedMs)).ToListAsync(cancellationToken);
    }

    /// <summary>One token, revoked or not; null where there is none.</summary>
    public async Task<TokenRow?> FindAsync(long tokenId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ApiTokens.Where(t => t.Id == tokenId)
            .Select(t => new TokenRow(t.Id, t.AccountId, t.Account!.Name, t.Name, t.Scope, t.CreatedMs, t.ExpiresMs, t.LastUsedMs)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Ends a token at once.</summary>
    /// <returns>Whether there was one to end.</returns>
    public async Task<bool> RevokeAsync(long tokenId, CancellationToken cancellationToken = default)
    {
        var now = NowMs;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ApiTokens.Where(t => t.Id == tokenId && t.RevokedMs == null).ExecuteUpdateAsync(s => s.SetProperty(t => t.RevokedMs, now), cancellationToken) > 0;
    }
}
