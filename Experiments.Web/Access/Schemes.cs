using System.Net;
using System.Text.Encodings.Web;
using Experiments.Data.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace Experiments.Web.Access;

/// <summary>At a site that asks nobody to sign in: who comes from this machine is the local person. What <see cref="RequestGuards"/> refuses never gets here.</summary>
internal sealed class LocalPersonHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessSettings settings)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Its name.</summary>
    public const string Name = "local";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        !settings.RequiresSignIn && Context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            ? AuthenticateResult.Success(new AuthenticationTicket(Person.Local.ToPrincipal(Name), Name))
            : AuthenticateResult.NoResult());
}

/// <summary>A program that carries a token: <c>Authorization: Bearer exp_…</c>.</summary>
internal sealed class TokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TokenStore tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Its name.</summary>
    public const string Name = "token";

    private const string Start = "Bearer ";
    private const int LongestToken = 100;

    /// <summary>Whether a request carries a token, good or bad.</summary>
    public static bool IsCarried(HttpContext context) => context.Request.Headers.Authorization.ToString().StartsWith(Start, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsCarried(Context)) return AuthenticateResult.NoResult();
        var token = Request.Headers.Authorization.ToString()[Start.Length..].Trim();
        if (token.Length is 0 or > LongestToken || await tokens.UseAsync(TokenActions.Hash(token), Context.RequestAborted) is not { Account: { } account } found)
            return AuthenticateResult.Fail("The token is unknown, revoked or run out.");
        return AuthenticateResult.Success(new AuthenticationTicket(Person.Of(account, found.Scope).ToPrincipal(Name), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Refusals.WriteAsync(Context, StatusCodes.Status401Unauthorized, "Not signed in", "The token is unknown, revoked or run out: make one on the page Account.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Refusals.ForbiddenAsync(Context);
}

/// <summary>A browser's session. What its cookie says is compared with the account at each request.</summary>
/// <param name="accounts">Accounts.</param>
internal sealed class SessionEvents(AccountStore accounts) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var person = Person.Of(context.Principal);
        var now = await CurrentPerson.NowAsync(accounts, person, context.HttpContext.RequestAborted);
        if (now?.AccountId is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(SignIns.Scheme);
        }
        else if (now != person)
        {
            context.ReplacePrincipal(now.ToPrincipal(SignIns.Scheme));
        }
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (Refusals.IsPage(context.Request))
        {
            context.Response.Redirect(context.RedirectUri);
            return Task.CompletedTask;
        }

        return Refusals.WriteAsync(context.HttpContext, StatusCodes.Status401Unauthorized, "Not signed in", "Sign in, or send a token: Authorization: Bearer exp_…");
    }

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (Refusals.IsPage(context.Request))
        {
            context.Response.Redirect(context.RedirectUri);
            return Task.CompletedTask;
        }

        return Refusals.ForbiddenAsync(context.HttpContext);
    }
}

/// <summary>How the site says no to what is not a page.</summary>
internal static class Refusals
{
    /// <summary>Whether a browser asks for a page, which can lead a person on.</summary>
    public static bool IsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && !request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes a problem.</summary>
    public static Task WriteAsync(HttpContext context, int status, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title).ExecuteAsync(context);

    /// <summary>Writes that a right is lacking.</summary>
    public static Task ForbiddenAsync(HttpContext context) => WriteAsync(
        context, StatusCodes.Status403Forbidden, "Not allowed",
        Person.Of(context.User) is { Scope: { } scope } ? $"The token's account or its scope ({scope.ToString().ToLowerInvariant()}) does not allow this." : "Your role does not allow this: ask an admin.");
}
