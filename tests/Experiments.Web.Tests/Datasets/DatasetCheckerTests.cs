using System.Net;
using System.Text.Json;
using Experiments.Data.Datasets;
using Experiments.Data.Model;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Web.Components;
using Experiments.Web.Datasets;

namespace Experiments.Web.Tests.Datasets;

public sealed class DatasetCheckerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_check_ends_with_a_report_in_the_database_and_pictures_that_are_served()
    {
        await using var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path));
        var (dataset, check) = await RequestAsync(site, Masks());

        var row = await UntilAsync(site, check, c => !c.IsOpen);

        Assert.True(row.State == DatasetCheckState.Done, row.ToString());
        Assert.Equal((false, 1, 8, 8), (row.IsSound, row.Mistakes, row.Done, row.Total));
        using var http = new HttpClient { BaseAddress = new Uri(site.Address) };
        var report = JsonSerializer.Deserialize<DatasetReport>(await http.GetStringAsync(new Uri(Urls.DatasetReport(dataset), UriKind.Relative), Stop), SchemaJson.Indented)!;
        Assert.Equal("binary-masks", report.Findings[0].Rule);
        var picture = await http.GetByteArrayAsync(new Uri(Urls.CheckPicture(check, report.Subsets[0].Samples[0].Labels), UriKind.Relative), Stop);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture[..4]);
        Assert.Equal("", await http.GetStringAsync(new Uri(Urls.CheckLeaveOut(check), UriKind.Relative), Stop));
        foreach (var outside in new[] { "../report.json", "nothing.png" })
        {
            using var refused = await http.GetAsync(new Uri(Urls.CheckPicture(check, outside), UriKind.Relative), Stop);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
    }

    [Fact]
    public async Task A_set_that_cannot_be_opened_fails_with_the_engines_own_words()
    {
        await using var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path));
        var (_, check) = await RequestAsync(site, new Dictionary<string, string> { ["data.dataset"] = "folder", ["data.root"] = Path.Combine(_folder.Path, "gone") });
        var row = await UntilAsync(site, check, c => !c.IsOpen);
        Assert.Equal(DatasetCheckState.Failed, row.State);
        Assert.StartsWith($"data.root is \"{Path.Combine(_folder.Path, "gone")}\", which is no folder", row.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_run_one_at_a_time_and_a_cancelled_one_ends_its_process()
    {
        TestSite.Script(_folder.Path, """say progress ',"done":3,"total":9,"rate":1.5'; trap 'touch "$out/ended"; exit 130' TERM; touch "$out/begun"; while true; do pause; done""");
        await using var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path, TestSite.FakeEngine));
        var (first, check) = await RequestAsync(site, Masks());
        var (_, other) = await RequestAsync(site, Masks(), "another");
        await UntilAsync(site, check, c => c is { State: DatasetCheckState.Running, Done: 3, Total: 9, Rate: 1.5 });
        Assert.Equal(DatasetCheckState.Queued, (await site.Get<DatasetStore>().CheckAsync(other, Stop))!.State);
        await TestSite.FileAsync(Path.Combine(_folder.Path, CheckFolder.Of(first, check), "begun"));

        await site.Get<DatasetCheckStore>().CancelAsync(check, Stop);

        await TestSite.FileAsync(Path.Combine(_folder.Path, CheckFolder.Of(first, check), "ended"));
        await UntilAsync(site, other, c => c.State == DatasetCheckState.Running);
        Assert.Equal(DatasetCheckState.Cancelled, (await site.Get<DatasetStore>().CheckAsync(check, Stop))!.State);
    }

    [Fact]
    public async Task A_check_is_interrupted_with_its_site_whether_that_is_stopped_or_was_killed()
    {
        TestSite.Script(_folder.Path, "while true; do pause; done");
        long stopped, killed;
        await using (var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path, TestSite.FakeEngine)))
        {
            (_, stopped) = await RequestAsync(site, Masks());
            await UntilAsync(site, stopped, c => c.State == DatasetCheckState.Running && c.Folder.Length > 0);
            await site.StopAsync();
            Assert.Equal(DatasetCheckState.Interrupted, (await site.Get<DatasetStore>().CheckAsync(stopped, Stop))!.State);
            // What a killed site leaves behind: a check that says it runs.
            (_, killed) = await RequestAsync(site, Masks(), "another");
            await site.Get<DatasetCheckStore>().ClaimAsync("somebody/1", Stop);
        }

        await using var next = await TestSite.StartAsync(TestSite.Settings(_folder.Path, TestSite.FakeEngine));
        var row = await UntilAsync(next, killed, c => c.State != DatasetCheckState.Running);
        Assert.Equal((DatasetCheckState.Interrupted, "The site went away while the check ran; start it again."), (row.State, row.Message));
    }

    /// <summary>Eight images with binary masks saved as 0 and 255.</summary>
    private Dictionary<string, string> Masks()
    {
        var root = Path.Combine(_folder.Path, "masks");
        for (var i = 0; i < 8; i++)
        {
            var name = $"{(i < 4 ? "train" : "val")}/{i}.png";
            PngFile.WriteRgb(Path.Combine(root, "images", name), new RgbImage(12, 16, [.. Enumerable.Range(0, 12 * 16 * 3).Select(p => (byte)((p * (i + 3)) + i))]));
            PngFile.WriteGrey(Path.Combine(root, "labels", name), new LabelMap(12, 16, [.. Enumerable.Range(0, 12 * 16).Select(p => (byte)(p % 16 < 6 + i ? 0 : 255))]));
        }

        return new() { ["data.dataset"] = "folder", ["data.root"] = root };
    }

    private static async Task<(long Dataset, long Check)> RequestAsync(TestSite site, Dictionary<string, string> settings, string name = "masks")
    {
        var dataset = (await site.Get<DatasetStore>().AddAsync(new NewDataset(name, DatasetSettings.Write(settings), "folder", settings["data.root"]), Stop))!.Value;
        return (dataset, (await site.Get<DatasetCheckStore>().RequestAsync(dataset, Stop))!.Value);
    }

    private static async Task<CheckRow> UntilAsync(TestSite site, long check, Func<CheckRow, bool> condition)
    {
        using var watchdog = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        watchdog.CancelAfter(TestSite.Watchdog);
        while (true)
        {
            var row = (await site.Get<DatasetStore>().CheckAsync(check, watchdog.Token))!;
            if (condition(row)) return row;
            await Task.Delay(50, watchdog.Token);
        }
    }
}
