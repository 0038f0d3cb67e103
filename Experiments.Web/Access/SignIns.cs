using Experiments.Data.Access;
using Experiments.Data.Model;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Experiments.Web.Access;

/// <summary>What became of a try to sign in.</summary>
public enum SignInOutcome
{
    /// <summary>Signed in.</summary>
    Done,

    /// <summary>No such account, a wrong password, or a locked account: which is told to nobody.</summary>
    Refused,

    /// <summary>Too many tries from this address.</summary>
    TooMany,
}

/// <summary>Signs people in and out, with every try in the audit trail.</summary>
/// <param name="users">Accounts.</param>
/// <param name="accounts">Their rows.</param>
/// <param name="throttle">Slows guessing down.</param>
/// <param name="first">The first account.</param>
/// <param name="audit">Audit trail.</param>
/// <param name="time">Clock.</param>
public sealed class SignIns(UserManager<Account> users, AccountStore accounts, SignInThrottle throttle, FirstStart first, AuditStore audit, TimeProvider time)
{
    /// <summary>Where a browser's session is kept.</summary>
    public const string Scheme = "session";

    // Each use begins it anew; see also AccessServices for a session that ends with the browser.
    private static readonly TimeSpan StaysFor = TimeSpan.FromDays(14);

    // A name that nobody has costs the same time as one that somebody has.
    private static readonly Account Nobody = new() { Name = "", NormalizedName = "", PasswordHash = new PasswordHasher<Account>().HashPassword(new() { Name = "", NormalizedName = "" }, AccountActions.NewStamp()) };

    /// <summary>Whether there is any account.</summary>
    public Task<bool> HasAccountsAsync(CancellationToken cancellationToken = default) => accounts.AnyAsync(cancellationToken);

    /// <summary>Signs in with name and password.</summary>
    /// <param name="http">The request.</param>
    /// <param name="name">Name.</param>
    /// <param name="password">Password.</param>
    /// <param name="stay">Whether the session outlives the browser.</param>
    public async Task<SignInOutcome> SignInAsync(HttpContext http, string name, string password, bool stay)
    {
        ArgumentNullException.ThrowIfNull(http);
        var address = CurrentPerson.AddressOf(http);
        if (!throttle.MayTry(address)) return SignInOutcome.TooMany;
        var account = name.Length is > 0 and <= PasswordRules.Most && !name.Any(char.IsControl) && password.Length <= PasswordRules.Most ? await users.FindByNameAsync(name) : null;
        if (account is null)
        {
            users.PasswordHasher.VerifyHashedPassword(Nobody, Nobody.PasswordHash, password.Length <= PasswordRules.Most ? password : "");
            return await RefusedAsync(null, name, "no such account", address);
        }

        // The hash is computed for a locked account too, so that the time does not tell.
        var fits = await users.CheckPasswordAsync(account, password);
        if (await users.IsLockedOutAsync(account)) return await RefusedAsync(account.Id, account.Name, "locked", address);
        if (!fits)
        {
            await users.AccessFailedAsync(account);
            return await RefusedAsync(account.Id, account.Name, "wrong password", address);
        }

        // A wrong try beside this one may have changed the row since it was read, or somebody gave it another password.
        if (await accounts.FindAsync(account.Id) is not { } now || now.SecurityStamp != account.SecurityStamp) return await RefusedAsync(null, name, "changed meanwhile", address);
        await users.ResetAccessFailedCountAsync(now);
        await BeginAsync(http, now, stay, address, "sign in");
        return SignInOutcome.Done;
    }

    /// <summary>Makes the first admin and signs it in.</summary>
    /// <returns>What is wrong; null where it is done.</returns>
    public async Task<string?> FirstAsync(HttpContext http, string token, string name, string password)
    {
        ArgumentNullException.ThrowIfNull(http);
        var address = CurrentPerson.AddressOf(http);
        if (!throttle.MayTry(address)) return "Too many tries from your address: wait a minute.";
        if (!first.Fits(token))
        {
            await audit.WriteAsync(null, Named(name), "first start refused", "wrong token", address);
            return "This is not the token that the site printed on its console at its last start: copy it from there.";
        }

        var account = new Account { Name = name, NormalizedName = "", Role = AccountRole.Admin };
        if (await ProblemOfAsync(users, account, password) is { } problem) return problem;
        account.PasswordHash = users.PasswordHasher.HashPassword(account, password);
        account.SecurityStamp = AccountActions.NewStamp();
        account.NormalizedName = users.NormalizeName(name);
        if (AccountUsers.Result(await accounts.AddAsync(account, first: true)) is { Succeeded: false } refused) return Words(refused);
        first.Close();
        await BeginAsync(http, account, stay: false, address, "make the first admin");
        return null;
    }

    /// <summary>Ends the session of a request.</summary>
    public async Task SignOutAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        await http.SignOutAsync(Scheme);
        if (Person.Of(http.User) is { AccountId: { } id } person) await audit.WriteAsync(id, person.Name, "sign out", "", CurrentPerson.AddressOf(http));
    }

    /// <summary>What is wrong with a new account's name and password; null for nothing.</summary>
    internal static async Task<string?> ProblemOfAsync(UserManager<Account> users, Account account, string password)
    {
        var problems = new List<string>();
        foreach (var rule in users.UserValidators) problems.AddRange((await rule.ValidateAsync(users, account)).Errors.Select(e => e.Description));
        foreach (var rule in users.PasswordValidators) problems.AddRange((await rule.ValidateAsync(users, account, password)).Errors.Select(e => e.Description));
        return problems.Count == 0 ? null : string.Join(' ', problems.Distinct());
    }

    internal static string Words(IdentityResult result) => string.Join(' ', result.Errors.Select(e => e.Description));

    private async Task BeginAsync(HttpContext http, Account account, bool stay, string address, string act)
    {
        await http.SignInAsync(Scheme, Person.Of(account).ToPrincipal(Scheme), new AuthenticationProperties { IsPersistent = stay, ExpiresUtc = stay ? time.GetUtcNow() + StaysFor : null });
        await accounts.SignedInAsync(account.Id);
        await audit.WriteAsync(account.Id, account.Name, act, stay ? "stays signed in" : "", address);
    }

    private async Task<SignInOutcome> RefusedAsync(long? accountId, string name, string why, string address)
    {
        await audit.WriteAsync(accountId, Named(name), "sign in refused", why, address);
        return SignInOutcome.Refused;
    }

    private static string Named(string name) => name.Length > 0 ? name : "(no name)";
}
