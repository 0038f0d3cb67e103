using System.Net;
using Experiments.Data.Access;
using Experiments.Data.Model;
using Experiments.Web.Access;

namespace Experiments.Web.Tests.Access;

/// <summary>The first start of a site that people sign in to.</summary>
public sealed class FirstAdminTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestSite _site = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _site = await TestSite.StartAsync(TestSite.Settings(_folder.Path) with { Access = new AccessSettings { SignIn = SignInMode.Always } });

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_token_makes_one_admin_and_is_used_up()
    {
        var token = await _site.Get<FirstStart>().OpenAsync(Stop);
        using var browser = Browser();
        using var elsewhere = await browser.GetAsync("/", Stop);
        Assert.Contains("/sign-in", elsewhere.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var wrong = await SendAsync(browser, "0000-0000-0000-0000-0000", "ada", AccessSite.Password);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var weak = await SendAsync(browser, token!, "ada", "password1234");
        Assert.Equal(HttpStatusCode.BadRequest, weak.StatusCode);
        Assert.Contains("one of those that are tried first", await weak.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.False(await _site.Get<AccountStore>().AnyAsync(Stop));

        var late = await PageAsync(Browser());
        using var right = await SendAsync(browser, token!.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal), "ada", AccessSite.Password);
        Assert.Equal(HttpStatusCode.Redirect, right.StatusCode);
        using var people = await browser.GetAsync("/people", Stop);
        Assert.Equal(HttpStatusCode.OK, people.StatusCode);
        Assert.Equal(AccountRole.Admin, Assert.Single(await _site.Get<AccountStore>().ListAsync(Stop)).Role);

        // Who had the form open before, and the token too, comes too late.
        using var second = await AccessSite.PostFormAsync(late.Browser, "/first-start", "first-start", late.Token, ("Form.Token", token), ("Form.Name", "eve"), ("Form.Password", AccessSite.Password));
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        Assert.Single(await _site.Get<AccountStore>().ListAsync(Stop));
        Assert.Null(await _site.Get<FirstStart>().OpenAsync(Stop));
        late.Browser.Dispose();
    }

    [Fact]
    public async Task A_new_start_makes_a_new_token_and_ends_the_old_one()
    {
        var first = _site.Get<FirstStart>();
        var old = await first.OpenAsync(Stop);
        var output = new StringWriter();
        await first.AnnounceAsync("http://127.0.0.1:5080", output, Stop);
        var printed = output.ToString().Trim().Split('\n')[^1].Trim();

        Assert.Contains("http://127.0.0.1:5080/first-start", output.ToString(), StringComparison.Ordinal);
        Assert.False(first.Fits(old));
        Assert.True(first.Fits(printed));
        Assert.False(first.Fits(null));
    }

    [Theory]
    [InlineData("ada", "short", "at least 12")]
    [InlineData("ada", "aaaaaaaaaaaaaaaa", "fewer than 5 different")]
    [InlineData("margaret", "margaret and more", "contains the account's name")]
    [InlineData("ada", "123456789012", "tried first")]
    [InlineData("ada", "Experiments2026!", "tried first")]
    public void Passwords_that_are_guessed_first_are_refused(string name, string password, string words) =>
        Assert.Contains(words, PasswordRules.ProblemOf(name, password), StringComparison.Ordinal);

    [Theory]
    [InlineData("a few words apart")]
    [InlineData("ud5n-wqz7-auja-ecrb")]
    public void Others_are_taken(string password) => Assert.Null(PasswordRules.ProblemOf("ada", password));

    private static Task<HttpResponseMessage> SendAsync(HttpClient browser, string token, string name, string password) =>
        AccessSite.SendFormAsync(browser, "/first-start", "first-start", ("Form.Token", token), ("Form.Name", name), ("Form.Password", password));

    private static async Task<(HttpClient Browser, string Token)> PageAsync(HttpClient browser) => (browser, AccessSite.TokenIn(await browser.GetStringAsync("/first-start", Stop)));

    private HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_site.Address), DefaultRequestHeaders = { { "Accept", "text/html" } } };
}
