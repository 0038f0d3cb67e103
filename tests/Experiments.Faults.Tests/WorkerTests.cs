using Experiments.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Faults.Tests;

/// <summary>A PostgreSQL server for the class; null where its programs are not installed.</summary>
public sealed class OwnServer : IDisposable
{
    public PostgresServer? Server { get; } = PostgresServer.Programs is null ? null : new PostgresServer();

    public void Dispose() => Server?.Dispose();
}

/// <summary>Four worker processes on PostgreSQL.</summary>
public sealed class WorkerTests(OwnServer own) : IClassFixture<OwnServer>
{
    private const int Workers = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Forty_jobs_are_each_done_once_while_two_workers_are_killed_and_the_server_is_restarted()
    {
        await using var lab = await StartAsync(SmallSweep.Yaml(seeds: 10, iterations: 4));
        await new ManyJobs(lab, own.Server!, Workers).RunAsync(jobs: 40, Patience, Token);

        Assert.Empty(await Outcome.ProblemsAsync(lab, Token));
        await using var database = lab.Open();
        Assert.Equal(40, await database.Jobs.CountAsync(j => j.State == JobState.Succeeded, Token));
        Assert.Equal(20, await database.Evaluations.CountAsync(Token));
        Assert.True(await database.Attempts.Select(a => a.Worker).Distinct().CountAsync(Token) >= Workers, "Not every worker had a job.");
    }

    [Fact]
    public async Task A_worker_that_was_frozen_for_longer_than_a_lease_changes_nothing_when_it_wakes()
    {
        await using var lab = await StartAsync(SmallSweep.Yaml(seeds: 1, iterations: 400));
        var first = lab.Work();
        await lab.UntilAsync("a training is under way", db => db.Jobs.AnyAsync(j => j.State == JobState.Running && j.Done > 10), Patience, Token);
        // The engine process too: were it only the worker, the engine would end itself within the lease.
        foreach (var process in lab.Engines().Append(first.Id)) Lab.Signal(process, "STOP");
        var frozen = lab.Engines();
        long job;
        await using (var db = lab.Open()) job = await db.Jobs.Where(j => j.State == JobState.Running).Select(j => j.Id).SingleAsync(Token);
        lab.Work();
        await lab.UntilAsync("another attempt got further", db => db.Jobs.AnyAsync(j => j.Id == job && j.Attempt == 2 && j.State == JobState.Running && j.Done > 0), Patience, Token);
        foreach (var process in frozen.Append(first.Id)) Lab.Signal(process, "CONT");
        await lab.UntilDoneAsync(Patience, Token);

        Assert.Empty(await Outcome.ProblemsAsync(lab, Token));
        await using var after = lab.Open();
        Assert.Equal(AttemptOutcome.Lost, (await after.Attempts.SingleAsync(a => a.JobId == job && a.Number == 1, Token)).Outcome);
        Assert.False(await after.JobEvents.AnyAsync(e => e.JobId == job && e.AttemptNumber == 1 && e.FromState == JobState.Running && e.ToState != JobState.Queued, Token));
        Assert.DoesNotContain(frozen, lab.Engines().Contains);
    }

    [Fact]
    public async Task A_worker_of_another_version_is_refused_with_a_word_and_one_that_works_ends_when_the_site_is_replaced()
    {
        await using var lab = await StartAsync(SmallSweep.Yaml(seeds: 1));
        var working = lab.Work();
        await lab.UntilAsync("it is on record", db => db.Workers.AnyAsync(w => !w.IsSite), Patience, Token);
        await using (var db = lab.Open()) await db.Properties.Where(p => p.Name == "site-version").ExecuteUpdateAsync(set => set.SetProperty(p => p.Value, "9.9.9"), Token);
        var late = lab.Work();
        foreach (var worker in new[] { working, late })
        {
            await worker.WaitForExitAsync(Token).WaitAsync(Patience, Token);
            Assert.Equal(2, worker.ExitCode);
        }

        Assert.Contains("the site is version 9.9.9: install the site's version on this machine", lab.Log, StringComparison.Ordinal);
        await using var after = lab.Open();
        Assert.Equal([WorkerState.Refused, WorkerState.Refused], await after.Workers.Where(w => !w.IsSite).Select(w => w.State).ToListAsync(Token));
        Assert.False(await after.Jobs.AnyAsync(j => j.State == JobState.Claimed || j.State == JobState.Running, Token));
    }

    /// <summary>A site that only shows pages, with a sweep queued.</summary>
    private async Task<Lab> StartAsync(string yaml)
    {
        Needs.Part(own.Server is not null, "PostgreSQL's programs are not installed.");
        return await ManyJobs.PrepareAsync(own.Server!, yaml, Patience, Token);
    }
}
