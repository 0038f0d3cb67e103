using System.Net;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace Experiments.Web.Tests.Access;

/// <summary>A site that asks nobody to sign in: it is its own machine's alone.</summary>
public sealed class LocalSiteTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestSite _site = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        TestSite.Script(_folder.Path, "exit 1");
        _site = await TestSite.StartAsync(TestSite.Settings(_folder.Path, TestSite.FakeEngine));
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_local_person_may_do_everything_without_a_word()
    {
        foreach (var page in new[] { "/", "/sweeps/new", "/people", "/hangfire", "/account" })
        {
            using var answer = await SendAsync(HttpMethod.Get, page);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var queued = await SendAsync(HttpMethod.Post, "/api/sweeps");
        Assert.True(queued.IsSuccessStatusCode, await queued.Content.ReadAsStringAsync(Stop));
        var line = (await _site.Get<Data.Access.AuditStore>().ListAsync("queue sweep", null, 1, Stop))[0];
        Assert.Equal(("local", "Local", "127.0.0.1"), (line.Who, line.Subject, line.Address));
    }

    [Theory]
    [InlineData("Host", "attacker.example.org")]
    [InlineData("Host", "127.0.0.1.example.org")]
    [InlineData("Host", "192.168.1.5:5080")]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    [InlineData("Via", "1.1 proxy")]
    public async Task What_may_come_from_elsewhere_is_refused_whatever_it_asks_for(string header, string value)
    {
        foreach (var (method, page) in new[] { (HttpMethod.Get, "/"), (HttpMethod.Get, "/api/queue"), (HttpMethod.Get, "/app.css"), (HttpMethod.Post, "/api/sweeps") })
        {
            using var answer = await SendAsync(method, page, (header, value));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains("--sign-in", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_page_of_another_site_queues_nothing_here()
    {
        using var answer = await SendAsync(HttpMethod.Post, "/api/sweeps", ("Origin", "https://example.org"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await using var database = _site.Database();
        Assert.Empty(database.Sweeps);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", "", false)]
    [InlineData("http://localhost:5080;http://[::1]:5080", "auto", false)]
    [InlineData("http://127.0.0.1:5080", "always", true)]
    [InlineData("http://0.0.0.0:5080", "", true)]
    [InlineData("http://*:5080", "auto", true)]
    [InlineData("http://127.0.0.1:5080;http://lab.example.org", "", true)]
    [InlineData("https://192.168.1.5", "", true)]
    [InlineData("http://[::]:5080", "", true)]
    public void Where_other_machines_reach_the_site_people_sign_in(string urls, string signIn, bool expected) =>
        Assert.Equal(expected, Read(("urls", urls), ("Experiments:SignIn", signIn)).RequiresSignIn);

    [Fact]
    public void Every_problem_of_the_settings_is_told_at_once()
    {
        var error = Assert.Throws<UsageException>(() => Read(("Experiments:SignIn", "never"), ("Experiments:DataRoots", "/nowhere/at/all"), ("Experiments:Proxies", "lab")));
        Assert.Equal(
        [
            "Experiments:SignIn is \"never\": it must be auto (sign in where other machines can reach the site) or always.",
            "Experiments:DataRoots has \"/nowhere/at/all\", which is no folder on this machine: make it, or take it out (--data-roots; several are separated by semicolons).",
            "Experiments:Proxies has \"lab\": give addresses or networks of proxies, such as 127.0.0.1 or 10.0.0.0/8, separated by semicolons.",
        ], error.Problems);
    }

    private static AccessSettings Read(params (string Key, string Value)[] values) =>
        ExperimentsSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build()).Access;

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string page, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_site.Address) };
        using var request = new HttpRequestMessage(method, page);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        if (method == HttpMethod.Post) request.Content = AccessSite.Sweep(AccessSite.TinySweep("Local"));
        return await client.SendAsync(request, Stop);
    }
}
