using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Experiments.Web.Tests.Api;

public sealed class RunsApiTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Runs_come_by_the_language_of_the_page_and_a_mistake_has_its_place()
    {
        TestSite.Script(_folder.Path, "say finished");
        await using var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path, TestSite.FakeEngine));
        var created = await site.CreateAsync();
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };

        var found = await JsonAsync("/api/runs?filter=seed%20%3D%200%20and%20training.crop%20%3C%2048&sort=-created&columns=name,seed,training.crop,tag");
        Assert.Equal(1, found.GetProperty("total").GetInt32());
        Assert.Equal(
            $$$"""{"run":{{{created.RunIds[0]}}},"values":{"name":"Test seed 0","seed":0,"training.crop":24,"tag":[]}}""",
            found.GetProperty("runs")[0].GetRawText());

        using var wrong = await client.GetAsync("/api/runs?filter=seed%20%3D%200%20and%20training.crob%20%3E%203", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var problem = await wrong.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal((13, 13), (problem.GetProperty("position").GetInt32(), problem.GetProperty("length").GetInt32()));
        Assert.Contains("Did you mean training.crop", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var unknown = await client.GetAsync("/api/runs?sort=nothing", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);

        var completion = await JsonAsync("/api/runs/completions?text=regulariser.kind%20%3D%20l2-&caret=22");
        Assert.Equal((19, 3), (completion.GetProperty("start").GetInt32(), completion.GetProperty("length").GetInt32()));
        Assert.Equal("l2-sp", completion.GetProperty("suggestions")[0].GetProperty("text").GetString());

        async Task<JsonElement> JsonAsync(string address) => await client.GetFromJsonAsync<JsonElement>(address, TestContext.Current.CancellationToken);
    }
}
