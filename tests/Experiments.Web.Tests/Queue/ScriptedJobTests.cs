using Experiments.Web.Hosting;
using System.Globalization;
using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Tests.Queue;

/// <summary>Real queue, real database, real processes; the engine is a script that misbehaves in one way each.</summary>
public sealed class ScriptedJobTests : IDisposable
{
    private const string Endless = "trap 'save iteration-00000007.safetensors 7 false; exit 130' TERM; echo $$ > $out/pid.tmp; mv $out/pid.tmp $out/pid; while :; do pause; done";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_crash_in_native_code_keeps_log_and_points_and_is_told_in_words()
    {
        Script("""
            say point ',"key":"train/loss","step":1,"value":2.5'
            printf '{"type":"point","sequence":2,"ti' >> $out/events.jsonl
            echo 'iteration 1' > $out/engine.log
            echo 'convolution went wrong' >&2
            kill -SEGV $$
            """);
        await using var site = await StartAsync();
        var job = await site.UntilAsync(await site.FirstJobAsync(await site.CreateAsync()), j => j.State == JobState.Failed);

        // Three more tries by itself.
        Assert.Equal(("crash", 4), (job.FailureClass, job.Attempt));
        Assert.EndsWith("It crashed in 4 attempts.", job.FailureMessage, StringComparison.Ordinal);
        Assert.Contains("signal 11 (SIGSEGV", job.FailureMessage, StringComparison.Ordinal);
        Assert.Contains("convolution went wrong", job.FailureMessage, StringComparison.Ordinal);
        await using var database = site.Database();
        Assert.Equal(1, await database.Set<MetricPoint>().CountAsync(TestContext.Current.CancellationToken));
        Assert.Contains("iteration 1", (await database.Set<Attempt>().OrderBy(a => a.Number).LastAsync(TestContext.Current.CancellationToken)).LogTail, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(site.AttemptFolder(job), "engine.log")));
    }

    [Fact]
    public async Task A_failure_that_the_engine_can_still_tell_is_stored_as_told()
    {
        Script("""say failed ',"message":"Loss is NaN at iteration 3: lower training.baseLearningRate.","failureClass":"not-finite"'; exit 1""");
        await using var site = await StartAsync();
        var jobs = await site.JobIdsAsync(await site.CreateAsync(null, Protocol.SingleScale));
        var training = await site.UntilAsync(jobs[0], j => j.State == JobState.Failed);
        var evaluation = await site.UntilAsync(jobs[1], j => j.State == JobState.Cancelled);

        Assert.Equal(("not-finite", "Loss is NaN at iteration 3: lower training.baseLearningRate."), (training.FailureClass, training.FailureMessage));
        Assert.Equal(0, evaluation.Attempt);
    }

    [Fact]
    public async Task Cancel_ends_the_process_and_the_jobs_that_wait_for_it()
    {
        Script(Endless);
        await using var site = await StartAsync();
        var jobs = await site.JobIdsAsync(await site.CreateAsync(null, Protocol.SingleScale));
        var running = await site.UntilAsync(jobs[0], j => j.State == JobState.Running);
        await TestSite.FileAsync(Path.Combine(site.AttemptFolder(running), "pid"));

        await site.Jobs.RequestCancelAsync(jobs[0], TestContext.Current.CancellationToken);
        await site.UntilAsync(jobs[0], j => j.State == JobState.Cancelled);
        await site.UntilAsync(jobs[1], j => j.State == JobState.Cancelled);
        Assert.False(IsAlive(site.AttemptFolder(running)));
    }

    [Fact]
    public async Task A_crash_that_does_not_come_back_is_mended_by_the_next_attempt_from_the_checkpoint()
    {
        Script("""
            if [ -z "$from" ]; then save iteration-00000007.safetensors 7 false; kill -SEGV $$; fi
            echo $from > $out/from; say finished
            """);
        await using var site = await StartAsync();
        var run = await site.CreateAsync();
        var job = await site.UntilAsync(await site.FirstJobAsync(run), j => j.State == JobState.Succeeded);

        Assert.Equal((2, null), (job.Attempt, job.FailureClass));
        Assert.EndsWith("attempts/1/checkpoints/iteration-00000007.safetensors", (await File.ReadAllTextAsync(Path.Combine(site.AttemptFolder(job), "from"), TestContext.Current.CancellationToken)).Trim(), StringComparison.Ordinal);
        var events = await site.Queries.EventsAsync(run.RunIds[0], TestContext.Current.CancellationToken);
        Assert.Equal([JobState.Claimed, JobState.Running, JobState.Queued, JobState.Claimed, JobState.Running, JobState.Succeeded], events.Select(e => e.ToState));
        Assert.StartsWith("Failed (crash) and is tried again by itself, 1 of 3: ", events[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_job_ends_its_process_with_a_checkpoint_and_goes_on_from_it_when_resumed()
    {
        Script($"if [ -n \"$from\" ]; then echo $from > $out/from; say finished; exit 0; fi; {Endless}");
        await using var site = await StartAsync();
        var run = await site.CreateAsync();
        var id = await site.FirstJobAsync(run);
        var running = await site.UntilAsync(id, j => j.State == JobState.Running);
        await TestSite.FileAsync(Path.Combine(site.AttemptFolder(running), "pid"));

        await site.Jobs.RequestPauseRunAsync(run.RunIds[0], TestContext.Current.CancellationToken);
        await site.UntilAsync(id, j => j.State == JobState.Paused);
        Assert.False(IsAlive(site.AttemptFolder(running)));

        await site.Jobs.ResumeRunAsync(run.RunIds[0], TestContext.Current.CancellationToken);
        var done = await site.UntilAsync(id, j => j.State == JobState.Succeeded);
        Assert.EndsWith("attempts/1/checkpoints/iteration-00000007.safetensors", (await File.ReadAllTextAsync(Path.Combine(site.AttemptFolder(done), "from"), TestContext.Current.CancellationToken)).Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_takes_more_memory_than_it_may_is_killed_and_tried_once_more()
    {
        Script("echo $$ > $out/pid; x=$(head -c 64000000 /dev/zero | tr '\\0' x); while :; do pause; done");
        await using var site = await TestSite.StartAsync(Settings with { MemoryLimit = 32 << 20 });
        var job = await site.UntilAsync(await site.FirstJobAsync(await site.CreateAsync()), j => j.State == JobState.Failed);

        Assert.Equal(("out-of-memory", 2), (job.FailureClass, job.Attempt));
        Assert.Contains("took more than its memory limit of 32 MiB", job.FailureMessage, StringComparison.Ordinal);
        Assert.Contains("It ran out of memory in 2 attempts: lower training.batchSize", job.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_in_which_everything_fails_stops_itself_and_says_why()
    {
        Script("""say failed ',"message":"Loss is NaN.","failureClass":"not-finite"'; exit 1""");
        await using var site = await TestSite.StartAsync(Settings with { MostFailuresInARow = 2 });
        var sweep = await site.Factory.CreateSweepAsync(
            new Web.Runs.SweepRequest { Name = "Hopeless", Rows = [TestSite.Tiny()], Seeds = [0, 1, 2, 3], Protocols = [] }, TestContext.Current.CancellationToken);
        var jobs = new List<Job>();
        foreach (var run in sweep.RunIds) jobs.Add((await site.Runs.FindAsync(run, TestContext.Current.CancellationToken))!.Jobs[0]);

        var last = await site.UntilAsync(jobs[3].Id, j => j.State == JobState.Paused);
        Assert.Equal("sweep-stopped", last.FailureClass);
        Assert.StartsWith("The sweep stopped itself: its last 2 jobs that ended have failed, the last one (Training of run ", last.FailureMessage, StringComparison.Ordinal);
        Assert.Equal(JobState.Paused, (await site.UntilAsync(jobs[2].Id, _ => true)).State);

        // Resumed, it goes on until it has failed as often again.
        Script("say finished");
        foreach (var job in jobs.Skip(2)) await site.Jobs.ResumeAsync(job.Id, TestContext.Current.CancellationToken);
        foreach (var job in jobs.Skip(2)) Assert.Null((await site.UntilAsync(job.Id, j => j.State == JobState.Succeeded)).FailureMessage);
    }

    [Fact]
    public async Task A_job_over_its_time_limit_fails_and_can_be_retried()
    {
        Script(Endless);
        long id;
        await using (var site = await TestSite.StartAsync(Settings with { TimeLimit = TimeSpan.FromSeconds(1) }))
        {
            id = await site.FirstJobAsync(await site.CreateAsync());
            var job = await site.UntilAsync(id, j => j.State == JobState.Failed);
            Assert.Equal("time-limit", job.FailureClass);
        }

        Script("say finished");
        await using var next = await StartAsync();
        await next.Jobs.RetryAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal(2, (await next.UntilAsync(id, j => j.State == JobState.Succeeded)).Attempt);
    }

    [Fact]
    public async Task A_stopped_worker_gives_its_job_back_and_the_next_goes_on_from_the_checkpoint()
    {
        Script(Endless);
        long id;
        await using (var site = await StartAsync())
        {
            id = await site.FirstJobAsync(await site.CreateAsync());
            var running = await site.UntilAsync(id, j => j.State == JobState.Running);
            await TestSite.FileAsync(Path.Combine(site.AttemptFolder(running), "pid"));
            await site.StopAsync();
            Assert.False(IsAlive(site.AttemptFolder(running)));
            Assert.Equal(JobState.Queued, (await site.Queries.FindAsync(id, TestContext.Current.CancellationToken))!.State);
        }

        Script("echo $from > $out/from; say finished");
        await using var next = await StartAsync();
        var done = await next.UntilAsync(id, j => j.State == JobState.Succeeded);
        Assert.Equal(2, done.Attempt);
        Assert.EndsWith("attempts/1/checkpoints/iteration-00000007.safetensors", (await File.ReadAllTextAsync(Path.Combine(next.AttemptFolder(done), "from"), TestContext.Current.CancellationToken)).Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_passed_over_for_an_older_one()
    {
        Script("save iteration-00000004.safetensors 4 false; save iteration-00000008.safetensors 8 false; echo damage > $out/checkpoints/iteration-00000008.safetensors; exit 1");
        await using var site = await StartAsync();
        var id = await site.FirstJobAsync(await site.CreateAsync());
        await site.UntilAsync(id, j => j.State == JobState.Failed);

        Script("echo $from > $out/from; say finished");
        await site.Jobs.RetryAsync(id, TestContext.Current.CancellationToken);
        var done = await site.UntilAsync(id, j => j.State == JobState.Succeeded);
        Assert.EndsWith("iteration-00000004.safetensors", (await File.ReadAllTextAsync(Path.Combine(site.AttemptFolder(done), "from"), TestContext.Current.CancellationToken)).Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attempt_that_lost_its_job_is_killed_and_writes_nothing_more()
    {
        Script("trap '' TERM; echo $$ > $out/pid.tmp; mv $out/pid.tmp $out/pid; while :; do pause; done");
        await using var site = await StartAsync();
        var id = await site.FirstJobAsync(await site.CreateAsync());
        var running = await site.UntilAsync(id, j => j.State == JobState.Running);
        await TestSite.FileAsync(Path.Combine(site.AttemptFolder(running), "pid"));

        await TakeOverAsync(site, id, "another");
        await UntilDeadAsync(site.AttemptFolder(running));
        var job = await site.UntilAsync(id, _ => true);
        Assert.Equal((JobState.Claimed, 2, "another"), (job.State, job.Attempt, job.Worker));
    }

    [Fact]
    public async Task A_worker_that_falls_silent_loses_its_job_to_this_one()
    {
        Script("echo $$ > $out/pid.tmp; mv $out/pid.tmp $out/pid; while :; do pause; done");
        await using var site = await TestSite.StartAsync(Settings with { LeaseSeconds = 2 });
        var id = await site.FirstJobAsync(await site.CreateAsync());
        var running = await site.UntilAsync(id, j => j.State == JobState.Running);
        await TestSite.FileAsync(Path.Combine(site.AttemptFolder(running), "pid"));
        Script("say finished");
        await TakeOverAsync(site, id, "silent");

        var job = await site.UntilAsync(id, j => j.State == JobState.Succeeded);
        Assert.Equal(3, job.Attempt);
    }

    [Fact]
    public async Task What_a_table_lacks_is_queued_for_runs_that_are_trained_already()
    {
        Script("if [ $verb = train ]; then save final.safetensors 3 true; fi; say finished");
        await using var site = await StartAsync();
        // Trained without being scored; then a table of the same configuration with another seed.
        var unscored = await site.CreateAsync();
        await site.UntilAsync(await site.FirstJobAsync(unscored), j => j.State == JobState.Succeeded);
        Script(Endless);
        var table = await site.Factory.CreateSweepAsync(
            new Web.Runs.SweepRequest { Name = "Table", Rows = [TestSite.Tiny()], Seeds = [1], Protocols = [Protocol.SingleScale] }, TestContext.Current.CancellationToken);

        Assert.Equal((0, 1), await site.Factory.QueueMissingAsync(table.GridId!.Value, cancellationToken: TestContext.Current.CancellationToken));
        // The table's own run was under way all the while: it would have been scored by itself.
        Script("say finished");
        await site.Jobs.RequestCancelRunAsync(table.RunIds[0], TestContext.Current.CancellationToken);
        var jobs = await site.JobIdsAsync(unscored);
        Assert.Equal(JobKind.Evaluation, (await site.UntilAsync(jobs[1], j => j.State == JobState.Succeeded)).Kind);
    }

    [Fact]
    public async Task Jobs_of_a_process_that_died_go_on_at_the_next_start()
    {
        Script("say finished");
        long id;
        await using (var site = await TestSite.StartAsync(Settings with { Engine = "/bin/false" }))
        {
            id = await site.FirstJobAsync(await site.CreateAsync());
            await site.UntilAsync(id, j => j.State == JobState.Failed);
            await site.StopAsync();
            await site.Jobs.RetryAsync(id, TestContext.Current.CancellationToken);
            Assert.NotNull(await site.Jobs.ClaimAsync(id, "dead", "cpu", 1, TestContext.Current.CancellationToken));
        }

        // The lease is an hour: the reaper alone would not have given it back.
        await using var next = await TestSite.StartAsync(Settings with { LeaseSeconds = 3600 });
        var job = await next.UntilAsync(id, j => j.State == JobState.Succeeded);
        Assert.Equal(3, job.Attempt);
    }

    [Fact]
    public async Task An_evaluation_waits_for_its_training_and_scores_its_final_checkpoint()
    {
        Script("""
            if [ $verb = train ]; then save iteration-00000002.safetensors 2 false; save final.safetensors 3 true; else echo $checkpoint > $out/checkpoint; fi
            say finished
            """);
        await using var site = await StartAsync();
        var jobs = await site.JobIdsAsync(await site.CreateAsync(null, Protocol.SingleScale));
        var evaluation = await site.UntilAsync(jobs[1], j => j.State == JobState.Succeeded);

        var checkpoint = (await File.ReadAllTextAsync(Path.Combine(site.AttemptFolder(evaluation), "checkpoint"), TestContext.Current.CancellationToken)).Trim();
        Assert.EndsWith($"jobs/{jobs[0]}/attempts/1/checkpoints/final.safetensors", checkpoint, StringComparison.Ordinal);
        Assert.Equal(Fingerprint.Of(SchemaJson.ReadProtocol(await File.ReadAllTextAsync(Path.Combine(site.AttemptFolder(evaluation), "protocol.json"), TestContext.Current.CancellationToken))),
            (await site.Database().Set<Job>().SingleAsync(j => j.Id == jobs[1], TestContext.Current.CancellationToken)).ProtocolFingerprint);
    }

    [Fact]
    public async Task A_training_without_final_checkpoint_cannot_be_scored()
    {
        Script("say finished");
        await using var site = await StartAsync();
        var jobs = await site.JobIdsAsync(await site.CreateAsync(null, Protocol.SingleScale));
        var evaluation = await site.UntilAsync(jobs[1], j => j.State == JobState.Failed);

        Assert.Contains("has no final checkpoint to score", evaluation.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_run_side_by_side_each_told_its_device_and_its_share_of_the_cores()
    {
        // Each ends only when the other is there too.
        Script("touch $folder/started-$$; while [ $(ls $folder/started-* | wc -l) -lt 2 ]; do pause; done; say finished");
        await using var site = await TestSite.StartAsync(Settings with { Concurrency = 2, Devices = ["cuda:0", "cuda:1"] });
        var sweep = await site.Factory.CreateSweepAsync(
            new Web.Runs.SweepRequest { Name = "Two", Rows = [TestSite.Tiny()], Seeds = [0, 1], Protocols = [] }, TestContext.Current.CancellationToken);
        var devices = new List<string>();
        foreach (var run in sweep.RunIds)
        {
            var id = (await site.Runs.FindAsync(run, TestContext.Current.CancellationToken))!.Jobs[0].Id;
            var job = await site.UntilAsync(id, j => j.State == JobState.Succeeded);
            var execution = SchemaJson.ReadConfiguration(await File.ReadAllTextAsync(Path.Combine(site.AttemptFolder(job), "configuration.json"), TestContext.Current.CancellationToken)).Execution;
            devices.AddRange(execution.Devices);
            Assert.Equal(Math.Max(1, Environment.ProcessorCount / 2), execution.Threads);
        }

        Assert.Equal(["cuda:0", "cuda:1"], devices.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_second_process_on_the_same_database_is_refused()
    {
        await using var site = await StartAsync();
        var error = await Assert.ThrowsAsync<UsageException>(() => StartAsync());

        Assert.Contains($"is in use by another process of this program (process {Environment.ProcessId} on {Environment.MachineName}): stop that one", error.Message, StringComparison.Ordinal);
        // A copy is made beside it all the same; to put one in its place is not.
        var copy = Path.Combine(_folder.Path, "copy.db");
        var output = new StringWriter();
        Assert.Equal(0, await Web.Commands.DatabaseCommand.BackUpAsync(Settings, copy, output, TestContext.Current.CancellationToken));
        Assert.EndsWith("Opened and found whole." + Environment.NewLine, output.ToString(), StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<UsageException>(() => Web.Commands.DatabaseCommand.RestoreAsync(Settings, copy, output, TestContext.Current.CancellationToken));
        Assert.Contains($"is in use by another process of this program (process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
        Assert.Contains("--database", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_site_is_healthy_and_serves_its_files_while_jobs_run()
    {
        Script(Endless);
        await using var site = await StartAsync();
        await site.UntilAsync(await site.FirstJobAsync(await site.CreateAsync()), j => j.State == JobState.Running);
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };

        Assert.Equal("Healthy", await client.GetStringAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Contains("<html", await client.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.NotEmpty(await client.GetStringAsync(new Uri("/_content/MudBlazor/MudBlazor.min.css", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    public void Dispose() => _folder.Dispose();

    private ExperimentsSettings Settings => TestSite.Settings(_folder.Path, TestSite.FakeEngine);

    private void Script(string behaviour) => TestSite.Script(_folder.Path, behaviour);

    private Task<TestSite> StartAsync() => TestSite.StartAsync(Settings);

    /// <summary>What a reaper and another worker's claim leave behind, in one transaction: between two, this site's own worker might be faster.</summary>
    private static async Task TakeOverAsync(TestSite site, long id, string worker)
    {
        await using var database = site.Database();
        await using var transaction = await database.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        database.Attempts.Add(new Attempt { JobId = id, Number = 2, Worker = worker });
        await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        await database.Jobs.Where(j => j.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(j => j.Attempt, 2).SetProperty(j => j.Worker, worker).SetProperty(j => j.State, JobState.Claimed), TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
    }

    private static bool IsAlive(string attemptFolder) => Directory.Exists($"/proc/{Pid(attemptFolder)}");

    private static int Pid(string attemptFolder) => int.Parse(File.ReadAllText(Path.Combine(attemptFolder, "pid")), CultureInfo.InvariantCulture);

    private static async Task UntilDeadAsync(string attemptFolder)
    {
        using var watchdog = new CancellationTokenSource(TestSite.Watchdog);
        while (IsAlive(attemptFolder)) await Task.Delay(20, watchdog.Token);
    }
}
