using Experiments.Data.Deletions;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Comparing;

/// <summary>Reads what a comparison of runs shows beside their curves, in a handful of queries whatever the number of runs.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class ComparisonQueries(IDbContextFactory<ExperimentsContext> contexts)
{
    /// <summary>The runs of some ids.</summary>
    public async Task<FoundRuns> FindAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Runs.WithBin().Where(r => ids.Contains(r.Id))
            .Select(r => new
            {
                r.Id,
                r.Name,
                r.Fingerprint,
                r.Seed,
                r.ReproductionOfRunId,
                IsBinned = r.BinnedMs != null,
                Rank = r.Jobs.AsQueryable().Select(RunStates.Rank).Min(rank => (int?)rank),
            })
            .ToListAsync(cancellationToken);
        var known = rows.Select(r => r.Id).ToHashSet();
        return new FoundRuns(
            rows.Where(r => !r.IsBinned).ToDictionary(r => r.Id, r => new ComparedRun(r.Id, r.Name, r.Fingerprint, r.Seed, r.ReproductionOfRunId, (RunState)(r.Rank ?? (int)RunState.Empty))),
            [.. rows.Where(r => r.IsBinned).Select(r => r.Id).Order()],
            [.. ids.Where(id => !known.Contains(id)).Distinct().Order()]);
    }

    /// <summary>The newest score of each run under each protocol, the first protocol first scored.</summary>
    public async Task<IReadOnlyList<ComparedScore>> ScoresAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var all = await db.Evaluations.Where(e => runIds.Contains(e.RunId) && e.Job!.State == JobState.Succeeded && e.Run!.BinnedMs == null).OrderBy(e => e.Id)
            .Select(e => new ComparedScore(e.Id, e.RunId, e.JobId, e.ProtocolFingerprint, e.ProtocolName, e.Classes, e.MeanIoU, e.MeanAccuracy, e.PixelAccuracy, e.Metrics, e.ClassIoU))
            .ToListAsync(cancellationToken);
        return [.. all.GroupBy(s => (s.RunId, s.ProtocolFingerprint)).Select(g => g.Last())];
    }

    /// <summary>The settings in which runs differ, by key; that of the seed is among them.</summary>
    public async Task<IReadOnlyList<DifferingSetting>> DifferingAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var count = runIds.Distinct().Count();
        var keys = await db.RunSettings.Where(s => runIds.Contains(s.RunId)).GroupBy(s => s.Key)
            .Where(g => g.Select(s => s.Value).Distinct().Count() > 1 || g.Count() < count).Select(g => g.Key).ToListAsync(cancellationToken);
        var values = await db.RunSettings.Where(s => runIds.Contains(s.RunId) && keys.Contains(s.Key)).ToListAsync(cancellationToken);
        return [.. values.GroupBy(s => s.Key).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new DifferingSetting(g.Key, g.ToDictionary(s => s.RunId, s => s.Value)))];
    }

    /// <summary>Configurations of runs, JSON.</summary>
    public async Task<IReadOnlyDictionary<long, string>> ConfigurationsAsync(IReadOnlyCollection<long> runIds, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Runs.Where(r => runIds.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.ConfigurationJson, cancellationToken);
    }

    /// <summary>Newest value of a curve of each run; a run that has none, or whose newest is no number, is left out.</summary>
    public async Task<IReadOnlyDictionary<long, double>> NewestAsync(IReadOnlyCollection<long> runIds, string key, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.MetricSeries.Where(s => runIds.Contains(s.Job!.RunId) && s.Key == key && s.Job.Run!.BinnedMs == null && s.Job.Kind != JobKind.FirstStage && s.Summary!.LastValue != null)
            .OrderBy(s => s.Id).Select(s => new { s.Job!.RunId, Value = s.Summary!.LastValue!.Value }).ToListAsync(cancellationToken);
        return found.GroupBy(s => s.RunId).ToDictionary(g => g.Key, g => g.Last().Value);
    }

    /// <summary>Files of the pictures that some evaluations left, of their newest attempts.</summary>
    public async Task<IReadOnlyList<ComparedPicture>> PicturesAsync(IReadOnlyCollection<long> jobIds, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Pictures(db, db.Artifacts.Where(a => jobIds.Contains(a.JobId) && a.AttemptNumber == a.Job!.Attempt)).ToListAsync(cancellationToken);
    }

    /// <summary>Pictures by their artifacts.</summary>
    public async Task<IReadOnlyList<ComparedPicture>> PicturesByIdAsync(IReadOnlyCollection<long> artifactIds, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Pictures(db, db.Artifacts.Where(a => artifactIds.Contains(a.Id))).ToListAsync(cancellationToken);
    }

    private static IQueryable<ComparedPicture> Pictures(ExperimentsContext db, IQueryable<Artifact> artifacts) =>
        from a in artifacts
        join t in db.Attempts on new { a.JobId, Number = a.AttemptNumber } equals new { t.JobId, t.Number }
        where a.Name != "" && a.Kind != Artifact.Checkpoint && a.Job!.Run!.BinnedMs == null
        orderby a.Id
        select new ComparedPicture(a.Id, a.JobId, a.Name, a.Kind, t.Folder, a.Path, t.ClassNames);
}

/// <summary>A picture of an evaluation.</summary>
/// <param name="ArtifactId">Artifact.</param>
/// <param name="JobId">Evaluation's job.</param>
/// <param name="Name">Stem of the image.</param>
/// <param name="Kind"><c>image</c>, <c>truth</c>, <c>prediction</c>, <c>prediction-colour</c>.</param>
/// <param name="Folder">Folder of the attempt, relative to the runs folder.</param>
/// <param name="Path">File, relative to that.</param>
/// <param name="Classes">Names of the classes that its values count, in their order.</param>
public sealed record ComparedPicture(long ArtifactId, long JobId, string Name, string Kind, string Folder, string Path, IReadOnlyList<string> Classes);
