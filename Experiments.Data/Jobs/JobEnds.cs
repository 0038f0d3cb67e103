using Experiments.Data.Model;
using Experiments.Data.Storage;

namespace Experiments.Data.Jobs;

/// <summary>How a job leaves its attempt: the row is locked, the transaction is open.</summary>
internal static class JobEnds
{
    /// <summary>→ Failed; jobs that waited for it are cancelled, and its sweep may set the rest aside.</summary>
    public static async Task FailAsync(
        ExperimentsContext db, Job job, JobFailure failure, AttemptOutcome outcome, AttemptEnd end, int mostFailuresInARow, long nowMs, CancellationToken cancellationToken)
    {
        JobRows.Move(db, job, JobState.Failed, $"{failure.FailureClass}: {failure.Message}", nowMs);
        job.FailureClass = failure.FailureClass;
        job.FailureMessage = JobRows.Printable(failure.Message);
        await EndAsync(db, job, outcome, end, failure, nowMs, cancellationToken);
        await JobRows.CancelDependentsAsync(db, job, nowMs, cancellationToken);
        await SweepStop.AfterFailureAsync(db, job, mostFailuresInARow, nowMs, cancellationToken);
    }

    /// <summary>→ Cancelled; jobs that waited for it are cancelled too.</summary>
    public static async Task CancelAsync(
        ExperimentsContext db, Job job, string reason, AttemptOutcome outcome, AttemptEnd end, long nowMs, CancellationToken cancellationToken)
    {
        JobRows.Move(db, job, JobState.Cancelled, reason, nowMs);
        await EndAsync(db, job, outcome, end, null, nowMs, cancellationToken);
        await JobRows.CancelDependentsAsync(db, job, nowMs, cancellationToken);
    }

    /// <summary>Takes a held job from its attempt without an end: to where a person wished it, else back to the queue.</summary>
    public static async Task ReturnAsync(
        ExperimentsContext db, Job job, string reason, AttemptOutcome outcome, AttemptEnd end, JobFailure? failure, long nowMs, CancellationToken cancellationToken)
    {
        if (job.CancelRequested)
        {
            var ended = outcome is AttemptOutcome.Released or AttemptOutcome.Paused ? AttemptOutcome.Cancelled : outcome;
            await CancelAsync(db, job, $"A person had asked for its end. {reason}", ended, end, nowMs, cancellationToken);
            return;
        }

        if (job.PauseRequested)
        {
            JobRows.Move(db, job, JobState.Paused, outcome == AttemptOutcome.Paused ? "A person set it aside." : $"A person had asked to set it aside. {reason}", nowMs);
            job.PauseRequested = false;
        }
        else
        {
            JobRows.Move(db, job, JobState.Queued, reason, nowMs);
            job.QueuedMs = nowMs;
        }

        await db.SaveChangesAsync(cancellationToken);
        await JobRows.EndAttemptAsync(db, job, outcome, end, failure, nowMs, cancellationToken);
    }

    /// <summary>Notes the end of a job and of its attempt.</summary>
    public static async Task EndAsync(
        ExperimentsContext db, Job job, AttemptOutcome outcome, AttemptEnd end, JobFailure? failure, long nowMs, CancellationToken cancellationToken)
    {
        job.EndedMs = nowMs;
        await db.SaveChangesAsync(cancellationToken);
        await JobRows.EndAttemptAsync(db, job, outcome, end, failure, nowMs, cancellationToken);
    }
}
