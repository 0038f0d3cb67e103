using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Jobs;

/// <summary>
/// Sets jobs aside that met a full or read-only disk, and lets them go on when it takes files again. Nothing is wrong with such a job, so
/// none of its tries is counted; one that has filled the disk again and again waits for a person.
/// </summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class DiskPauses(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    /// <summary>Attempts of a job that may find no room before it waits for a person: 3.</summary>
    public const int MostAttempts = 3;

    /// <summary>Claimed or Running → Paused with the reason; cancelled where a person had asked for that.</summary>
    /// <returns>The state it has now.</returns>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job.</exception>
    public Task<JobState> SetAsideAsync(long jobId, int attempt, JobFailure failure, AttemptEnd end, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return contexts.InTransactionAsync(
            async db =>
            {
                var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
                var job = await JobRows.HoldAsync(db, jobId, attempt, JobRows.Held, "be set aside", cancellationToken);
                if (job.CancelRequested)
                {
                    await JobEnds.CancelAsync(db, job, $"A person had asked for its end. {failure.Message}", AttemptOutcome.Cancelled, end, nowMs, cancellationToken);
                    return job.State;
                }

                var before = await FoundNoRoom(db).CountAsync(a => a.JobId == jobId, cancellationToken);
                var message = failure.Message + (before + 1 < MostAttempts ? "" : $" It found none in {before + 1} attempts and waits for a person to resume it.");
                JobRows.Move(db, job, JobState.Paused, $"{failure.FailureClass}: {message}", nowMs);
                (job.FailureClass, job.FailureMessage, job.PauseRequested) = (failure.FailureClass, JobRows.Printable(message), false);
                await db.SaveChangesAsync(cancellationToken);
                await JobRows.EndAttemptAsync(db, job, AttemptOutcome.Paused, end, failure, nowMs, cancellationToken);
                return job.State;
            },
            cancellationToken);
    }

    /// <summary>Lets every job go on that was set aside for the disk, apart from those that wait for a person.</summary>
    /// <returns>Those that can be claimed at once.</returns>
    public async Task<IReadOnlyList<long>> ResumeAllAsync(CancellationToken cancellationToken = default)
    {
        List<long> paused;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var spent = FoundNoRoom(db);
            paused = await db.Jobs
                .Where(j => j.State == JobState.Paused && (j.FailureClass == Job.DiskFullFailure || j.FailureClass == Job.DiskReadOnlyFailure) && spent.Count(a => a.JobId == j.Id) < MostAttempts)
                .OrderBy(j => j.Id).Select(j => j.Id).ToListAsync(cancellationToken);
        }

        var queued = new List<long>();
        foreach (var id in paused)
        {
            var state = await contexts.InTransactionAsync(
                async db =>
                {
                    var job = await JobRows.ResumeAsync(db, id, "The disk takes files again.", anew: false, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
                    await db.SaveChangesAsync(cancellationToken);
                    return job.State;
                },
                cancellationToken);
            if (state == JobState.Queued) queued.Add(id);
        }

        return queued;
    }

    /// <summary>Attempts that found no room since a person last looked after their job.</summary>
    private static IQueryable<Attempt> FoundNoRoom(ExperimentsContext db) =>
        from attempt in db.Attempts
        join job in db.Jobs on attempt.JobId equals job.Id
        where attempt.Number > job.RetriedAtAttempt && (attempt.FailureClass == Job.DiskFullFailure || attempt.FailureClass == Job.DiskReadOnlyFailure)
        select attempt;
}
