using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Jobs;

/// <summary>Sets aside what is queued of a sweep whose jobs do nothing but fail; every method expects an open transaction.</summary>
internal static class SweepStop
{
    /// <summary>After a job has failed for good: if the last so many jobs of its sweep that ended all failed, since a person last resumed any of it, the rest is paused and says why.</summary>
    public static async Task AfterFailureAsync(ExperimentsContext db, Job failed, int mostInARow, long nowMs, CancellationToken cancellationToken)
    {
        if (mostInARow <= 0) return;
        if (await db.Runs.Where(r => r.Id == failed.RunId).Select(r => r.SweepId).SingleAsync(cancellationToken) is not { } sweep) return;
        var events = db.JobEvents.Where(e => e.Job!.Run!.SweepId == sweep);
        var resumed = await events.Where(e => e.FromState == JobState.Paused).MaxAsync(e => (long?)e.Id, cancellationToken) ?? 0;
        var ends = await events.Where(e => e.Id > resumed && (e.ToState == JobState.Failed || e.ToState == JobState.Succeeded))
            .OrderByDescending(e => e.Id).Take(mostInARow).Select(e => e.ToState).ToListAsync(cancellationToken);
        if (ends.Count < mostInARow || ends.Contains(JobState.Succeeded)) return;

        var reason = $"The sweep stopped itself: its last {mostInARow} jobs that ended have failed, the last one ({failed.Kind} of run {failed.RunId}) with {failed.FailureClass}. Mend that, then resume; or resume to go on all the same.";
        var queued = await JobRows.LockAllAsync(db.Jobs.Where(j => j.State == JobState.Queued && j.Run!.SweepId == sweep), cancellationToken);
        foreach (var job in queued)
        {
            JobRows.Move(db, job, JobState.Paused, reason, nowMs);
            (job.FailureClass, job.FailureMessage) = (Job.SweepStoppedFailure, reason);
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}
