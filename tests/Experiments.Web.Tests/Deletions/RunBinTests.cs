using Experiments.Data.Deletions;
using Experiments.Data.Model;
using Experiments.Web.Deletions;

namespace Experiments.Web.Tests.Deletions;

/// <summary>Deletes runs with their files, on a real site.</summary>
public sealed class RunBinTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_purge_takes_the_runs_folder_along_and_nothing_else()
    {
        TestSite.Script(_folder.Path, "save final.safetensors 3 true; say finished");
        await using var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path, TestSite.FakeEngine));
        var (first, second) = (await FinishedAsync(site), await FinishedAsync(site));
        var bin = site.Get<RunBin>();
        Assert.True(site.Get<RunFolders>().SizeOf(first) > 0);

        await site.Get<BinStore>().PutRunsAsync([first], new Deletion(EvenIfUsed: true), Stop);
        Assert.True(Directory.Exists(FolderOf(first)));
        var purge = await bin.PurgeAsync([first], evenIfUsed: true, Stop);

        Assert.Equal([first], purge.Purged);
        Assert.Empty(purge.FilesLeft);
        Assert.False(Directory.Exists(FolderOf(first)));
        Assert.True(Directory.Exists(FolderOf(second)));
        Assert.NotNull((await site.Get<BinQueries>().FindPurgedAsync(first, Stop))!.FilesGoneMs);
        Assert.Equal(0, site.Get<RunFolders>().SizeOf(first));
    }

    [Fact]
    public async Task A_purge_that_was_killed_between_rows_and_files_is_finished_by_the_next_start()
    {
        TestSite.Script(_folder.Path, "save final.safetensors 3 true; say finished");
        long run;
        await using (var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path, TestSite.FakeEngine)))
        {
            run = await FinishedAsync(site);
            await site.Get<BinStore>().PutRunsAsync([run], new Deletion(EvenIfUsed: true), Stop);
            // The rows' half of a purge; the process ends here.
            await site.Get<BinStore>().PurgeAsync([run], evenIfUsed: true, Stop);
        }

        Assert.True(Directory.Exists(FolderOf(run)));
        await using var next = await TestSite.StartAsync(TestSite.Settings(_folder.Path, TestSite.FakeEngine));
        using var watchdog = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        watchdog.CancelAfter(TestSite.Watchdog);
        while ((await next.Get<BinQueries>().FindPurgedAsync(run, watchdog.Token))!.FilesGoneMs is null) await Task.Delay(50, watchdog.Token);
        Assert.False(Directory.Exists(FolderOf(run)));
    }

    [Fact]
    public async Task A_folder_that_is_a_link_goes_without_what_it_leads_to()
    {
        TestSite.Script(_folder.Path, "say finished");
        await using var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path, TestSite.FakeEngine));
        var run = await FinishedAsync(site);
        var elsewhere = Path.Combine(_folder.Path, "elsewhere");
        Directory.Move(FolderOf(run), elsewhere);
        Directory.CreateSymbolicLink(FolderOf(run), elsewhere);

        site.Get<RunFolders>().Remove(run);

        Assert.False(Directory.Exists(FolderOf(run)));
        Assert.NotEmpty(Directory.GetFiles(elsewhere, "*", SearchOption.AllDirectories));
    }

    public void Dispose() => _folder.Dispose();

    private string FolderOf(long run) => Path.Combine(_folder.Path, $"{run}");

    private static async Task<long> FinishedAsync(TestSite site)
    {
        var sweep = await site.CreateAsync();
        await site.UntilAsync(await site.FirstJobAsync(sweep), j => j.State == JobState.Succeeded);
        return sweep.RunIds[0];
    }
}
