using System.Net;
using System.Text.Json;
using Experiments.Data.Access;
using Experiments.Data.Datasets;
using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Datasets;

namespace Experiments.Web.Tests.Access;

/// <summary>SQL, HTML and formulas in every text that a person can type: they come out as the text that they are.</summary>
public sealed class TypedTextTests(AccessSite site) : IClassFixture<AccessSite>
{
    private const string Html = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    private const string Sql = "'; DROP TABLE run; DELETE FROM account; --";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Html)]
    [InlineData(Sql)]
    [InlineData("=HYPERLINK(\"http://example.org\",\"x\")")]
    [InlineData("{{7*7}} ${7*7} @(7*7) %s \u202e")]
    public async Task A_sweep_s_name_is_shown_and_exported_as_text(string name)
    {
        using var program = await site.ProgramAsync(AccessSite.NameOf(AccountRole.Researcher), TokenScope.Act);
        using var answer = await program.PostAsync("/api/sweeps", AccessSite.Sweep(AccessSite.TinySweep(JsonSerializer.Serialize(name), $"data.displayName: {JsonSerializer.Serialize(name)}")), Stop);
        var said = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said);
        using var created = JsonDocument.Parse(said);
        var grid = created.RootElement.GetProperty("grid").GetInt64();
        var run = created.RootElement.GetProperty("runs")[0].GetInt64();

        using var admin = await site.BrowserAsync(AccessSite.NameOf(AccountRole.Admin));
        foreach (var page in new[] { "/", "/queue", "/runs", $"/runs?q={Uri.EscapeDataString(name)}", $"/runs/{run}", "/results", $"/results/{grid}", $"/sweeps/new?from={run}", $"/sweeps/new?name={Uri.EscapeDataString(name)}", "/audit", $"/audit?find={Uri.EscapeDataString(name)}", $"/sign-in?notice={Uri.EscapeDataString(name)}", $"/no-access?page={Uri.EscapeDataString(name)}" })
        {
            using var shown = await admin.GetAsync(page, Stop);
            var html = await shown.Content.ReadAsStringAsync(Stop);
            Assert.True((int)shown.StatusCode < 400, $"{page}: {shown.StatusCode}");
            Assert.DoesNotContain("<img src=x", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<script>alert", html, StringComparison.OrdinalIgnoreCase);
        }

        foreach (var format in new[] { "csv", "csv-full", "tidy", "latex", "latex-macros", "markdown", "json" })
        {
            using var file = await admin.GetAsync($"/api/results/{grid}/export?format={format}", Stop);
            var text = await file.Content.ReadAsStringAsync(Stop);
            Assert.True(file.IsSuccessStatusCode, format);
            Assert.Equal("attachment", file.Content.Headers.ContentDisposition?.DispositionType);
            if (format.Contains("csv", StringComparison.Ordinal) || format == "tidy")
                Assert.DoesNotContain(text.Split('\n'), l => l.StartsWith('=') || l.StartsWith("\"=", StringComparison.Ordinal) || l.Contains(",=", StringComparison.Ordinal) || l.Contains(",\"=", StringComparison.Ordinal));
        }

        await using var database = site.Site.Database();
        Assert.Contains(database.Sweeps, s => s.Name == name);
        Assert.Equal(3, database.Accounts.Count());
        Assert.NotEmpty(database.Runs);
    }

    [Theory]
    [InlineData(Html)]
    [InlineData(Sql)]
    public async Task Names_of_data_sets_and_tokens_are_shown_as_text(string name)
    {
        await site.Site.Get<DatasetStore>().AddAsync(new NewDataset(name, DatasetSettings.Write(new Dictionary<string, string> { ["data.root"] = name }), "folder", name), Stop);
        var account = Person.Of((await site.Site.Get<AccountStore>().FindAsync("ADMIN-ONE", Stop))!);
        await site.AsAsync<TokenActions>(account, t => t.MakeAsync(name, TokenScope.Read, 1, Stop));

        using var admin = await site.BrowserAsync(AccessSite.NameOf(AccountRole.Admin));
        foreach (var page in new[] { "/datasets", "/account", "/people", "/audit", "/results/new", "/studies/new" })
        {
            var html = await admin.GetStringAsync(page, Stop);
            Assert.DoesNotContain("<img src=x", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<script>alert", html, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData(Html)]
    [InlineData(Sql)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("admin\u0000")]
    public async Task A_name_of_an_account_is_letters_digits_and_few_signs(string name) => await site.AsAsync<AccountActions>(
        Person.CommandLine, a => Assert.ThrowsAsync<UsageException>(() => a.AddAsync(name, AccountRole.Reader, AccessSite.Password, Stop)));

    [Theory]
    [InlineData(Html)]
    [InlineData(Sql)]
    [InlineData("\u001f\u202e")]
    public async Task What_is_typed_at_the_door_signs_nobody_in_and_is_shown_as_text(string text)
    {
        using var browser = site.Browser();
        using var refused = await AccessSite.SignInAsync(browser, text, text);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.DoesNotContain("<script>alert", await refused.Content.ReadAsStringAsync(Stop), StringComparison.OrdinalIgnoreCase);
        // The framework itself takes no such character in a form.
        using var nul = await AccessSite.SignInAsync(browser, "a\0", "b\0");
        Assert.Equal(HttpStatusCode.BadRequest, nul.StatusCode);
        using var large = await AccessSite.SignInAsync(browser, new string('x', 100_000), new string('y', 100_000));
        Assert.Equal(HttpStatusCode.Unauthorized, large.StatusCode);
    }
}
