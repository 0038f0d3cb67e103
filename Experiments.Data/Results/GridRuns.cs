using Experiments.Data.Deletions;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Results;

/// <summary>How far a run is on its way into a cell that it does not fill yet.</summary>
internal enum CellProgress
{
    /// <summary>No evaluation under the cell's protocol was ever asked for.</summary>
    NotAsked,

    /// <summary>Waiting or queued.</summary>
    Queued,

    /// <summary>Its training or evaluation is under way.</summary>
    Running,

    /// <summary>Its training or evaluation failed.</summary>
    Failed,

    /// <summary>Its training or evaluation was set aside.</summary>
    Paused,

    /// <summary>Its training or evaluation was cancelled or pruned.</summary>
    Stopped,
}

/// <summary>
/// A score of a run: an evaluation whose job succeeded. The hash of its confusion counts is there only where a seed was run more than once,
/// which is where they are compared.
/// </summary>
internal sealed record GridScore(
    long EvaluationId, long RunId, long JobId, string ProtocolFingerprint, double? MeanIoU, IReadOnlyDictionary<string, double> Metrics, string CheckpointSha256, string? ConfusionSha256)
{
    /// <summary>A column's metric; NaN where the evaluation does not have it.</summary>
    public double ValueOf(string metric) => Evaluation.ValueOf(metric, MeanIoU, Metrics) ?? double.NaN;
}

/// <summary>A run as the grid sees it.</summary>
internal sealed record GridRun(
    long RunId, string Name, string Fingerprint, int Seed, long? ReproductionOfRunId, IReadOnlyList<Job> Jobs, IReadOnlyList<GridScore> Scores)
{
    /// <summary>Its newest score under a protocol, if it has one: evaluated twice, it still counts once.</summary>
    public GridScore? ScoreUnder(string protocolFingerprint) => Scores.Where(s => s.ProtocolFingerprint == protocolFingerprint).MaxBy(s => s.EvaluationId);

    /// <summary>How far it is under a protocol that it has no score for.</summary>
    public CellProgress ProgressUnder(string protocolFingerprint)
    {
        var evaluation = Jobs.Where(j => j.ProtocolFingerprint == protocolFingerprint).MaxBy(j => j.Id);
        if (evaluation is null) return CellProgress.NotAsked;
        // An evaluation that only waits, or was cancelled because its training did not succeed, is as far as that training.
        var decisive = evaluation;
        while (decisive.State == JobState.Waiting || (decisive.State == JobState.Cancelled && decisive.FailureClass == Job.DependencyFailure))
        {
            if (Jobs.FirstOrDefault(j => j.Id == decisive.WaitsForJobId) is not { } first) break;
            decisive = first;
        }

        return decisive.State switch
        {
            JobState.Waiting or JobState.Queued => CellProgress.Queued,
            JobState.Claimed or JobState.Running => CellProgress.Running,
            JobState.Failed => CellProgress.Failed,
            JobState.Paused => CellProgress.Paused,
            JobState.Cancelled or JobState.Pruned => CellProgress.Stopped,
            // It succeeded and left no evaluation, or what it waited for succeeded this moment.
            JobState.Succeeded => decisive == evaluation ? CellProgress.NotAsked : CellProgress.Queued,
            _ => throw new InvalidOperationException($"Job {decisive.Id} has the unknown state {decisive.State}."),
        };
    }
}

/// <summary>A run in the bin that would stand in a grid.</summary>
internal sealed record GridBinnedRun(long RunId, string Fingerprint, int Seed);

/// <summary>Reads the runs of fingerprints, wherever they were started: a repeat is a repeat.</summary>
internal static class GridRuns
{
    /// <summary>Ordinary runs of fingerprints that are in the bin.</summary>
    public static async Task<IReadOnlyList<GridBinnedRun>> InBinAsync(ExperimentsContext db, IReadOnlyCollection<string> fingerprints, CancellationToken cancellationToken) =>
        await db.Runs.WithBin().Where(r => r.BinnedMs != null && r.ReproductionOfRunId == null && fingerprints.Contains(r.Fingerprint)).OrderBy(r => r.Id)
            .Select(r => new GridBinnedRun(r.Id, r.Fingerprint, r.Seed)).ToListAsync(cancellationToken);

    /// <summary>Runs with jobs and scores, oldest first.</summary>
    public static async Task<IReadOnlyList<GridRun>> LoadAsync(
        ExperimentsContext db, IReadOnlyCollection<string> fingerprints, ConfusionHashes confusions, CancellationToken cancellationToken)
    {
        if (fingerprints.Count == 0) return [];
        var runs = await db.Runs.Where(r => fingerprints.Contains(r.Fingerprint)).OrderBy(r => r.Id)
            .Select(r => new { r.Id, r.Name, r.Fingerprint, r.Seed, r.ReproductionOfRunId })
            .ToListAsync(cancellationToken);
        var jobs = (await db.Jobs.Where(j => fingerprints.Contains(j.Run!.Fingerprint)).OrderBy(j => j.Id)
            .Select(j => new Job
            {
                Id = j.Id,
                RunId = j.RunId,
                Kind = j.Kind,
                State = j.State,
                ProtocolFingerprint = j.ProtocolFingerprint,
                WaitsForJobId = j.WaitsForJobId,
                FailureClass = j.FailureClass,
            })
            .ToListAsync(cancellationToken)).ToLookup(j => j.RunId);
        var repeated = runs.GroupBy(r => (r.Fingerprint, r.Seed)).Where(g => g.Count() > 1).SelectMany(g => g).Select(r => r.Id).ToHashSet();
        var evaluations = await db.Evaluations
            .Where(e => fingerprints.Contains(e.Run!.Fingerprint) && e.Job!.State == JobState.Succeeded)
            .Select(e => new { e.Id, e.RunId, e.JobId, e.ProtocolFingerprint, e.MeanIoU, e.Metrics, e.CheckpointSha256 })
            .ToListAsync(cancellationToken);
        var hashes = await confusions.OfAsync(db, [.. evaluations.Where(e => repeated.Contains(e.RunId)).Select(e => e.Id)], cancellationToken);
        var scores = evaluations
            .Select(e => new GridScore(e.Id, e.RunId, e.JobId, e.ProtocolFingerprint, e.MeanIoU, e.Metrics, e.CheckpointSha256, hashes.GetValueOrDefault(e.Id)))
            .ToLookup(s => s.RunId);
        return [.. runs.Select(r => new GridRun(r.Id, r.Name, r.Fingerprint, r.Seed, r.ReproductionOfRunId, [.. jobs[r.Id]], [.. scores[r.Id]]))];
    }
}
