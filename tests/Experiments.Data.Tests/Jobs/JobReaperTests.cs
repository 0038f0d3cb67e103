using Experiments.Data.Model;
using Experiments.Data.Storage;

namespace Experiments.Data.Tests.Jobs;

public sealed class JobReaperTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    [Theory, OnEveryProvider]
    public async Task A_counter_that_stands_still_for_the_lease_returns_the_job_to_the_queue(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (runId, job, _, _) = await Given.OneRunAsync(database);
        await Given.StartedAsync(database, job);

        Assert.Empty((await database.Reaper.ReapAsync()).Requeued);
        database.Time.Advance(Lease - TimeSpan.FromSeconds(1));
        Assert.Empty((await database.Reaper.ReapAsync()).Requeued);
        database.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([job], (await database.Reaper.ReapAsync()).Requeued);

        Assert.Equal([job], await database.Jobs.QueuedIdsAsync());
        Assert.Equal(AttemptOutcome.Lost, (await database.RunQueries.FindAsync(runId))!.Jobs[0].Attempts.Single().Outcome);
    }

    [Fact]
    public async Task A_counter_that_moves_keeps_the_job()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, job);
        for (var i = 0; i < 5; i++)
        {
            await database.Reaper.ReapAsync();
            database.Time.Advance(Lease * 0.9);
            Assert.True((await database.Jobs.HeartbeatAsync(job, attempt)).StillOurs);
        }

        Assert.Equal(JobState.Running, (await database.JobQueries.FindAsync(job))!.State);
    }

    [Fact]
    public async Task A_beat_between_the_look_and_the_taking_saves_the_job()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, job);
        await using var db = await database.ContextAsync();
        var counter = db.Jobs.Single(j => j.Id == job).HeartbeatCounter;
        await database.Jobs.HeartbeatAsync(job, attempt);

        Assert.Null(await database.Jobs.TakeBackAsync(job, attempt, counter, default));

        Assert.Equal(JobState.Running, (await database.JobQueries.FindAsync(job))!.State);
    }

    [Fact]
    public async Task A_job_whose_worker_is_lost_more_often_than_it_is_retried_fails_and_cancels_what_waited()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (runId, job, _, _) = await Given.OneRunAsync(database);
        for (var i = 0; i < 4; i++)
        {
            await Given.StartedAsync(database, job, "lab-7");
            await database.Reaper.ReapAsync();
            database.Time.Advance(Lease);
            await database.Reaper.ReapAsync();
        }

        var detail = await database.RunQueries.FindAsync(runId);
        Assert.Equal([JobState.Failed, JobState.Cancelled, JobState.Cancelled], detail!.Jobs.Select(j => j.State));
        Assert.Equal(Job.WorkerLostFailure, detail.Jobs[0].FailureClass);
        Assert.Equal("Its worker was lost 4 times, the last one \"lab-7\"; look at that machine's memory and log, then retry it.", detail.Jobs[0].FailureMessage);
    }

    [Fact]
    public async Task A_lost_job_that_was_to_be_cancelled_is_cancelled()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, job, _, _) = await Given.OneRunAsync(database);
        await Given.StartedAsync(database, job);
        await database.Jobs.RequestCancelAsync(job);
        await database.Reaper.ReapAsync();
        database.Time.Advance(Lease);

        Assert.Equal([job], (await database.Reaper.ReapAsync()).Cancelled);
    }
}
