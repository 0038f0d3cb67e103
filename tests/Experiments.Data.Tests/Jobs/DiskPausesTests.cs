using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Storage;

namespace Experiments.Data.Tests.Jobs;

public sealed class DiskPausesTests
{
    private static readonly JobFailure NoRoom = new(Job.DiskFullFailure, "The disk is full.");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEveryProvider]
    public async Task A_job_that_found_no_room_is_set_aside_with_the_reason_and_goes_on_by_itself(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (run, job, evaluation, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, job);

        Assert.Equal(JobState.Paused, await database.Get<DiskPauses>().SetAsideAsync(job, attempt, NoRoom, new AttemptEnd(3, "log"), Stop));

        var row = (await database.RunQueries.FindAsync(run, Stop))!.Jobs[0];
        Assert.Equal((JobState.Paused, "disk-full", "The disk is full.", 0), (row.State, row.FailureClass, row.FailureMessage, row.LostAttempts));
        Assert.Equal((AttemptOutcome.Paused, "disk-full", 3), (row.Attempts[0].Outcome, row.Attempts[0].FailureClass, row.Attempts[0].ExitCode));
        // What waits for it waits on.
        Assert.Equal(JobState.Waiting, (await database.JobQueries.FindAsync(evaluation, Stop))!.State);

        Assert.Equal([job], await database.Get<DiskPauses>().ResumeAllAsync(Stop));

        var resumed = (await database.JobQueries.FindAsync(job, Stop))!;
        Assert.Equal((JobState.Queued, null, null), (resumed.State, resumed.FailureClass, resumed.FailureMessage));
        Assert.Equal("The disk takes files again.", (await database.JobQueries.EventsAsync(run, Stop))[^1].Reason);
    }

    [Theory, OnEveryProvider]
    public async Task One_that_finds_none_again_and_again_waits_for_a_person(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var pauses = database.Get<DiskPauses>();
        var (_, job, _, _) = await Given.OneRunAsync(database);
        for (var n = 1; n <= DiskPauses.MostAttempts; n++)
        {
            await pauses.SetAsideAsync(job, await Given.StartedAsync(database, job), NoRoom, new AttemptEnd(3), Stop);
            Assert.Equal(n < DiskPauses.MostAttempts ? [job] : [], await pauses.ResumeAllAsync(Stop));
        }

        Assert.Equal("The disk is full. It found none in 3 attempts and waits for a person to resume it.", (await database.JobQueries.FindAsync(job, Stop))!.FailureMessage);
        await database.Jobs.ResumeAsync(job, Stop);
        await pauses.SetAsideAsync(job, await Given.StartedAsync(database, job), NoRoom, new AttemptEnd(3), Stop);
        Assert.Equal([job], await pauses.ResumeAllAsync(Stop));
    }

    [Theory, OnEveryProvider]
    public async Task What_a_person_set_aside_or_asked_to_end_is_left_to_the_person(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var pauses = database.Get<DiskPauses>();
        var (_, paused, _, _) = await Given.OneRunAsync(database);
        await database.Jobs.RequestPauseAsync(paused, Stop);
        var (_, cancelled, _, _) = await Given.OneRunAsync(database, Given.Run("other"));
        var attempt = await Given.StartedAsync(database, cancelled);
        await database.Jobs.RequestCancelAsync(cancelled, Stop);

        Assert.Equal(JobState.Cancelled, await pauses.SetAsideAsync(cancelled, attempt, NoRoom, new AttemptEnd(3), Stop));
        Assert.Empty(await pauses.ResumeAllAsync(Stop));
        Assert.Equal(JobState.Paused, (await database.JobQueries.FindAsync(paused, Stop))!.State);
    }
}
