using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Experiments.Data.Model;

namespace Experiments.Web.Tests.Access;

/// <summary>What a researcher's program sends to the API: good, too large, malformed, and with paths that are none of its business.</summary>
public sealed class ApiAccessTests(AccessSite site) : IClassFixture<AccessSite>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sweep_is_queued_looked_at_and_cancelled()
    {
        using var program = await site.ProgramAsync(AccessSite.NameOf(AccountRole.Researcher), TokenScope.Act);
        using var answer = await program.PostAsync("/api/sweeps", AccessSite.Sweep(AccessSite.TinySweep("Over HTTP")), Stop);
        using var created = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        var run = Assert.Single(created.RootElement.GetProperty("runs").EnumerateArray()).GetInt64();

        foreach (var act in new[] { "pause", "resume", "cancel" })
        {
            using var done = await program.PostAsync($"/api/runs/{run}/{act}", null, Stop);
            Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        }

        using var state = JsonDocument.Parse(await program.GetStringAsync($"/api/runs/{run}", Stop));
        Assert.Equal(run, state.RootElement.GetProperty("run").GetInt64());
        Assert.Equal(2, state.RootElement.GetProperty("jobs").GetArrayLength());
        using var missing = await program.PostAsync("/api/runs/999999/cancel", null, Stop);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Theory]
    [InlineData("name: [unclosed", "no YAML")]
    [InlineData("", "")]
    [InlineData("- a\n- b\n", "")]
    [InlineData("name: x\nnonsense: y\n", "nonsense")]
    [InlineData("name: &a [*a]\n", "")]
    [InlineData("name: x\nseeds: 0-99999999999\n", "")]
    [InlineData("name: x\u0000y\n", "")]
    public async Task A_malformed_body_is_told_what_is_wrong_with_it(string body, string words)
    {
        using var program = await site.ProgramAsync(AccessSite.NameOf(AccountRole.Researcher), TokenScope.Act);
        using var answer = await program.PostAsync("/api/sweeps", AccessSite.Sweep(body), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_no_text_is_refused()
    {
        using var program = await site.ProgramAsync(AccessSite.NameOf(AccountRole.Researcher), TokenScope.Act);
        using var bytes = new ByteArrayContent([0xff, 0xfe, 0x00, 0x80, 0xc3]) { Headers = { ContentType = new MediaTypeHeaderValue("application/yaml") } };
        using var answer = await program.PostAsync("/api/sweeps", bytes, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    public async Task A_body_of_another_type_is_refused(string type)
    {
        using var program = await site.ProgramAsync(AccessSite.NameOf(AccountRole.Researcher), TokenScope.Act);
        using var body = new StringContent(AccessSite.TinySweep("Wrong type"), Encoding.UTF8) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var answer = await program.PostAsync("/api/sweeps", body, Stop);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData((1 << 20) + 1)]
    [InlineData((2 << 20) + 1)]
    public async Task A_body_that_is_too_large_is_refused_and_the_site_stays_up(int bytes)
    {
        using var program = await site.ProgramAsync(AccessSite.NameOf(AccountRole.Researcher), TokenScope.Act);
        using var answer = await program.PostAsync("/api/sweeps", AccessSite.Sweep($"name: {new string('x', bytes)}"), Stop);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        using var next = await program.GetAsync("/api/queue", Stop);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Theory]
    [InlineData("weights.path: /etc/shadow", "weights.path")]
    [InlineData("weights.path: ../../../../etc/passwd", "weights.path")]
    [InlineData("weights.path: RUNS/experiments.db", "weights.path")]
    [InlineData("weights.path: RUNS/logs/web-20260101.log", "weights.path")]
    [InlineData("weights.path: RUNS/../data-next-door/x", "weights.path")]
    [InlineData("data.root: /", "data.root")]
    [InlineData("data.root: ROOT-next-door", "data.root")]
    [InlineData("data.root: ROOT/../..", "data.root")]
    [InlineData("data.trainList: /etc/passwd", "data.trainList")]
    [InlineData("data.trainList: ../../etc/passwd", "data.trainList")]
    [InlineData("selection.list: a/../../x", "selection.list")]
    [InlineData("execution.diskCache: ROOT/cache", "execution.diskCache")]
    [InlineData("regulariser.fisherPath: /etc/passwd", "regulariser.fisherPath")]
    public async Task A_path_outside_of_the_runs_folder_and_the_data_roots_is_not_even_looked_at(string setting, string key)
    {
        using var program = await site.ProgramAsync(AccessSite.NameOf(AccountRole.Researcher), TokenScope.Act);
        var stated = setting.Replace("RUNS", site.RunsFolder, StringComparison.Ordinal).Replace("ROOT", site.DataRoot, StringComparison.Ordinal);
        foreach (var yaml in new[] { AccessSite.TinySweep("Curious", stated), $"name: Curious\ndesign: list\nrows:\n- {stated}\n", $"name: Curious\naxes:\n- key: {key}\n  values: ['{stated.Split(": ")[1]}', '']\n" })
        {
            using var answer = await program.PostAsync("/api/sweeps", AccessSite.Sweep(yaml), Stop);
            var said = await answer.Content.ReadAsStringAsync(Stop);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains($"{key} is ", said, StringComparison.Ordinal);
            Assert.DoesNotContain("exist", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_path_that_follows_another_setting_is_refused_too()
    {
        using var program = await site.ProgramAsync(AccessSite.NameOf(AccountRole.Researcher), TokenScope.Act);
        using var answer = await program.PostAsync("/api/sweeps", AccessSite.Sweep(AccessSite.TinySweep("Linked") + "\nlinks: ['weights.path = data.displayName']\n"), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("weights.path follows another setting", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_inside_is_looked_at_and_an_admin_may_name_any()
    {
        using var researcher = await site.ProgramAsync(AccessSite.NameOf(AccountRole.Researcher), TokenScope.Act);
        using var admin = await site.ProgramAsync(AccessSite.NameOf(AccountRole.Admin), TokenScope.Act);
        using var inside = await researcher.PostAsync("/api/sweeps", AccessSite.Sweep(AccessSite.TinySweep("Inside", $"weights.path: {Path.Combine(site.DataRoot, "none.safetensors")}")), Stop);
        using var anywhere = await admin.PostAsync("/api/sweeps", AccessSite.Sweep(AccessSite.TinySweep("Anywhere", "weights.path: /nowhere/none.safetensors")), Stop);

        Assert.Contains("does not exist", await inside.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("does not exist", await anywhere.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/checks/1/pictures/..%2f..%2f..%2fexperiments.db")]
    [InlineData("/api/checks/1/pictures/%2e%2e%2f%2e%2e%2fexperiments.db")]
    [InlineData("/api/artifacts/..%2f1")]
    [InlineData("/api/results/1/figures/..%2f..%2fappsettings.json")]
    [InlineData("/_content/..%2f..%2fappsettings.json")]
    [InlineData("/..%2fappsettings.json")]
    [InlineData("/appsettings.json")]
    [InlineData("/experiments.db")]
    public async Task No_address_leads_out_of_what_is_served(string address)
    {
        using var admin = await site.BrowserAsync(AccessSite.NameOf(AccountRole.Admin));
        using var answer = await admin.GetAsync(address, Stop);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("SQLite format", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }
}
