using System.Net;
using System.Text.RegularExpressions;
using Experiments.Data.Model;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Experiments.Web.Tests.Access;

/// <summary>Every route of the running site, pages and API and what the framework maps beside them: what it asks for, and who gets in.</summary>
public sealed partial class RouteTests(AccessSite site) : IClassFixture<AccessSite>
{
    /// <summary>What is open to all, beside the files that a page loads.</summary>
    private static readonly string[] Open = ["/first-start", "/health", "/schemas/study.schema.json", "/schemas/sweep.schema.json", "/schemas/table.schema.json", "/sign-in"];

    /// <summary>A build that is not published looks here for files that changed since; it takes no policy, so the one that holds where none is stated holds.</summary>
    private const string ChangedFiles = "{**path:file}";

    private static readonly string[] Policies = ["read", "act", "administer"];

    private List<RouteEndpoint> Endpoints => [.. site.Site.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    [Fact]
    public void Every_route_states_who_may_use_it()
    {
        Assert.True(Endpoints.Count > 60);
        var silent = Endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && PolicyOf(e) is null && e.RoutePattern.RawText != ChangedFiles).Select(e => $"{e.RoutePattern.RawText} states no policy: add [Authorize(Policies.…)] to the page, or RequireAuthorization to the endpoint.");
        Assert.Empty(silent);
    }

    [Fact]
    public void Only_these_routes_are_open_to_all()
    {
        var open = Endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null && !IsAsset(e)).Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Open, open);
    }

    [Fact]
    public async Task Nobody_and_each_role_get_exactly_where_the_policy_says()
    {
        using var nobody = site.Browser();
        var wrong = new List<string>();
        var tried = 0;
        var people = new List<(AccountRole? Role, HttpClient Browser)> { (null, nobody) };
        foreach (var role in Enum.GetValues<AccountRole>()) people.Add((role, await site.BrowserAsync(AccessSite.NameOf(role))));
        foreach (var endpoint in Endpoints.Where(e => !IsAsset(e) && PolicyOf(e) is not null))
        {
            var needed = Least(PolicyOf(endpoint)!);
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                // Of a page's routes only reading is tried: its other method is that of forms, which static pages alone have.
                if (endpoint.RoutePattern.RawText == "/sign-out" || (method == "POST" && endpoint.Metadata.Any(m => m is Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata))) continue;
                foreach (var (role, browser) in people)
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method), Address(endpoint));
                    using var answer = await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
                    tried++;
                    var got = Entry(answer);
                    var expected = role is null ? "sign in" : role < needed ? "no" : "in";
                    if (got != expected) wrong.Add($"{method} {Address(endpoint)} as {role?.ToString() ?? "nobody"}: {got} ({(int)answer.StatusCode}), expected {expected}");
                }
            }
        }

        foreach (var (_, browser) in people.Skip(1)) browser.Dispose();
        Assert.True(tried > 120);
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/nowhere.css")]
    public async Task What_lies_nowhere_tells_nobody_so(string address)
    {
        using var nobody = site.Browser();
        using var answer = await nobody.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal("sign in", Entry(answer));
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_keep_other_pages_out()
    {
        using var browser = site.Browser();
        using var answer = await browser.GetAsync("/sign-in", TestContext.Current.CancellationToken);
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("same-origin", Header(answer, "Referrer-Policy"));
        var policy = Header(answer, "Content-Security-Policy");
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'self' 'unsafe-inline'", policy, StringComparison.Ordinal);
        using var api = await browser.GetAsync("/api/queue", TestContext.Current.CancellationToken);
        Assert.StartsWith("default-src 'none'", Header(api, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_page_carries_a_script_or_a_handler_in_its_markup_that_its_policy_would_stop()
    {
        using var admin = await site.BrowserAsync(AccessSite.NameOf(AccountRole.Admin));
        foreach (var page in Endpoints.Where(e => e.Metadata.Any(m => m is Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata)).Select(Address).Distinct())
        {
            using var answer = await admin.GetAsync(page, TestContext.Current.CancellationToken);
            var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotMatch(Handler(), html);
            Assert.All(Script().Matches(html), s => Assert.Matches(" src=| nonce=", s.Value));
        }
    }

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    private static string Entry(HttpResponseMessage answer) => answer switch
    {
        { StatusCode: HttpStatusCode.Unauthorized } => "sign in",
        { StatusCode: HttpStatusCode.Forbidden } => "no",
        { StatusCode: HttpStatusCode.Redirect, Headers.Location: { } to } => to.ToString() switch
        {
            var t when t.Contains("/sign-in", StringComparison.Ordinal) => "sign in",
            var t when t.Contains("/no-access", StringComparison.Ordinal) => "no",
            _ => "in",
        },
        _ => "in",
    };

    private static AccountRole Least(string policy) => policy switch { "read" => AccountRole.Reader, "act" => AccountRole.Researcher, _ => AccountRole.Admin };

    /// <summary>The strictest policy of a route.</summary>
    private static string? PolicyOf(RouteEndpoint endpoint) => endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy).OfType<string>().MaxBy(p => Array.IndexOf(Policies, p));

    /// <summary>A file that pages load.</summary>
    private static bool IsAsset(RouteEndpoint endpoint) => endpoint.Metadata.Any(m => m.GetType().Name.Contains("StaticAsset", StringComparison.Ordinal));

    private static string Address(RouteEndpoint endpoint) => "/" + Parameter().Replace(endpoint.RoutePattern.RawText!, m => m.Value.Contains("**", StringComparison.Ordinal) ? "" : "1").TrimStart('/');

    [GeneratedRegex("<[^>]* on[a-z]+=\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Handler();

    [GeneratedRegex("<script[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Script();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
