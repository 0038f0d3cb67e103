using Experiments.Data.Model;
using Experiments.Web.Components;
using Hangfire;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Experiments.Web.Access;

/// <summary>Puts sign-in, rights and guards into the host.</summary>
public static class AccessServices
{
    /// <summary>Address of Hangfire's own pages.</summary>
    public const string Hangfire = "/hangfire";

    /// <summary>Largest body of a request, bytes: a form, or the file of a sweep.</summary>
    public const long LargestBody = 2 << 20;

    private const string AnyScheme = "any";
    private const int TriesUntilLock = 10;
    private static readonly TimeSpan LockTime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Session = TimeSpan.FromHours(12);

    /// <summary>Registers it all.</summary>
    /// <param name="services">Services.</param>
    /// <param name="settings">Settings.</param>
    public static IServiceCollection AddAccess(this IServiceCollection services, AccessSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddSingleton(settings);
        services.AddSingleton<FirstStart>();
        services.AddSingleton(_ => new SignInThrottle());
        services.AddScoped<SignIns>();
        services.AddScoped<SessionEvents>();
        services.AddAuthentication(AnyScheme)
            .AddPolicyScheme(AnyScheme, null, any => any.ForwardDefaultSelector = context =>
                TokenHandler.IsCarried(context) ? TokenHandler.Name : settings.RequiresSignIn ? SignIns.Scheme : LocalPersonHandler.Name)
            .AddScheme<AuthenticationSchemeOptions, LocalPersonHandler>(LocalPersonHandler.Name, null)
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(TokenHandler.Name, null)
            .AddCookie(SignIns.Scheme, ConfigureSession);
        services.AddAuthorization(Rights.AddTo);
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = "experiments.forms";
            forms.Cookie.HttpOnly = true;
            forms.Cookie.SameSite = SameSiteMode.Strict;
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        services.AddScoped<CurrentPerson>();
        services.AddScoped<ICurrentPerson>(scope => scope.GetRequiredService<CurrentPerson>());
        services.AddScoped<AuthenticationStateProvider, PagePerson>();
        return services.AddAccounts().AddActs();
    }

    /// <summary>Registers accounts and their passwords; the command line keeps them by the same rules.</summary>
    internal static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddIdentityCore<Account>(identity =>
        {
            // What a password must be is said by PasswordRules alone.
            identity.Password = new PasswordOptions { RequiredLength = 1, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false };
            identity.Lockout = new LockoutOptions { MaxFailedAccessAttempts = TriesUntilLock, DefaultLockoutTimeSpan = LockTime, AllowedForNewUsers = true };
        }).AddUserStore<AccountUsers>().AddPasswordValidator<PasswordRules>();
        return services.AddScoped<AccountActions>().AddScoped<TokenActions>().AddScoped<AuditTrail>();
    }

    /// <summary>Registers what asks for rights and limits; who asks is registered beside it.</summary>
    internal static IServiceCollection AddActs(this IServiceCollection services) => services.AddScoped<ActGuard>().AddScoped<Confinements>();

    /// <summary>The command line's person: whoever may start a process on the database may do everything.</summary>
    internal static IServiceCollection AddCommandLinePerson(this IServiceCollection services) =>
        services.AddActs().AddSingleton<ICurrentPerson>(new KnownPerson(Person.CommandLine));

    /// <summary>Guards every request; comes before everything else.</summary>
    public static void UseRequestGuards(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var settings = app.Services.GetRequiredService<AccessSettings>();
        if (settings.Proxies.Count > 0)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost };
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in settings.Proxies) forwarded.KnownIPNetworks.Add(network);
            app.UseForwardedHeaders(forwarded);
        }

        app.UseMiddleware<RequestGuards>();
    }

    /// <summary>Finds out who asks and refuses what they may not; comes after what words a refusal.</summary>
    public static void UseAccess(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseAuthentication();
        app.Use((context, next) =>
        {
            context.RequestServices.GetRequiredService<CurrentPerson>().Request(context);
            return next(context);
        });
        app.UseAuthorization();
        app.Use(async (context, next) =>
        {
            await next(context);
            // The framework refuses a forged or outdated form without a word.
            if (context is { Response: { HasStarted: false, StatusCode: StatusCodes.Status400BadRequest } } && context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
                await Refusals.WriteAsync(context, StatusCodes.Status400BadRequest, "The form is out of date", "The form was not made by this site for you, or is from an older session: load the page again and send it once more.");
        });
        app.UseAntiforgery();
    }

    /// <summary>Maps what no page does: signing out, and Hangfire's own pages, which are for admins to look at.</summary>
    public static void MapAccess(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapPost(Urls.SignOut, SignOutAsync).RequireAuthorization(Policies.Read);
        // The queue holds hints alone: what is done to jobs is done on the site's own pages.
        app.MapHangfireDashboard(Hangfire, new DashboardOptions { Authorization = [], IsReadOnlyFunc = _ => true, DisplayStorageConnectionString = false, DashboardTitle = "Queue hints", AppPath = Urls.Queue })
            .RequireAuthorization(Policies.Administer);
    }

    /// <summary>Gives what the framework maps beside the pages, such as their connection, the policy that the least page has. Pages state their own.</summary>
    /// <param name="endpoints">Pages.</param>
    public static RazorComponentsEndpointConventionBuilder WithPolicies(this RazorComponentsEndpointConventionBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.Add(endpoint =>
        {
            if (!endpoint.Metadata.OfType<ComponentTypeMetadata>().Any()) endpoint.Metadata.Add(new AuthorizeAttribute(Policies.Read));
        });
        return endpoints;
    }

    /// <summary>Says how the first account is made, where one is needed, and what is wrong with how the site is reached.</summary>
    public static async Task AnnounceAsync(WebApplication app, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        var settings = app.Services.GetRequiredService<AccessSettings>();
        if (!settings.IsLoopback && settings.Proxies.Count == 0 && app.Urls.Any(u => u.StartsWith("http:", StringComparison.OrdinalIgnoreCase)))
            app.Logger.LogWarning("Other machines reach this site over http: passwords travel as they are typed. Put a proxy with TLS before it, or give it a certificate; docs/access.md says how.");
        await app.Services.GetRequiredService<FirstStart>().AnnounceAsync(app.Urls.FirstOrDefault() ?? "", Console.Out, cancellationToken);
    }

    private static void ConfigureSession(CookieAuthenticationOptions session)
    {
        session.Cookie.Name = "experiments.session";
        session.Cookie.HttpOnly = true;
        // Lax, not Strict: a link in a mail or a chat should open the page and not the sign-in. What changes something is guarded besides.
        session.Cookie.SameSite = SameSiteMode.Lax;
        session.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        session.ExpireTimeSpan = Session;
        session.SlidingExpiration = true;
        session.LoginPath = Urls.SignIn;
        session.AccessDeniedPath = Urls.NoAccess;
        session.ReturnUrlParameter = "page";
        session.EventsType = typeof(SessionEvents);
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, SignIns signIns, [FromForm] string? reason)
    {
        await signIns.SignOutAsync(http);
        return TypedResults.LocalRedirect(reason is null ? Urls.SignIn : $"{Urls.SignIn}?notice={Uri.EscapeDataString(reason)}");
    }
}
