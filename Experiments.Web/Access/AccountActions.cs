using System.Security.Cryptography;
using System.Text;
using Experiments.Data.Access;
using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Microsoft.AspNetCore.Identity;

namespace Experiments.Web.Access;

/// <summary>Keeps accounts.</summary>
/// <param name="guard">Asks for the right, and writes down what was done.</param>
/// <param name="users">Accounts.</param>
/// <param name="accounts">Their rows.</param>
public sealed class AccountActions(ActGuard guard, UserManager<Account> users, AccountStore accounts)
{
    private const string PasswordLetters = "23456789abcdefghjkmnpqrstuvwxyz";

    /// <summary>A stamp that no session has.</summary>
    internal static string NewStamp() => RandomNumberGenerator.GetString("0123456789ABCDEF", 32);

    /// <summary>A password that nobody chose, 80 bits of chance, in groups of four.</summary>
    public static string NewPassword() => string.Join('-', RandomNumberGenerator.GetString(PasswordLetters, 16).Chunk(4).Select(g => new string(g)));

    /// <summary>Every account, by name.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken = default)
    {
        await guard.RequireAsync(Act.SeePeople, cancellationToken);
        return await accounts.ListAsync(cancellationToken);
    }

    /// <summary>Adds an account.</summary>
    /// <exception cref="UsageException">Name or password cannot be used; says why.</exception>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task AddAsync(string name, AccountRole role, string password, CancellationToken cancellationToken = default) => guard.DoAsync(
        Act.AddAccount, $"{name}, {role.ToString().ToLowerInvariant()}",
        async () => Check(await users.CreateAsync(new Account { Name = name, NormalizedName = "", Role = Defined(role) }, password)), cancellationToken);

    /// <summary>Removes an account; its sessions and tokens end at once.</summary>
    /// <exception cref="UsageException">It is the last admin, or gone.</exception>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task RemoveAsync(string name, CancellationToken cancellationToken = default) => guard.DoAsync(
        Act.RemoveAccount, name, async () => Check(AccountUsers.Result(await accounts.RemoveAsync((await FindAsync(name)).Id, cancellationToken))), cancellationToken);

    /// <summary>Gives an account another role, at once.</summary>
    /// <exception cref="UsageException">It is the last admin, or gone.</exception>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task SetRoleAsync(string name, AccountRole role, CancellationToken cancellationToken = default) => guard.DoAsync(
        Act.ChangeRole, $"{name}: {role.ToString().ToLowerInvariant()}",
        async () => Check(AccountUsers.Result(await accounts.SetRoleAsync((await FindAsync(name)).Id, Defined(role), cancellationToken))), cancellationToken);

    /// <summary>Gives an account a new password and ends its sessions and its lock; its tokens stand.</summary>
    /// <exception cref="UsageException">The password cannot be used, or the account is gone; says why.</exception>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task ResetPasswordAsync(string name, string password, CancellationToken cancellationToken = default) => guard.DoAsync(
        Act.ResetPassword, name,
        async () =>
        {
            var account = await FindAsync(name);
            if (await SignIns.ProblemOfAsync(users, account, password) is { } problem) throw new UsageException(problem);
            account.PasswordHash = users.PasswordHasher.HashPassword(account, password);
            (account.FailedSignIns, account.LockedUntilMs) = (0, null);
            Check(await users.UpdateSecurityStampAsync(account));
        },
        cancellationToken);

    /// <summary>Ends every session of an account.</summary>
    /// <exception cref="UsageException">The account is gone.</exception>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task EndSessionsAsync(string name, CancellationToken cancellationToken = default) => guard.DoAsync(
        Act.EndSessions, name, async () => Check(await users.UpdateSecurityStampAsync(await FindAsync(name))), cancellationToken);

    /// <summary>Changes the asking person's own password, which ends all their sessions.</summary>
    /// <exception cref="UsageException">The old one is wrong, or the new one cannot be used.</exception>
    /// <exception cref="AccessDeniedException">Nobody is signed in.</exception>
    public Task ChangePasswordAsync(string old, string password, CancellationToken cancellationToken = default) => guard.DoAsync(
        Act.ChangePassword, "",
        async person =>
        {
            if (person is not { AccountId: { } id, Scope: null } || await accounts.FindAsync(id, cancellationToken) is not { } account)
                throw new UsageException("There is no password to change: you are not signed in with an account.");
            if (await users.IsLockedOutAsync(account)) throw new UsageException("The account is locked after too many wrong passwords: wait five minutes.");
            if (!await users.CheckPasswordAsync(account, old))
            {
                await users.AccessFailedAsync(account);
                throw new UsageException("The present password is another one: type it again.");
            }

            Check(await users.ChangePasswordAsync(await FindAsync(account.Name), old, password));
            return true;
        },
        cancellationToken);

    private async Task<Account> FindAsync(string name) => await users.FindByNameAsync(name) ?? throw new UsageException($"There is no account \"{name}\": it may have been removed.");

    private static AccountRole Defined(AccountRole role) => Enum.IsDefined(role) ? role : throw new UsageException($"There is no such role: use {string.Join(", ", Enum.GetNames<AccountRole>()).ToLowerInvariant()}.");

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded) throw new UsageException(SignIns.Words(result));
    }
}

/// <summary>Makes and revokes the tokens of programs.</summary>
/// <param name="guard">Asks for the right, and writes down what was done.</param>
/// <param name="tokens">Tokens.</param>
/// <param name="time">Clock.</param>
public sealed class TokenActions(ActGuard guard, TokenStore tokens, TimeProvider time)
{
    /// <summary>Most tokens of an account.</summary>
    public const int MostTokens = 50;

    private const string Prefix = "exp_";
    private const int Letters = 43;
    private const int MostNameLength = 100;

    /// <summary>The asking person's tokens, newest first.</summary>
    /// <exception cref="AccessDeniedException">Nobody is signed in.</exception>
    public async Task<IReadOnlyList<TokenRow>> OwnAsync(CancellationToken cancellationToken = default) =>
        (await guard.RequireAsync(Act.SeeTokens, cancellationToken)).AccountId is { } account ? await tokens.ListAsync(account, cancellationToken) : [];

    /// <summary>Everybody's tokens, newest first.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task<IReadOnlyList<TokenRow>> AllAsync(CancellationToken cancellationToken = default)
    {
        await guard.RequireAsync(Act.SeePeople, cancellationToken);
        return await tokens.ListAsync(null, cancellationToken);
    }

    /// <summary>Makes a token of the asking person.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="scope">Scope.</param>
    /// <param name="days">Days until it ends by itself; null for never.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>The token: it can be read this once.</returns>
    /// <exception cref="UsageException">It cannot be made; says why.</exception>
    /// <exception cref="AccessDeniedException">Nobody is signed in.</exception>
    public Task<string> MakeAsync(string name, TokenScope scope, int? days, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return guard.DoAsync(
            Act.MakeToken, $"\"{name.Trim()}\", {scope.ToString().ToLowerInvariant()}{(days is { } d ? $", {d.ToString(System.Globalization.CultureInfo.InvariantCulture)} days" : "")}",
            async person =>
            {
                if (person is not { AccountId: { } account, Scope: null }) throw new UsageException("A token belongs to an account: sign in first.");
                if (name.Trim() is not { Length: > 0 and <= MostNameLength } trimmed) throw new UsageException("The token has no name, or one of more than 100 characters: say what it is for.");
                if (days is <= 0 or > 3660) throw new UsageException("A token ends after 1 to 3660 days, or never.");
                if (!Enum.IsDefined(scope)) throw new UsageException("There is no such scope: use read or act.");
                if ((await tokens.ListAsync(account, cancellationToken)).Count >= MostTokens) throw new UsageException($"The account has {MostTokens} tokens: revoke some that are no longer used.");
                var token = Prefix + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", Letters);
                await tokens.AddAsync(account, trimmed, Hash(token), scope, days is { } n ? time.GetUtcNow().AddDays(n).ToUnixTimeMilliseconds() : null, cancellationToken);
                return token;
            },
            cancellationToken);
    }

    /// <summary>Revokes a token, at once.</summary>
    /// <exception cref="UsageException">There is no such token.</exception>
    /// <exception cref="AccessDeniedException">It is another's, and who asks is no admin.</exception>
    public async Task RevokeAsync(long tokenId, CancellationToken cancellationToken = default)
    {
        var asking = await guard.RequireAsync(Act.RevokeToken, cancellationToken);
        // Whether there is a token that is not one's own is an admin's to know.
        var token = await tokens.FindAsync(tokenId, cancellationToken);
        var own = asking.AccountId is { } id && token?.AccountId == id && asking.Scope is null;
        await guard.DoAsync(
            own ? Act.RevokeToken : Act.RevokeTokenOfOther, token is null ? "" : own ? $"\"{token.Name}\"" : $"\"{token.Name}\" of {token.AccountName}",
            async () =>
            {
                if (!await tokens.RevokeAsync(tokenId, cancellationToken)) throw new UsageException("There is no such token: it may have been revoked already.");
            },
            cancellationToken);
    }

    /// <summary>What is kept of a token. It is random and long: a hash without salt is as good as one with.</summary>
    internal static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
