using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Experiments.Data.Model;
using Experiments.Web.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Experiments.Web.Tests.Access;

/// <summary>A site that asks people to sign in, with a reader, a researcher and an admin, spoken to over HTTP as a browser does.</summary>
public sealed partial class AccessSite : IAsyncLifetime
{
    public const string Password = "a few words apart";

    private readonly TemporaryFolder _folder = new();

    public TestSite Site { get; private set; } = null!;

    /// <summary>Whether tries to sign in are counted; tests of other things make many from one address.</summary>
    public bool IsThrottled { get; init; }

    /// <summary>A folder that is a data root.</summary>
    public string DataRoot => Path.Combine(_folder.Path, "data");

    public string RunsFolder => Path.Combine(_folder.Path, "runs");

    public static string NameOf(AccountRole role) => $"{role}-one".ToLowerInvariant();

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(DataRoot);
        Directory.CreateDirectory(RunsFolder);
        TestSite.Script(RunsFolder, "exit 1");
        Site = await TestSite.StartAsync(TestSite.Settings(RunsFolder, TestSite.FakeEngine) with { Access = new AccessSettings { SignIn = SignInMode.Always, DataRoots = [DataRoot] } }, builder =>
        {
            if (!IsThrottled) builder.Services.AddSingleton(new SignInThrottle(int.MaxValue));
        });
        foreach (var role in Enum.GetValues<AccountRole>()) await AddAsync(NameOf(role), role);
    }

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    /// <summary>Adds an account as the command line does.</summary>
    public Task AddAsync(string name, AccountRole role) => AsAsync<AccountActions>(Person.CommandLine, actions => actions.AddAsync(name, role, Password, TestContext.Current.CancellationToken));

    /// <summary>Does something through a service that asks who acts.</summary>
    public async Task AsAsync<T>(Person person, Func<T, Task> act)
        where T : notnull
    {
        await using var scope = Site.Get<IServiceScopeFactory>().CreateAsyncScope();
        var guard = ActivatorUtilities.CreateInstance<ActGuard>(scope.ServiceProvider, new KnownPerson(person));
        await act(ActivatorUtilities.CreateInstance<T>(scope.ServiceProvider, guard));
    }

    /// <summary>A browser that nobody has signed in with; it follows no redirect.</summary>
    public HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
    {
        BaseAddress = new Uri(Site.Address),
        DefaultRequestHeaders = { { "Accept", "text/html" } },
    };

    /// <summary>A browser that somebody has signed in with.</summary>
    public async Task<HttpClient> BrowserAsync(string name, string password = Password)
    {
        var browser = Browser();
        using var answer = await SignInAsync(browser, name, password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    /// <summary>A program with a token of its own.</summary>
    public async Task<HttpClient> ProgramAsync(string name, TokenScope scope)
    {
        var account = await Site.Get<Data.Access.AccountStore>().FindAsync(name.ToUpperInvariant(), TestContext.Current.CancellationToken);
        var token = "";
        await AsAsync<TokenActions>(Person.Of(account!), async tokens => token = await tokens.MakeAsync("test", scope, null, TestContext.Current.CancellationToken));
        return Program(token);
    }

    public HttpClient Program(string token) => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = new Uri(Site.Address),
        DefaultRequestHeaders = { { "Authorization", $"Bearer {token}" } },
    };

    /// <summary>Fills and sends the sign-in form.</summary>
    public static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string name, string password, string query = "") =>
        SendFormAsync(browser, $"/sign-in{query}", "sign-in", ("Form.Name", name), ("Form.Password", password));

    /// <summary>Loads a page and sends its form as a browser would.</summary>
    public static async Task<HttpResponseMessage> SendFormAsync(HttpClient browser, string page, string form, params (string Name, string Value)[] fields)
    {
        return await PostFormAsync(browser, page, form, TokenIn(await browser.GetStringAsync(page)), fields);
    }

    /// <summary>What proves that a form is the site's own.</summary>
    public static string TokenIn(string page) => AntiforgeryField().Match(page).Groups["token"].Value;

    public static async Task<HttpResponseMessage> PostFormAsync(HttpClient browser, string page, string form, string token, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent([new("_handler", form), new("__RequestVerificationToken", token), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]);
        return await browser.PostAsync(page, content);
    }

    public static StringContent Sweep(string yaml) => new(yaml, Encoding.UTF8, "application/yaml");

    /// <summary>A sweep of one tiny run.</summary>
    public static string TinySweep(string name, params string[] settings) => $"""
        name: {name}
        seeds: 0
        protocols: [SS]
        overrides:
          network.backbone: resnet18
          training.crop: 48
          training.iterations: 2
          regulariser.kind: none
          synthetic.trainCount: 2
          synthetic.validationCount: 1
          synthetic.height: 48
          synthetic.width: 48
        {string.Concat(settings.Select(s => $"  {s}\n"))}
        """;

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AntiforgeryField();
}
