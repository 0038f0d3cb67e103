using Experiments.Data.Model;
using Experiments.Data.Storage;
using Experiments.Engine;
using Experiments.Engine.Tests;
using Experiments.Web.Hosting;
using Experiments.Web.Attempts;

namespace Experiments.Web.Tests.Troubles;

/// <summary>Disks that are full, read-only, or nearly full, really; queue, database and processes are real too.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_whose_engine_found_no_room_goes_on_by_itself_and_costs_no_try()
    {
        TestSite.Script(_folder.Path, """
            if [ -z "$from" ]; then save iteration-00000007.safetensors 7 false; echo 'The disk is full' >&2; exit 3; fi
            say finished
            """);
        await using var site = await TestSite.StartAsync(TestSite.Settings(_folder.Path, TestSite.FakeEngine) with { DiskFloor = 0 });
        var sweep = await site.CreateAsync();
        var job = await site.UntilAsync(await site.FirstJobAsync(sweep), j => j.State == JobState.Succeeded);

        Assert.Equal(2, job.Attempt);
        var events = (await site.Queries.EventsAsync(sweep.RunIds[0], Stop)).Where(e => e.ToState == JobState.Paused || e.FromState == JobState.Paused).Select(e => (e.FromState, e.ToState, e.Reason.Split('\n')[0])).ToList();
        Assert.Equal(
            [
                (JobState.Running, JobState.Paused, "disk-full: The engine process could write no more: its disk is full or read-only."),
                (JobState.Paused, JobState.Queued, "The disk takes files again."),
            ],
            events);
    }

    [Fact]
    public async Task Nothing_is_started_on_a_full_disk_every_page_says_so_and_all_goes_on_when_there_is_room()
    {
        using var disk = SmallDisk.Require(megabytes: 16);
        TestSite.Script(disk.Path, "save final.safetensors 3 true; say finished");
        // The database lies elsewhere.
        var settings = TestSite.Settings(disk.Path, TestSite.FakeEngine) with
        {
            ConnectionString = $"Data Source={Path.Combine(_folder.Path, "experiments.db")}",
            DatabaseFile = Path.Combine(_folder.Path, "experiments.db"),
            DiskFloor = 4 << 20,
        };
        await using var site = await TestSite.StartAsync(settings);
        disk.Fill();
        await site.Get<DiskWatch>().LookAsync(Stop);
        var job = await site.FirstJobAsync(await site.CreateAsync());

        Assert.False(site.Get<DiskWatch>().HasRoom);
        var page = await PageAsync(site, "/runs");
        Assert.Contains("data-testid=\"site-trouble\"", page, StringComparison.Ordinal);
        Assert.Contains("is full: no job is started. Make room on it; what waits then goes on by itself.", page, StringComparison.Ordinal);
        // The reconciler has looked more than once by now.
        await Task.Delay(TimeSpan.FromSeconds(5), Stop);
        Assert.Equal((JobState.Queued, 0), (await site.Queries.FindAsync(job, Stop)) is { } waiting ? (waiting.State, waiting.Attempt) : default);

        disk.MakeRoom();
        await site.UntilAsync(job, j => j.State == JobState.Succeeded);
        await site.Get<DiskWatch>().LookAsync(Stop);
        Assert.DoesNotContain("site-trouble", await PageAsync(site, "/runs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Below_the_floor_the_page_names_what_is_left_and_the_setting()
    {
        using var disk = SmallDisk.Require(megabytes: 16);
        TestSite.Script(disk.Path, "say finished");
        await using var site = await TestSite.StartAsync(TestSite.Settings(disk.Path, TestSite.FakeEngine) with { DiskFloor = 1L << 30 });
        await site.Get<DiskWatch>().LookAsync(Stop);

        var trouble = Assert.Single(site.Get<SiteHealth>().Troubles);
        Assert.Matches("^The disk of \".*\" has 1[0-9] MB left: no job is started below 1\\.1 GB \\(Experiments:DiskFloorMegabytes\\)\\. Make room on it; what waits then goes on by itself\\.$", trouble);
    }

    [Fact]
    public async Task A_database_on_a_full_disk_refuses_in_words_tears_nothing_and_takes_up_where_it_was()
    {
        using var disk = SmallDisk.Require(megabytes: 24);
        TestSite.Script(disk.Path, "save final.safetensors 3 true; say finished");
        await using var site = await TestSite.StartAsync(TestSite.Settings(disk.Path, TestSite.FakeEngine) with { DiskFloor = 1 << 20 });
        var before = await site.CreateAsync();
        await site.UntilAsync(await site.FirstJobAsync(before), j => j.State == JobState.Succeeded);
        disk.Fill();

        // Until the write-ahead log's own room is used up.
        Exception? refusal = null;
        for (var n = 0; n < 500 && refusal is null; n++) refusal = await Record.ExceptionAsync(() => site.CreateAsync());

        Assert.NotNull(refusal);
        Assert.True(DatabaseTrouble.IsOfDisk(refusal), refusal.ToString());
        Assert.Equal("The disk of the database is full: make room on it. Nothing was changed.", DatabaseTrouble.Of(refusal));
        Assert.Contains("<html", await PageAsync(site, $"/runs/{before.RunIds[0]}"), StringComparison.Ordinal);

        disk.MakeRoom();
        var after = await site.CreateAsync();
        await site.UntilAsync(await site.FirstJobAsync(after), j => j.State == JobState.Succeeded);
        Assert.Matches("[0-9]+ runs", (await site.Get<DatabaseKeeper>().CheckAsync(Stop)).Words);
    }

    [Fact]
    public async Task A_job_whose_database_found_no_room_is_set_aside_and_goes_on()
    {
        using var disk = SmallDisk.Require(megabytes: 24);
        // The engine's files lie on the database's disk too, as usual; it goes on measuring until it is told to stop.
        TestSite.Script(disk.Path, """
            if [ -n "$from" ]; then say finished; exit 0; fi
            save iteration-00000007.safetensors 7 false
            trap 'exit 130' TERM
            touch $out/ready
            while :; do pause; done
            """);
        await using var site = await TestSite.StartAsync(TestSite.Settings(disk.Path, TestSite.FakeEngine) with { DiskFloor = 1 << 20, LeaseSeconds = 6 });
        var sweep = await site.CreateAsync();
        var job = await site.UntilAsync(await site.FirstJobAsync(sweep), j => j.State == JobState.Running);
        await TestSite.FileAsync(Path.Combine(site.AttemptFolder(job), "ready"));
        disk.Fill();

        // Heartbeats use up what room the log of the database has; then they fail.
        using var watchdog = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        watchdog.CancelAfter(TestSite.Watchdog);
        while (await Record.ExceptionAsync(() => site.CreateAsync()) is null) watchdog.Token.ThrowIfCancellationRequested();
        await Task.Delay(TimeSpan.FromSeconds(4), Stop);
        disk.MakeRoom();

        var done = await site.UntilAsync(job.JobId, j => j.State == JobState.Succeeded);
        Assert.Equal(2, done.Attempt);
        await using var database = site.Database();
        Assert.Equal(0, database.Jobs.Single(j => j.Id == job.JobId).LostAttempts);
    }

    [Fact]
    public void The_engines_words_for_a_full_disk_are_the_databases()
    {
        Assert.Equal((DiskTrouble.Full, DiskTrouble.ReadOnly), (Job.DiskFullFailure, Job.DiskReadOnlyFailure));
        var command = new EngineCommand { FileName = "engine", Arguments = [], HeartbeatEvery = TimeSpan.FromSeconds(1), StopGrace = TimeSpan.FromSeconds(1) };
        var outcome = Experiments.Web.Attempts.AttemptOutcome.Of(new EngineExit(EngineExit.Disk, StopReason.None, false, "", "no room"), false, null, "", command);
        Assert.Equal((Verdict.NoDisk, "disk-full"), (outcome.Verdict, outcome.Failure!.FailureClass));
        // A person's word counts for more.
        Assert.Equal(Verdict.Cancelled, Experiments.Web.Attempts.AttemptOutcome.Of(new EngineExit(EngineExit.Disk, StopReason.Cancelled, false, "", ""), false, null, "", command).Verdict);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string> PageAsync(TestSite site, string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        return await client.GetStringAsync(new Uri(path, UriKind.Relative), Stop);
    }
}
