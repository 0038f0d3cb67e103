using System.Globalization;
using System.Security.Claims;
using Experiments.Data.Model;

namespace Experiments.Web.Access;

/// <summary>Who asks something of the site.</summary>
/// <param name="AccountId">Account; null for the person at a site without sign-in, and for the command line.</param>
/// <param name="Name">What tables and the audit trail call the person.</param>
/// <param name="Role">Role.</param>
/// <param name="Scope">What the token allows by which a program asks; null for a person.</param>
/// <param name="Stamp">The account's stamp when the session began; empty without an account.</param>
public sealed record Person(long? AccountId, string Name, AccountRole Role, TokenScope? Scope = null, string Stamp = "")
{
    private const string RoleClaim = "role";
    private const string ScopeClaim = "scope";
    private const string StampClaim = "stamp";

    /// <summary>The person at a site that asks nobody to sign in.</summary>
    public static Person Local { get; } = new(null, "local", AccountRole.Admin);

    /// <summary>The person at this machine's command line.</summary>
    public static Person CommandLine { get; } = new(null, $"command line ({Environment.UserName})", AccountRole.Admin);

    /// <summary>Whether the person has a right.</summary>
    public bool Has(Right right) => right switch
    {
        Right.Read => true,
        Right.Act => Role >= AccountRole.Researcher && Scope != TokenScope.Read,
        Right.Administer => Role == AccountRole.Admin && Scope is null,
        _ => false,
    };

    /// <summary>The person of an account.</summary>
    public static Person Of(Account account, TokenScope? scope = null) => new(account.Id, account.Name, account.Role, scope, account.SecurityStamp);

    /// <summary>The person that an authenticated identity speaks for; null for nobody.</summary>
    public static Person? Of(ClaimsPrincipal? principal)
    {
        if (principal?.Identity is not ClaimsIdentity { IsAuthenticated: true, Name: { } name } identity) return null;
        if (!Enum.TryParse<AccountRole>(identity.FindFirst(RoleClaim)?.Value, out var role) || !Enum.IsDefined(role)) return null;
        TokenScope? scope = null;
        if (identity.FindFirst(ScopeClaim) is { } claim)
        {
            if (!Enum.TryParse<TokenScope>(claim.Value, out var given) || !Enum.IsDefined(given)) return null;
            scope = given;
        }

        long? account = long.TryParse(identity.FindFirst(ClaimTypes.NameIdentifier)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        return new Person(account, name, role, scope, identity.FindFirst(StampClaim)?.Value ?? "");
    }

    /// <summary>The identity that speaks for the person.</summary>
    /// <param name="scheme">How it was authenticated.</param>
    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, RoleClaim);
        identity.AddClaim(new Claim(ClaimTypes.Name, Name));
        identity.AddClaim(new Claim(RoleClaim, Role.ToString()));
        if (AccountId is { } id) identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, id.ToString(CultureInfo.InvariantCulture)));
        if (Stamp.Length > 0) identity.AddClaim(new Claim(StampClaim, Stamp));
        if (Scope is { } scope) identity.AddClaim(new Claim(ScopeClaim, scope.ToString()));
        return new ClaimsPrincipal(identity);
    }
}
