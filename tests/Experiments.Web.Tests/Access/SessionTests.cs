using System.Net;
using Experiments.Data.Access;
using Experiments.Data.Model;
using Experiments.Web.Access;

namespace Experiments.Web.Tests.Access;

/// <summary>Signing in and out, over HTTP as a browser does it.</summary>
public sealed class SessionTests(AccessSite site) : IClassFixture<AccessSite>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_a_cookie_that_scripts_and_other_sites_do_not_get()
    {
        using var browser = site.Browser();
        using var answer = await AccessSite.SignInAsync(browser, AccessSite.NameOf(AccountRole.Reader), AccessSite.Password);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("experiments.session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Behind_a_known_proxy_that_speaks_https_cookies_are_secure_and_the_visitor_s_address_is_written_down()
    {
        using var folder = new TemporaryFolder();
        await using var behind = await TestSite.StartAsync(TestSite.Settings(folder.Path) with { Access = new AccessSettings { SignIn = SignInMode.Always, Proxies = [IPNetwork.Parse("127.0.0.0/8")] } });
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(behind.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/first-start") { Headers = { { "X-Forwarded-Proto", "https" }, { "X-Forwarded-For", "203.0.113.9" } } };
        using var answer = await browser.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.All(answer.Headers.GetValues("Set-Cookie"), c => Assert.Contains("secure", c, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_proxy_that_nobody_named_is_not_believed()
    {
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        using var answer = await AccessSite.SignInAsync(browser, "liar", "whatever it is");

        var line = (await site.Site.Get<AuditStore>().ListAsync("liar", null, 1, Stop))[0];
        Assert.Equal("127.0.0.1", line.Address);
    }

    [Fact]
    public async Task An_unknown_name_and_a_wrong_password_are_told_alike_and_written_down()
    {
        using var browser = site.Browser();
        using var unknown = await AccessSite.SignInAsync(browser, "no-such-person", AccessSite.Password);
        using var wrong = await AccessSite.SignInAsync(browser, AccessSite.NameOf(AccountRole.Reader), "not this one at all");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (unknown.StatusCode, wrong.StatusCode));
        const string Said = "Name or password is wrong.";
        Assert.Contains(Said, await unknown.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains(Said, await wrong.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        var lines = await site.Site.Get<AuditStore>().ListAsync("sign in refused", null, 100, Stop);
        Assert.Contains(lines, l => (l.Who, l.Subject, l.Address) == ("no-such-person", "no such account", "127.0.0.1"));
        Assert.Contains(lines, l => (l.Who, l.Subject) == (AccessSite.NameOf(AccountRole.Reader), "wrong password"));
    }

    [Theory]
    [InlineData("?page=%2Fruns%3Fstate%3DFailed", "/runs?state=Failed")]
    [InlineData("?page=https%3A%2F%2Fexample.org%2F", "/")]
    [InlineData("?page=%2F%2Fexample.org", "/")]
    [InlineData("?page=%2F%5Cexample.org", "/")]
    [InlineData("?page=%2F%09%2Fexample.org", "/")]
    public async Task One_is_led_on_to_pages_of_this_site_alone(string query, string expected)
    {
        using var browser = site.Browser();
        using var answer = await AccessSite.SignInAsync(browser, AccessSite.NameOf(AccountRole.Reader), AccessSite.Password, query);

        Assert.Equal(new Uri(new Uri(site.Site.Address), expected), new Uri(new Uri(site.Site.Address), answer.Headers.Location!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("forged")]
    public async Task A_form_without_the_site_s_own_token_is_refused(string token)
    {
        using var browser = site.Browser();
        using var page = await browser.GetAsync("/sign-in", Stop);
        using var answer = await AccessSite.PostFormAsync(browser, "/sign-in", "sign-in", token, ("Form.Name", AccessSite.NameOf(AccountRole.Admin)), ("Form.Password", AccessSite.Password));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("out of date", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var still = await browser.GetAsync("/runs", Stop);
        Assert.Equal(HttpStatusCode.Redirect, still.StatusCode);
    }

    [Fact]
    public async Task Nobody_is_signed_out_by_a_forged_form()
    {
        using var browser = await site.BrowserAsync(AccessSite.NameOf(AccountRole.Reader));
        using var forged = await AccessSite.PostFormAsync(browser, "/sign-out", "", "forged");
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        using var still = await browser.GetAsync("/runs", Stop);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);

        var page = await browser.GetStringAsync("/runs", Stop);
        Assert.Contains("action=\"/sign-out\"", page, StringComparison.Ordinal);
        using var real = await AccessSite.PostFormAsync(browser, "/sign-out", "", AccessSite.TokenIn(page));
        Assert.Equal("/sign-in", real.Headers.Location?.ToString());
        using var gone = await browser.GetAsync("/runs", Stop);
        Assert.Equal(HttpStatusCode.Redirect, gone.StatusCode);
    }

    [Theory]
    [InlineData("Origin", "https://example.org")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task What_a_page_of_another_site_sends_is_refused(string header, string value)
    {
        using var browser = await site.BrowserAsync(AccessSite.NameOf(AccountRole.Admin));
        browser.DefaultRequestHeaders.Add(header, value);
        using var act = await browser.PostAsync("/api/sweeps", AccessSite.Sweep(AccessSite.TinySweep("From elsewhere")), Stop);
        using var connection = await browser.GetAsync("/_blazor?id=x", Stop);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (act.StatusCode, connection.StatusCode));
        await using var database = site.Site.Database();
        Assert.DoesNotContain(database.Sweeps, s => s.Name == "From elsewhere");
    }

    [Fact]
    public async Task Ten_wrong_passwords_lock_an_account_even_for_the_right_one()
    {
        // An address of its own for the throttle would need another machine: the account's lock is looked at where it is kept.
        await site.AddAsync("locked-out", AccountRole.Reader);
        var accounts = site.Site.Get<AccountStore>();
        using var browser = site.Browser();
        var account = (await accounts.FindAsync("LOCKED-OUT", Stop))!;
        account.FailedSignIns = 9;
        Assert.Equal(AccountChange.Done, await accounts.UpdateAsync(account, Stop));

        using var tenth = await AccessSite.SignInAsync(browser, "locked-out", "not this one at all");
        using var right = await AccessSite.SignInAsync(browser, "locked-out", AccessSite.Password);
        Assert.Equal(HttpStatusCode.Unauthorized, right.StatusCode);
        Assert.True((await accounts.FindAsync("LOCKED-OUT", Stop))!.LockedUntilMs > 0);

        await site.AsAsync<AccountActions>(Person.CommandLine, a => a.ResetPasswordAsync("locked-out", "other words apart", Stop));
        using var after = await AccessSite.SignInAsync(browser, "locked-out", "other words apart");
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Fact]
    public async Task Who_is_removed_is_out_at_once()
    {
        await site.AddAsync("leaver", AccountRole.Researcher);
        using var browser = await site.BrowserAsync("leaver");
        using var program = await site.ProgramAsync("leaver", TokenScope.Act);
        using var before = await browser.GetAsync("/runs", Stop);
        using var programBefore = await program.GetAsync("/api/queue", Stop);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (before.StatusCode, programBefore.StatusCode));

        await site.AsAsync<AccountActions>(Person.CommandLine, a => a.RemoveAsync("leaver", Stop));

        using var after = await browser.GetAsync("/runs", Stop);
        using var programAfter = await program.GetAsync("/api/queue", Stop);
        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Unauthorized), (after.StatusCode, programAfter.StatusCode));
    }

    [Fact]
    public async Task Another_role_holds_at_once_and_a_new_password_ends_sessions()
    {
        await site.AddAsync("changer", AccountRole.Reader);
        using var browser = await site.BrowserAsync("changer");
        using var asReader = await browser.GetAsync("/sweeps/new", Stop);
        Assert.Contains("/no-access", asReader.Headers.Location?.ToString(), StringComparison.Ordinal);

        await site.AsAsync<AccountActions>(Person.CommandLine, a => a.SetRoleAsync("changer", AccountRole.Researcher, Stop));
        using var asResearcher = await browser.GetAsync("/sweeps/new", Stop);
        Assert.Equal(HttpStatusCode.OK, asResearcher.StatusCode);

        await site.AsAsync<AccountActions>(Person.CommandLine, a => a.ResetPasswordAsync("changer", "other words apart", Stop));
        using var ended = await browser.GetAsync("/runs", Stop);
        Assert.Contains("/sign-in", ended.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_changes_one_s_own_password_with_the_old_one_alone()
    {
        await site.AddAsync("owner", AccountRole.Reader);
        var account = (await site.Site.Get<AccountStore>().FindAsync("OWNER", Stop))!;
        await site.AsAsync<AccountActions>(Person.Of(account), async actions =>
        {
            var wrong = await Assert.ThrowsAsync<Engine.Schema.UsageException>(() => actions.ChangePasswordAsync("not this one at all", "other words apart", Stop));
            Assert.Equal("The present password is another one: type it again.", wrong.Message);
            await actions.ChangePasswordAsync(AccessSite.Password, "other words apart", Stop);
        });

        using var browser = await site.BrowserAsync("owner", "other words apart");
        Assert.DoesNotContain("other words apart", (await site.Site.Get<AccountStore>().FindAsync("OWNER", Stop))!.PasswordHash, StringComparison.Ordinal);
    }
}
