using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace Experiments.Web.Access;

/// <summary>What may be asked of the site, from the least to the most.</summary>
public enum Right
{
    /// <summary>See everything.</summary>
    Read,

    /// <summary>Declare, queue, pause, cancel, register.</summary>
    Act,

    /// <summary>Keep accounts and tokens of others, read the audit trail.</summary>
    Administer,
}

/// <summary>Names of the policies, one a right. Every route states one of them, or that it is open to all.</summary>
public static class Policies
{
    /// <summary>Every role.</summary>
    public const string Read = "read";

    /// <summary>Researchers and admins.</summary>
    public const string Act = "act";

    /// <summary>Admins who signed in themselves: no token does.</summary>
    public const string Administer = "administer";
}

/// <summary>Who has which right: the one place that decides it, for routes, pages and acts alike.</summary>
public static class Rights
{
    /// <summary>Whether a person has a right.</summary>
    public static bool Has(ClaimsPrincipal principal, Right right) => Person.Of(principal) is { } person && person.Has(right);

    /// <summary>Registers the policies; what states none is for readers at least.</summary>
    public static void AddTo(AuthorizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddPolicy(Policies.Read, Needs(Right.Read));
        options.AddPolicy(Policies.Act, Needs(Right.Act));
        options.AddPolicy(Policies.Administer, Needs(Right.Administer));
        options.DefaultPolicy = options.FallbackPolicy = Build(Right.Read);
    }

    private static Action<AuthorizationPolicyBuilder> Needs(Right right) => policy => policy.RequireAuthenticatedUser().RequireAssertion(c => Has(c.User, right));

    private static AuthorizationPolicy Build(Right right)
    {
        var builder = new AuthorizationPolicyBuilder();
        Needs(right)(builder);
        return builder.Build();
    }
}
