using System.Net;
using System.Security.Cryptography;

namespace Experiments.Web.Access;

/// <summary>What is asked of every request before anything else looks at it, and said to the browser with every answer.</summary>
internal sealed class RequestGuards(RequestDelegate next, AccessSettings settings)
{
    private const string NonceKey = "csp-nonce";

    // A proxy says so by one of these. Where nobody signs in, what came through one may have come from anywhere.
    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"];

    /// <summary>Chance text that a script of a page must carry to run.</summary>
    public static string NonceOf(HttpContext? context) => context?.Items[NonceKey] as string ?? "";

    public async Task InvokeAsync(HttpContext context)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceKey] = nonce;
        SetHeaders(context, nonce);
        if (!settings.RequiresSignIn && LocalProblem(context) is { } problem)
        {
            await Refusals.WriteAsync(context, StatusCodes.Status403Forbidden, "Not this machine's own", problem);
            return;
        }

        if (CameFromElsewhere(context))
        {
            await Refusals.WriteAsync(context, StatusCodes.Status403Forbidden, "From another site", "Another web page sent this request: open this site's own page and do it there.");
            return;
        }

        await next(context);
    }

    private static void SetHeaders(HttpContext context, string nonce)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        // Styles: MudBlazor writes its theme and ECharts its tooltips into the page. Files of runs are no pages at all.
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            ? "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
            : $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
    }

    /// <summary>Why a request to a site without sign-in is not the local person's; null where it is. A name that only resolves to this machine is how a page elsewhere would get in.</summary>
    private static string? LocalProblem(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address)) return "This site asks nobody to sign in, so it answers to its own machine alone. Start it with --sign-in always.";
        if (!AccessSettings.IsLoopbackHost(context.Request.Host.Host)) return $"This site asks nobody to sign in, so it answers to the names localhost and 127.0.0.1 alone, not to \"{context.Request.Host.Host}\". Start it with --sign-in always.";
        return ProxyHeaders.Any(context.Request.Headers.ContainsKey) ? "This request came through a proxy, and this site asks nobody to sign in. Start it with --sign-in always." : null;
    }

    /// <summary>Whether a page of another site sent a request that changes something or opens a connection: browsers say so themselves, other programs say nothing.</summary>
    private static bool CameFromElsewhere(HttpContext context)
    {
        var request = context.Request;
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        if (reads && !request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase)) return false;
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site) return site is not ("same-origin" or "none");
        if (request.Headers.Origin.ToString() is not { Length: > 0 } origin) return false;
        return !Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            || !uri.Host.Equals(request.Host.Host, StringComparison.OrdinalIgnoreCase)
            || !(request.Host.Port is { } port ? port == uri.Port : uri.IsDefaultPort);
    }
}
