using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Jobs;

/// <summary>Turns requests into rows; expects an open transaction and leaves saving to its caller.</summary>
internal static class JobFactory
{
    /// <summary>Adds jobs to a run.</summary>
    /// <param name="db">Context.</param>
    /// <param name="run">Run, tracked.</param>
    /// <param name="jobs">Jobs in the order of their dependencies.</param>
    /// <param name="earlier">Jobs of the earlier new runs of the same sweep, by run.</param>
    /// <param name="nowMs">Now.</param>
    /// <param name="cancellationToken">Token.</param>
    public static async Task<IReadOnlyList<Job>> AddAsync(
        ExperimentsContext db, Run run, IReadOnlyList<NewJob> jobs, IReadOnlyList<IReadOnlyList<Job>> earlier, long nowMs, CancellationToken cancellationToken)
    {
        var created = new List<Job>(jobs.Count);
        var queue = run.Id == 0 ? null : await db.Jobs.Where(j => j.RunId == run.Id).OrderBy(j => j.Id).Select(j => j.Queue).FirstOrDefaultAsync(cancellationToken);
        foreach (var request in jobs)
        {
            var first = await WaitedForAsync(db, request, created, earlier, cancellationToken);
            var ready = first is null || first.State == JobState.Succeeded;
            var job = new Job
            {
                Kind = request.Kind,
                Queue = request.Queue ?? queue ?? Job.DefaultQueue,
                State = ready ? JobState.Queued : JobState.Waiting,
                // By key where there is one already, so that rows of earlier runs need not be tracked.
                WaitsFor = first is { Id: 0 } ? first : null,
                WaitsForJobId = first is { Id: > 0 } ? first.Id : null,
                RequestJson = request.RequestJson,
                ProtocolFingerprint = request.ProtocolFingerprint,
                ProtocolName = request.ProtocolName,
                TimeLimitSeconds = request.TimeLimitSeconds,
                Total = request.Total,
                CreatedMs = nowMs,
                QueuedMs = ready ? nowMs : null,
            };
            run.Jobs.Add(job);
            created.Add(job);
        }

        return created;
    }

    private static async Task<Job?> WaitedForAsync(
        ExperimentsContext db, NewJob request, List<Job> created, IReadOnlyList<IReadOnlyList<Job>> earlier, CancellationToken cancellationToken)
    {
        var given = (request.WaitsForJobId is null ? 0 : 1) + (request.WaitsForIndex is null ? 0 : 1) + (request.WaitsForJob is null ? 0 : 1);
        if (given > 1) throw new ArgumentException("A job waits for at most one job: give one of WaitsForJobId, WaitsForIndex and WaitsForJob.", nameof(request));
        if (request.WaitsForIndex is { } index)
        {
            return index >= 0 && index < created.Count
                ? created[index]
                : throw new ArgumentException($"Job {created.Count} waits for job {index} of its run: it must be an earlier one (0 to {created.Count - 1}).", nameof(request));
        }

        if (request.WaitsForJob is { } reference)
        {
            return reference.RunIndex >= 0 && reference.RunIndex < earlier.Count
                && reference.JobIndex >= 0 && reference.JobIndex < earlier[reference.RunIndex].Count
                ? earlier[reference.RunIndex][reference.JobIndex]
                : throw new ArgumentException($"A job waits for job {reference.JobIndex} of run {reference.RunIndex}: that must be an existing job of an earlier run.", nameof(request));
        }

        if (request.WaitsForJobId is not { } id) return null;

        // Locked: it cannot succeed between this look at its state and the commit that makes the waiting job visible.
        var existing = await JobRows.LockAsync(db, id, cancellationToken);
        return existing.State.HasNotSucceeded()
            ? throw new ArgumentException($"A new job waits for job {id}, which is {existing.State}; retry that job first.", nameof(request))
            : existing;
    }
}
