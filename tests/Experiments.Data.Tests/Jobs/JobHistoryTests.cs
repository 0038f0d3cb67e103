using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Experiments.Data.Sweeps;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Tests.Jobs;

public sealed class JobHistoryTests
{
    private static readonly JobState[] Ended = [JobState.Succeeded, JobState.Failed, JobState.Cancelled, JobState.Pruned];

    /// <summary>Workers and people do whatever they like, all at once; each refusal is fine, a broken chain is not.</summary>
    [Theory, OnEveryProvider]
    public async Task Whatever_happens_the_events_of_a_job_form_a_chain_of_legal_steps_to_its_state(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        database.Jobs.MostFailuresInARow = 2;
        var jobs = await SweepAsync(database, runs: 4);
        var untold = await StatesAsync(database);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(() => LiveAsync(database, jobs, worker, steps: 60))));

        await using var db = await database.ContextAsync();
        var events = (await db.JobEvents.OrderBy(e => e.Id).ToListAsync()).ToLookup(e => e.JobId);
        Assert.True(events.Count == jobs.Count, "Something happened to each job.");
        foreach (var job in await db.Jobs.Include(j => j.Attempts).ToListAsync())
        {
            var state = untold[job.Id];
            foreach (var change in events[job.Id])
            {
                Assert.Equal(state, change.FromState);
                Assert.True(change.FromState.CanBecome(change.ToState), $"{change.FromState} became {change.ToState}.");
                Assert.NotEqual("", change.Reason);
                Assert.Equal(change.FromState is JobState.Claimed or JobState.Running || change.ToState == JobState.Claimed, change.Worker.Length > 0);
                state = change.ToState;
            }

            Assert.Equal(state, job.State);
            Assert.Equal(job.Attempt, events[job.Id].Count(e => e.ToState == JobState.Claimed));
            // Attempts end when their job leaves its worker.
            Assert.All(job.Attempts, a => Assert.Equal(a.Number == job.Attempt && job.State is JobState.Claimed or JobState.Running, a.Outcome == AttemptOutcome.Open));
        }
    }

    [Theory, OnEveryProvider]
    public async Task A_pause_waits_for_its_worker_and_a_resume_for_the_job_before(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (run, training, single, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, training);

        await database.Jobs.RequestPauseRunAsync(run);
        Assert.Equal(new HeartbeatAnswer(true, false, true), await database.Jobs.LookAsync(training, attempt));
        Assert.Equal(JobState.Paused, (await database.JobQueries.FindAsync(single))!.State);
        Assert.Equal(JobState.Paused, await database.Jobs.PausedAsync(training, attempt, new AttemptEnd(130)));
        Assert.Equal(RunState.Paused, (await database.RunQueries.FindAsync(run))!.State);
        Assert.Empty(await database.Jobs.QueuedIdsAsync());
        await Assert.ThrowsAsync<StaleAttemptException>(() => database.Jobs.SucceedAsync(training, attempt, new AttemptEnd(0)));

        Assert.Equal(JobState.Waiting, await database.Jobs.ResumeAsync(single));
        Assert.Equal(JobState.Queued, await database.Jobs.ResumeAsync(training));
        await Given.SucceededAsync(database, training);
        Assert.Equal(JobState.Queued, (await database.JobQueries.FindAsync(single))!.State);
    }

    [Fact]
    public async Task A_pause_that_is_taken_back_in_time_is_none_and_one_that_comes_too_late_is_forgotten()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, training, single, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, training);
        await database.Jobs.RequestPauseAsync(training);
        Assert.Equal(JobState.Running, await database.Jobs.ResumeAsync(training));
        Assert.Equal(JobState.Queued, await database.Jobs.PausedAsync(training, attempt, new AttemptEnd(130)));

        attempt = await Given.StartedAsync(database, training);
        await database.Jobs.RequestPauseAsync(training);
        await database.Jobs.SucceedAsync(training, attempt, new AttemptEnd(0));
        Assert.False((await database.JobQueries.FindAsync(training))!.PauseRequested);
        Assert.Equal(JobState.Succeeded, await database.Jobs.RequestPauseAsync(training));
        Assert.Equal(JobState.Queued, (await database.JobQueries.FindAsync(single))!.State);
    }

    [Fact]
    public async Task A_paused_job_is_cancelled_with_the_one_it_waited_for()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, training, single, _) = await Given.OneRunAsync(database);
        await database.Jobs.RequestPauseAsync(single);
        await database.Jobs.RequestCancelAsync(training);
        Assert.Equal((JobState.Cancelled, Job.DependencyFailure), await StateAsync(database, single));
    }

    [Theory]
    [InlineData("crash", 3)]
    [InlineData("out-of-memory", 1)]
    [InlineData("not-finite", 0)]
    [InlineData("configuration", 0)]
    [InlineData("data", 0)]
    [InlineData("time-limit", 0)]
    public async Task What_chance_may_have_caused_is_tried_again_a_few_times_and_a_person_starts_the_count_anew(string failureClass, int tries)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (run, job, _, _) = await Given.OneRunAsync(database);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i <= tries; i++)
            {
                var attempt = await Given.StartedAsync(database, job);
                Assert.Equal(i < tries ? JobState.Queued : JobState.Failed, await database.Jobs.FailAsync(job, attempt, new JobFailure(failureClass, "It broke."), new AttemptEnd(1)));
            }

            await database.Jobs.RetryAsync(job);
        }

        var attempts = (await database.RunQueries.FindAsync(run))!.Jobs[0].Attempts;
        Assert.Equal(2 * (tries + 1), attempts.Count);
        Assert.All(attempts, a => Assert.Equal((AttemptOutcome.Failed, failureClass), (a.Outcome, a.FailureClass)));
    }

    [Fact]
    public async Task Failures_of_another_kind_do_not_count_and_a_wish_to_end_ends_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, job, _, _) = await Given.OneRunAsync(database);
        foreach (var kind in new[] { "crash", "out-of-memory", "crash", "crash" })
            Assert.Equal(JobState.Queued, await database.Jobs.FailAsync(job, await Given.StartedAsync(database, job), new JobFailure(kind, "It broke."), new AttemptEnd(1)));
        var attempt = await Given.StartedAsync(database, job);
        await database.Jobs.RequestCancelAsync(job);
        Assert.Equal(JobState.Failed, await database.Jobs.FailAsync(job, attempt, new JobFailure("out-of-memory", "It broke."), new AttemptEnd(1)));
    }

    [Theory, OnEveryProvider]
    public async Task A_sweep_stops_after_so_many_failures_in_a_row_and_a_success_between_starts_anew(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        database.Jobs.MostFailuresInARow = 2;
        var trainings = (await SweepAsync(database, runs: 6, evaluations: false)).Select(j => j.Id).ToList();
        await FailAsync(database, trainings[0]);
        await Given.SucceededAsync(database, trainings[1]);
        await FailAsync(database, trainings[2]);
        Assert.Equal(3, (await database.Jobs.QueuedIdsAsync()).Count);
        await FailAsync(database, trainings[3]);

        Assert.Empty(await database.Jobs.QueuedIdsAsync());
        Assert.Equal((JobState.Paused, Job.SweepStoppedFailure), await StateAsync(database, trainings[5]));
        // Resumed, one more failure is not enough.
        foreach (var job in trainings.Skip(4)) Assert.Equal(JobState.Queued, await database.Jobs.ResumeAsync(job));
        await FailAsync(database, trainings[4]);
        Assert.Equal((JobState.Queued, null), await StateAsync(database, trainings[5]));

        static async Task FailAsync(TestDatabase database, long job) =>
            Assert.Equal(JobState.Failed, await database.Jobs.FailAsync(job, await Given.StartedAsync(database, job), new JobFailure("not-finite", "NaN"), new AttemptEnd(1)));
    }

    [Theory, OnEveryProvider]
    public async Task The_queue_goes_by_priority_and_then_by_age(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var a = await Given.OneRunAsync(database);
        var b = await Given.OneRunAsync(database, Given.Run(seed: 1));
        var c = await Given.OneRunAsync(database, Given.Run(seed: 2));
        Assert.Equal([a.Training, b.Training, c.Training], await database.Jobs.QueuedIdsAsync());

        await database.Jobs.MoveRunAsync(c.RunId, first: true);
        await database.Jobs.MoveRunAsync(a.RunId, first: false);
        Assert.Equal([c.Training, b.Training, a.Training], await database.Jobs.QueuedIdsAsync());
        Assert.Equal([c.Training, b.Training, a.Training], (await database.JobQueries.QueueAsync()).Queued.Select(j => j.JobId));

        await Given.SucceededAsync(database, c.Training);
        Assert.Equal([c.SingleScale, c.MultiScale, b.Training, a.Training], await database.Jobs.QueuedIdsAsync());
    }

    [Fact]
    public async Task A_lost_job_that_was_to_be_paused_is()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, job, _, _) = await Given.OneRunAsync(database);
        await Given.StartedAsync(database, job);
        await database.Jobs.RequestPauseAsync(job);
        await database.Reaper.ReapAsync();
        database.Time.Advance(TimeSpan.FromSeconds(30));
        await database.Reaper.ReapAsync();
        Assert.Equal((JobState.Paused, null), await StateAsync(database, job));
    }

    private static async Task<IReadOnlyList<Job>> SweepAsync(TestDatabase database, int runs, bool evaluations = true)
    {
        await database.Sweeps.CreateSweepAsync(new NewSweep
        {
            Experiment = "test",
            Name = "sweep",
            BaseConfigurationJson = "{}",
            AxesJson = "{}",
            Seeds = [.. Enumerable.Range(0, runs)],
            Runs = [.. Enumerable.Range(0, runs).Select(seed => evaluations ? Given.Run(seed: seed) : Given.Run("print", seed, Given.Training()))],
        });
        await using var db = await database.ContextAsync();
        return await db.Jobs.OrderBy(j => j.Id).ToListAsync();
    }

    private static async Task<Dictionary<long, JobState>> StatesAsync(TestDatabase database)
    {
        await using var db = await database.ContextAsync();
        return await db.Jobs.ToDictionaryAsync(j => j.Id, j => j.State);
    }

    private static async Task<(JobState State, string? FailureClass)> StateAsync(TestDatabase database, long job)
    {
        var row = (await database.JobQueries.FindAsync(job))!;
        return (row.State, row.FailureClass);
    }

    private static async Task LiveAsync(TestDatabase database, IReadOnlyList<Job> jobs, int worker, int steps)
    {
        var random = new Random(worker);
        var store = database.Jobs;
        for (var step = 0; step < steps; step++)
        {
            var job = jobs[random.Next(jobs.Count)].Id;
            try
            {
                switch (random.Next(12))
                {
                    case 0:
                        await store.RequestPauseAsync(job);
                        break;
                    case 1 or 2:
                        await store.ResumeAsync(job);
                        break;
                    case 3:
                        await store.RequestCancelAsync(job);
                        break;
                    case 4 or 5:
                        await store.RetryAsync(job);
                        break;
                    default:
                        await WorkAsync(store, random, worker, job);
                        break;
                }
            }
            catch (Exception e) when (e is JobTransitionException or StaleAttemptException)
            {
                // Refused, as it should be.
            }
        }
    }

    private static async Task WorkAsync(JobStore store, Random random, int worker, long job)
    {
        if (await store.ClaimAsync(job, $"worker {worker}", "cpu", 1) is not { } claim) return;
        if (random.Next(8) > 0) await store.StartAsync(job, claim.Attempt, "folder");
        var end = new AttemptEnd(0);
        await (random.Next(7) switch
        {
            0 => store.ReleaseAsync(job, claim.Attempt, end, "given back"),
            1 => store.FailAsync(job, claim.Attempt, new JobFailure("crash", "It broke."), end),
            2 => store.FailAsync(job, claim.Attempt, new JobFailure("data", "It broke."), end),
            3 => store.PausedAsync(job, claim.Attempt, end),
            4 => store.CancelledAsync(job, claim.Attempt, end),
            5 => Task.CompletedTask, // its worker dies
            _ => store.SucceedAsync(job, claim.Attempt, end),
        });
    }
}
