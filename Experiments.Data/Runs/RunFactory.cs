using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Runs;

/// <summary>Turns requests into rows; expects an open transaction.</summary>
internal static class RunFactory
{
    /// <summary>Adds and saves runs with their settings and jobs.</summary>
    public static async Task<CreatedRuns> AddAsync(
        ExperimentsContext db, long experimentId, long? sweepId, IReadOnlyList<NewRun> requests, long nowMs, CancellationToken cancellationToken)
    {
        var runs = new List<Run>(requests.Count);
        var jobs = new List<IReadOnlyList<Job>>(requests.Count);
        foreach (var request in requests)
        {
            await CheckReproductionAsync(db, request, cancellationToken);
            var run = new Run
            {
                ExperimentId = experimentId,
                SweepId = sweepId,
                Name = request.Name,
                Fingerprint = request.Fingerprint,
                Seed = request.Seed,
                ConfigurationJson = request.ConfigurationJson,
                ReproductionOfRunId = request.ReproductionOfRunId,
                Labels = [.. request.Labels],
                CreatedMs = nowMs,
            };
            run.Settings.AddRange(request.Settings.Select(s => new RunSetting { Key = s.Key, Value = s.Value }));
            db.Runs.Add(run);
            runs.Add(run);
            jobs.Add(await JobFactory.AddAsync(db, run, request.Jobs, jobs, nowMs, cancellationToken));
            // Run by run: the ids of a run's jobs then follow each other, so a table fills row by row. Forgetting
            // what is saved keeps a sweep of thousands linear.
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }

        return new CreatedRuns(
            [.. runs.Select(r => r.Id)],
            [.. jobs.SelectMany(j => j).Where(j => j.State == JobState.Queued).Select(j => j.Id)]);
    }

    private static async Task CheckReproductionAsync(ExperimentsContext db, NewRun request, CancellationToken cancellationToken)
    {
        if (request.ReproductionOfRunId is not { } id) return;
        var original = await db.Runs.Where(r => r.Id == id).Select(r => new { r.Seed, r.Fingerprint }).SingleOrDefaultAsync(cancellationToken)
            ?? throw new KeyNotFoundException($"There is no run {id} to reproduce.");
        if (original.Seed != request.Seed)
            throw new ArgumentException($"The reproduction of run {id} has seed {request.Seed}: it must be that run's, {original.Seed}.", nameof(request));
        if (original.Fingerprint != request.Fingerprint)
            throw new ArgumentException($"The reproduction of run {id} has another fingerprint: its scientific settings must be that run's.", nameof(request));
    }
}
