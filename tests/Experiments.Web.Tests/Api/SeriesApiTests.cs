using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Experiments.Data.Model;

namespace Experiments.Web.Tests.Api;

public sealed class SeriesApiTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_curve_comes_with_its_extremes_and_what_is_no_number()
    {
        // 1,500 steps in buckets of two; a spike that no mean shows; a bucket of which nothing is a number.
        TestSite.Script(_folder.Path, """
            for i in $(seq 0 1499); do
              value=1; [ $i = 700 ] && value=99; [ $i = 900 ] && value='"NaN"'; [ $i = 901 ] && value='"-Infinity"'
              say point ",\"key\":\"train/loss\",\"step\":$i,\"value\":$value"
            done
            say point ',"key":"validation/miou","step":10,"value":0.5'
            say point ',"key":"validation/miou","step":20,"value":"NaN"'
            say finished
            """);
        await using var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path, TestSite.FakeEngine));
        var job = await site.UntilAsync(await site.FirstJobAsync(await site.CreateAsync()), j => j.State == JobState.Succeeded);
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        var address = $"/api/runs/{job.RunId}/series?keys=train/loss,validation/miou";

        var chart = await client.GetFromJsonAsync<JsonElement>(address, TestContext.Current.CancellationToken);
        var series = chart.GetProperty("series");
        Assert.Equal(("iteration", false), (chart.GetProperty("x").GetString(), chart.GetProperty("seconds").GetBoolean()));

        var loss = series[0];
        Assert.Equal(("train/loss", true, 1500), (loss.GetProperty("name").GetString(), loss.GetProperty("main").GetBoolean(), loss.GetProperty("total").GetInt32()));
        Assert.Equal(750, loss.GetProperty("points").GetArrayLength());
        Assert.Equal("[701,50]", loss.GetProperty("points")[350].GetRawText());
        Assert.Equal("[901,null]", loss.GetProperty("points")[450].GetRawText());
        Assert.Equal(749, loss.GetProperty("band").GetArrayLength());
        Assert.Equal("[701,1,99]", loss.GetProperty("band")[350].GetRawText());
        Assert.Equal("[[901,2]]", loss.GetProperty("notFinite").GetRawText());
        Assert.Equal(
            """{"name":"validation/miou","slot":1,"colour":1,"dash":[],"main":false,"total":2,"points":[[10,0.5],[20,null]],"bandName":"","band":[],"notFinite":[[20,1]]}""",
            series[1].GetRawText());

        // The same again is not sent twice.
        using var first = await client.GetAsync(address, TestContext.Current.CancellationToken);
        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await client.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);

        // By epochs of the four made images, two an iteration; compared, with ids that are none.
        var epochs = await client.GetFromJsonAsync<JsonElement>(address + "&x=epoch", TestContext.Current.CancellationToken);
        Assert.Equal("[5,0.5]", epochs.GetProperty("series")[1].GetProperty("points")[0].GetRawText());
        var times = await client.GetFromJsonAsync<JsonElement>(address + "&x=time", TestContext.Current.CancellationToken);
        Assert.True(times.GetProperty("seconds").GetBoolean());
        Assert.Equal(750, times.GetProperty("series")[0].GetProperty("points").GetArrayLength());
        var compared = await client.GetFromJsonAsync<JsonElement>($"/api/compare/series?runs={job.RunId},4711,x%27;&key=train/loss&x=nothing&band=9", TestContext.Current.CancellationToken);
        Assert.Equal(750, Assert.Single(compared.GetProperty("series").EnumerateArray()).GetProperty("points").GetArrayLength());
        foreach (var nothing in new[] { "/api/compare/series", "/api/compare/series?runs=x", "/api/compare/plot?runs=%00&px=score:::&plot=99" })
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(nothing, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/api/compare/map?a=x&b=1", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/compare/map?a=1&b=2", TestContext.Current.CancellationToken)).StatusCode);
    }
}
