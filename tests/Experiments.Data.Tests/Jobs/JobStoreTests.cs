using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Storage;

namespace Experiments.Data.Tests.Jobs;

public sealed class JobStoreTests
{
    [Theory, OnEveryProvider]
    public async Task Of_eight_concurrent_claims_exactly_one_wins(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (_, job, _, _) = await Given.OneRunAsync(database);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => database.Jobs.ClaimAsync(job, $"worker {i}", "cpu", 2))));

        var winner = Assert.Single(claims, c => c is not null)!;
        Assert.Equal(1, winner.Attempt);
        var row = await database.JobQueries.FindAsync(job);
        Assert.Equal((JobState.Claimed, 1), (row!.State, row.Attempt));
    }

    [Theory, OnEveryProvider]
    public async Task A_claim_hands_over_what_the_worker_needs(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (run, training, evaluation, _) = await Given.OneRunAsync(database);
        await Given.SucceededAsync(database, training);

        var claim = await database.Jobs.ClaimAsync(evaluation, "worker", "cuda:0", 4);

        Assert.Equal(new ClaimedJob(evaluation, run, 1, JobKind.Evaluation, "cuda:0", 4, """{"seed":0}""", "{}", training, null), claim);
    }

    [Fact]
    public async Task A_later_attempt_keeps_the_first_ones_threads()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var first = await database.Jobs.ClaimAsync(job, "a", "cpu", 2);
        await database.Jobs.ReleaseAsync(job, first!.Attempt, new AttemptEnd(), "given back");

        var second = await database.Jobs.ClaimAsync(job, "b", "cpu", 16);

        Assert.Equal((2, 2), (second!.Attempt, second.Threads));
    }

    [Theory, OnEveryProvider]
    public async Task A_training_keeps_the_threads_of_its_first_stage_and_an_evaluation_takes_its_own(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var run = Given.Run("print", 0, new NewJob { Kind = JobKind.FirstStage, Total = 10 }, Given.Training() with { WaitsForIndex = 0 }, Given.Evaluation(Given.SingleScale, after: 1));
        var (_, first, training, evaluation) = await Given.OneRunAsync(database, run);
        await Given.SucceededAsync(database, first); // with 2 threads

        var claim = await database.Jobs.ClaimAsync(training, "a larger machine", "cpu", 16);
        await database.Jobs.StartAsync(training, claim!.Attempt, "folder");
        await database.Jobs.SucceedAsync(training, claim.Attempt, new AttemptEnd(0));

        Assert.Equal(2, claim.Threads);
        Assert.Equal(16, (await database.Jobs.ClaimAsync(evaluation, "a larger machine", "cpu", 16))!.Threads);
    }

    [Theory, OnEveryProvider]
    public async Task Every_write_of_an_old_attempt_is_refused(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var old = await Given.StartedAsync(database, job);
        await database.Jobs.ReleaseAsync(job, old, new AttemptEnd(), "given back");
        var current = await Given.StartedAsync(database, job);
        var end = new AttemptEnd(0);

        await Assert.ThrowsAsync<StaleAttemptException>(() => database.Jobs.StartAsync(job, old, "folder"));
        await Assert.ThrowsAsync<StaleAttemptException>(() => database.Jobs.SucceedAsync(job, old, end));
        await Assert.ThrowsAsync<StaleAttemptException>(() => database.Jobs.FailAsync(job, old, new JobFailure("internal", "x"), end));
        await Assert.ThrowsAsync<StaleAttemptException>(() => database.Jobs.CancelledAsync(job, old, end));
        var refusal = await Assert.ThrowsAsync<StaleAttemptException>(() => database.Jobs.ReleaseAsync(job, old, end, "given back"));
        Assert.Equal($"Attempt 1 no longer holds job {job} (Training of run 1): attempt 2 is the newest. Nothing was written.", refusal.Message);
        Assert.Equal(new HeartbeatAnswer(false, false), await database.Jobs.HeartbeatAsync(job, old));
        Assert.Equal(new HeartbeatAnswer(true, false), await database.Jobs.HeartbeatAsync(job, current));
        Assert.Equal(JobState.Running, (await database.JobQueries.FindAsync(job))!.State);
    }

    [Fact]
    public async Task An_attempt_whose_job_went_back_to_the_queue_is_refused_before_anyone_claims_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, job);
        await database.Jobs.ReleaseAsync(job, attempt, new AttemptEnd(), "given back");

        var refusal = await Assert.ThrowsAsync<StaleAttemptException>(() => database.Jobs.SucceedAsync(job, attempt, new AttemptEnd(0)));

        Assert.Equal($"Attempt 1 no longer holds job {job} (Training of run 1), which is Queued; only a Running job can succeed. Nothing was written.", refusal.Message);
    }

    [Fact]
    public async Task A_transition_names_the_state_it_expects()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, job, _, _) = await Given.OneRunAsync(database);
        var claim = await database.Jobs.ClaimAsync(job, "worker", "cpu", 2);

        var refusal = await Assert.ThrowsAsync<JobTransitionException>(() => database.Jobs.SucceedAsync(job, claim!.Attempt, new AttemptEnd(0)));
        var retry = await Assert.ThrowsAsync<JobTransitionException>(() => database.Jobs.RetryAsync(job));

        Assert.Equal($"Job {job} (Training of run 1) is Claimed; only a Running job can succeed.", refusal.Message);
        Assert.Equal($"Job {job} (Training of run 1) is Claimed; only a Failed or Cancelled job can be retried.", retry.Message);
    }

    [Theory, OnEveryProvider]
    public async Task Success_queues_the_jobs_that_waited(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (_, training, singleScale, multiScale) = await Given.OneRunAsync(database);
        Assert.Equal([training], await database.Jobs.QueuedIdsAsync());
        var attempt = await Given.StartedAsync(database, training);

        var queued = await database.Jobs.SucceedAsync(training, attempt, new AttemptEnd(0));

        Assert.Equal([singleScale, multiScale], queued);
        Assert.Equal(queued, await database.Jobs.QueuedIdsAsync());
    }

    [Theory, OnEveryProvider]
    public async Task Failure_cancels_the_jobs_that_waited_down_the_chain_and_a_retry_brings_them_back(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var run = Given.Run("print", 0, Given.Training(), Given.Evaluation(Given.SingleScale), Given.Evaluation(Given.MultiScale, after: 1));
        var (runId, training, first, second) = await Given.OneRunAsync(database, run);
        var attempt = await Given.StartedAsync(database, training);

        await database.Jobs.FailAsync(training, attempt, new JobFailure("data", "label 19 in a.png"), new AttemptEnd(1, "ta\0il"));

        var detail = await database.RunQueries.FindAsync(runId);
        Assert.Equal([JobState.Failed, JobState.Cancelled, JobState.Cancelled], detail!.Jobs.Select(j => j.State));
        Assert.Equal(RunState.Failed, detail.State);
        Assert.Equal($"It waited for job {training} (Training of run {runId}), which failed; retry that job first.", detail.Jobs[2].FailureMessage);
        var ended = Assert.Single(detail.Jobs[0].Attempts);
        Assert.Equal((AttemptOutcome.Failed, 1, "tail"), (ended.Outcome, ended.ExitCode, ended.LogTail));
        var refusal = await Assert.ThrowsAsync<JobTransitionException>(() => database.Jobs.RetryAsync(first));
        Assert.Equal($"Job {first} waits for job {training}, which is Failed; retry job {training} first.", refusal.Message);

        Assert.Equal(JobState.Queued, await database.Jobs.RetryAsync(training));

        detail = await database.RunQueries.FindAsync(runId);
        Assert.Equal([JobState.Queued, JobState.Waiting, JobState.Waiting], detail!.Jobs.Select(j => j.State));
        Assert.All(detail.Jobs, j => Assert.Null(j.FailureMessage));
        Assert.Equal(second, detail.Jobs[2].Id);
    }

    [Theory, OnEveryProvider]
    public async Task A_queued_job_is_cancelled_at_once_and_a_running_one_by_its_worker(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (runId, queued, _, _) = await Given.OneRunAsync(database);
        Assert.Equal(JobState.Cancelled, await database.Jobs.RequestCancelAsync(queued));
        Assert.Equal(RunState.Cancelled, (await database.RunQueries.FindAsync(runId))!.State);
        Assert.Null(await database.Jobs.ClaimAsync(queued, "worker", "cpu", 2));

        var (_, running, _, _) = await Given.OneRunAsync(database, Given.Run(seed: 1));
        var attempt = await Given.StartedAsync(database, running);
        Assert.Equal(JobState.Running, await database.Jobs.RequestCancelAsync(running));
        Assert.Equal(new HeartbeatAnswer(true, true), await database.Jobs.HeartbeatAsync(running, attempt));
        await database.Jobs.CancelledAsync(running, attempt, new AttemptEnd(130));
        Assert.Equal(JobState.Cancelled, (await database.JobQueries.FindAsync(running))!.State);
    }

    [Fact]
    public async Task A_job_released_after_a_request_to_cancel_is_cancelled()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (runId, job, _, _) = await Given.OneRunAsync(database);
        var attempt = await Given.StartedAsync(database, job);
        await database.Jobs.RequestCancelRunAsync(runId);

        await database.Jobs.ReleaseAsync(job, attempt, new AttemptEnd(130), "given back");

        Assert.All((await database.RunQueries.FindAsync(runId))!.Jobs, j => Assert.Equal(JobState.Cancelled, j.State));
    }

    [Theory, OnEveryProvider]
    public async Task A_job_added_to_a_trained_run_is_queued_at_once_and_none_may_wait_for_a_failed_one(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (runId, training, singleScale, _) = await Given.OneRunAsync(database);
        await Given.SucceededAsync(database, training);
        var request = new NewJob { Kind = JobKind.Evaluation, WaitsForJobId = training, ProtocolFingerprint = "other", ProtocolName = "SS" };

        var added = await database.Jobs.CreateAsync(runId, [request]);

        Assert.Equal(JobState.Queued, (await database.JobQueries.FindAsync(added[0]))!.State);
        await database.Jobs.RequestCancelAsync(singleScale);
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => database.Jobs.CreateAsync(runId, [request with { WaitsForJobId = singleScale }]));
        Assert.StartsWith($"A new job waits for job {singleScale}, which is Cancelled; retry that job first.", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => database.Jobs.CreateAsync(runId, [request with { WaitsForJobId = 999 }]));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => database.Jobs.CreateAsync(999, [request]));
    }

    [Fact]
    public async Task The_newest_checkpoint_comes_first_with_its_attempts_folder()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (runId, job, _, _) = await Given.OneRunAsync(database);
        var first = await Given.StartedAsync(database, job);
        await database.Journal.AppendAsync(job, first, new(1, 2) { Artifacts = [new(1, Artifact.Checkpoint, "50", "checkpoints/50", 50), new(2, "image", "a", "a.png")] });
        await database.Jobs.ReleaseAsync(job, first, new AttemptEnd(), "given back");
        var second = await Given.StartedAsync(database, job);
        await database.Journal.AppendAsync(job, second, new(1, 1) { Artifacts = [new(1, Artifact.Checkpoint, "final", "checkpoints/final", 100, "sha", IsFinal: true)] });

        var checkpoints = await database.JobQueries.CheckpointsAsync(job);
        Assert.Equal([100, 50], checkpoints.Select(c => c.Iteration));
        Assert.Equal($"runs/{runId}/jobs/{job}/attempts/1/checkpoints/50", checkpoints[1].Path);
        Assert.Null(await database.JobQueries.FinalCheckpointAsync(runId));
        await database.Jobs.SucceedAsync(job, second, new AttemptEnd(0));
        Assert.Equal(checkpoints[0], await database.JobQueries.FinalCheckpointAsync(runId));
    }

    [Fact]
    public async Task The_queue_shows_what_runs_what_is_next_what_waits_and_what_ended()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, done, evaluation, _) = await Given.OneRunAsync(database);
        await Given.SucceededAsync(database, done);
        await Given.StartedAsync(database, evaluation);
        var (_, next, _, _) = await Given.OneRunAsync(database, Given.Run(seed: 1));

        var queue = await database.JobQueries.QueueAsync();

        Assert.Equal([evaluation], queue.Running.Select(j => j.JobId));
        Assert.Equal([evaluation + 1, next], queue.Queued.Select(j => j.JobId));
        Assert.Equal([next + 1, next + 2], queue.Waiting.Select(j => j.JobId));
        Assert.Equal([done], queue.Recent.Select(j => j.JobId));
        Assert.Equal((100, 100), (queue.Recent[0].Done, queue.Recent[0].Total));
    }

    [Theory, OnEveryProvider]
    public async Task The_beginning_of_the_queue_is_read_and_what_is_behind_it_counted(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var runs = new List<(long RunId, long Training, long SingleScale, long MultiScale)>();
        for (var seed = 0; seed < 4; seed++) runs.Add(await Given.OneRunAsync(database, Given.Run(seed: seed)));
        await Given.StartedAsync(database, runs[0].Training);
        await database.Jobs.RequestPauseRunAsync(runs[3].RunId);
        await database.Jobs.MoveRunAsync(runs[2].RunId, first: true);

        var head = await database.JobQueries.HeadAsync(most: 1, recent: 1);

        Assert.Equal([runs[0].Training], head.First.Running.Select(j => j.JobId));
        Assert.Equal([runs[2].Training], head.First.Queued.Select(j => j.JobId));
        Assert.Equal([runs[0].SingleScale], head.First.Waiting.Select(j => j.JobId));
        Assert.Equal([runs[3].Training], head.First.Paused.Select(j => j.JobId));
        Assert.Equal((2, 6, 3), (head.Queued, head.Waiting, head.Paused));
        Assert.Equal([runs[3].Training, runs[3].SingleScale, runs[3].MultiScale], await database.JobQueries.PausedIdsAsync());
        Assert.Equal(2, Assert.Single(await database.JobQueries.QueuedInAsync()).Value);
    }
}
