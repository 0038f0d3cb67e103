using System.Globalization;
using Experiments.Data.Access;
using Experiments.Data.Model;
using Microsoft.AspNetCore.Identity;

namespace Experiments.Web.Access;

/// <summary>Lets ASP.NET Core Identity keep accounts in the database: names, passwords, stamps, locks. Roles are changed by <see cref="AccountActions"/>.</summary>
/// <param name="accounts">Accounts.</param>
internal sealed class AccountUsers(AccountStore accounts) : IUserPasswordStore<Account>, IUserSecurityStampStore<Account>, IUserLockoutStore<Account>
{
    public void Dispose()
    {
        // Nothing is held.
    }

    public async Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) => Result(await accounts.AddAsync(user, cancellationToken: cancellationToken));

    public async Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken) => Result(await accounts.UpdateAsync(user, cancellationToken));

    public async Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) => Result(await accounts.RemoveAsync(user.Id, cancellationToken));

    public async Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        long.TryParse(userId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? await accounts.FindAsync(id, cancellationToken) : null;

    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => accounts.FindAsync(normalizedUserName, cancellationToken);

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString(CultureInfo.InvariantCulture));

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => Done(() => user.Name = userName ?? "");

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NormalizedName);

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) => Done(() => user.NormalizedName = normalizedName ?? "");

    public Task<string?> GetPasswordHashAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.PasswordHash.Length > 0 ? user.PasswordHash : null);

    public Task<bool> HasPasswordAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash.Length > 0);

    public Task SetPasswordHashAsync(Account user, string? passwordHash, CancellationToken cancellationToken) => Done(() => user.PasswordHash = passwordHash ?? "");

    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SecurityStamp);

    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancellationToken) => Done(() => user.SecurityStamp = stamp);

    public Task<int> GetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.FailedSignIns);

    public Task<int> IncrementAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(++user.FailedSignIns);

    public Task ResetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Done(() => user.FailedSignIns = 0);

    public Task<bool> GetLockoutEnabledAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.LockedUntilMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : (DateTimeOffset?)null);

    public Task SetLockoutEndDateAsync(Account user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) => Done(() => user.LockedUntilMs = lockoutEnd?.ToUnixTimeMilliseconds());

    /// <summary>What became of a change, in words.</summary>
    internal static IdentityResult Result(AccountChange change) => change switch
    {
        AccountChange.Done => IdentityResult.Success,
        AccountChange.NameTaken => Failed("Another account has this name: choose another."),
        AccountChange.LastAdmin => Failed("This is the last admin: make another account an admin first."),
        AccountChange.NotFirst => Failed("There is an account already: sign in, or ask an admin for one."),
        _ => Failed("The account was removed or changed by somebody else meanwhile: load it again."),
    };

    private static IdentityResult Failed(string words) => IdentityResult.Failed(new IdentityError { Description = words });

    private static Task Done(Action change)
    {
        change();
        return Task.CompletedTask;
    }
}
