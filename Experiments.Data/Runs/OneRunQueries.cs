using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Runs;

/// <summary>A file that an attempt of a run left, with the folder that it lies in.</summary>
/// <param name="Artifact">The file.</param>
/// <param name="Folder">Folder of its attempt, relative to the runs folder.</param>
public sealed record RunFile(Artifact Artifact, string Folder);

/// <summary>A run's configuration, to be held against another's.</summary>
/// <param name="RunId">Run.</param>
/// <param name="Name">Name.</param>
/// <param name="Seed">Seed.</param>
/// <param name="ConfigurationJson">The complete configuration, JSON.</param>
public sealed record RunConfigurationRow(long RunId, string Name, int Seed, string ConfigurationJson);

/// <summary>
/// Reads one run in parts, so that a page reads what it shows and no more: a run that kept every prediction has thousands of files, and the
/// counts of 150 classes are 180 kB an evaluation.
/// </summary>
/// <param name="contexts">Contexts.</param>
public sealed class OneRunQueries(IDbContextFactory<ExperimentsContext> contexts)
{
    /// <summary>
    /// One run with its jobs, attempts, checkpoints and evaluations; null when there is none. Settings, other files and the evaluations'
    /// confusion counts are left out.
    /// </summary>
    public async Task<RunDetail?> HeadAsync(long runId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.Runs.Include(r => r.Experiment).Include(r => r.Sweep).SingleOrDefaultAsync(r => r.Id == runId, cancellationToken);
        if (run is null) return null;
        var jobs = await db.Jobs.Where(j => j.RunId == runId).OrderBy(j => j.Id)
            .Include(j => j.Attempts.OrderBy(a => a.Number))
            .Include(j => j.Artifacts.Where(a => a.Kind == Artifact.Checkpoint || a.IsFinal).OrderBy(a => a.Id))
            .AsSplitQuery().ToListAsync(cancellationToken);
        var evaluations = await db.Evaluations.Where(e => e.RunId == runId).Select(e => new Evaluation
        {
            Id = e.Id,
            RunId = e.RunId,
            JobId = e.JobId,
            AttemptNumber = e.AttemptNumber,
            ProtocolFingerprint = e.ProtocolFingerprint,
            ProtocolName = e.ProtocolName,
            ProtocolJson = e.ProtocolJson,
            CheckpointSha256 = e.CheckpointSha256,
            Classes = e.Classes,
            Confusion = Array.Empty<byte>(),
            MeanIoU = e.MeanIoU,
            MeanAccuracy = e.MeanAccuracy,
            PixelAccuracy = e.PixelAccuracy,
            ClassIoU = e.ClassIoU,
            Metrics = e.Metrics,
            CreatedMs = e.CreatedMs,
        }).ToListAsync(cancellationToken);
        foreach (var job in jobs) job.Evaluation = evaluations.Find(e => e.JobId == job.Id);
        var others = await db.Runs.Where(r => r.ReproductionOfRunId == runId || (r.Fingerprint == run.Fingerprint && r.ReproductionOfRunId == null))
            .OrderBy(r => r.Seed).ThenBy(r => r.Id).Select(r => new { r.Id, r.Name, r.Seed, r.ReproductionOfRunId }).ToListAsync(cancellationToken);
        var references = others.ToLookup(r => r.ReproductionOfRunId == runId, r => new RunReference(r.Id, r.Name, r.Seed));
        return new RunDetail(run, RunStates.Of(jobs), jobs, [.. references[true]], [.. references[false]]);
    }

    /// <summary>The files that a run's attempts left, pictures of images left out, by job and age.</summary>
    public async Task<IReadOnlyList<RunFile>> FilesAsync(long runId, CancellationToken cancellationToken = default)
    {
        var pictures = Artifact.PictureKinds;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await (from a in db.Artifacts
                      where a.Job!.RunId == runId && !pictures.Contains(a.Kind)
                      join t in db.Attempts on new { a.JobId, Number = a.AttemptNumber } equals new { t.JobId, t.Number }
                      orderby a.JobId, a.Id
                      select new RunFile(a, t.Folder)).ToListAsync(cancellationToken);
    }

    /// <summary>How many pictures of images each job of a run left; jobs without any are not in it.</summary>
    public async Task<IReadOnlyDictionary<long, int>> PictureCountsAsync(long runId, CancellationToken cancellationToken = default)
    {
        var pictures = Artifact.PictureKinds;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Artifacts.Where(a => a.Job!.RunId == runId && pictures.Contains(a.Kind))
            .GroupBy(a => a.JobId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
    }

    /// <summary>The pictures of images that a job left, whichever of its attempts, by age.</summary>
    public async Task<IReadOnlyList<Artifact>> PicturesAsync(long jobId, CancellationToken cancellationToken = default)
    {
        var pictures = Artifact.PictureKinds;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Artifacts.Where(a => a.JobId == jobId && pictures.Contains(a.Kind)).OrderBy(a => a.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Some files of attempts; one that is not there is left out.</summary>
    public async Task<IReadOnlyList<RunFile>> FindFilesAsync(IReadOnlyCollection<long> artifacts, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await (from a in db.Artifacts
                      where artifacts.Contains(a.Id)
                      join t in db.Attempts on new { a.JobId, Number = a.AttemptNumber } equals new { t.JobId, t.Number }
                      select new RunFile(a, t.Folder)).ToListAsync(cancellationToken);
    }

    /// <summary>A run's configuration; null when there is no such run.</summary>
    public async Task<RunConfigurationRow?> ConfigurationAsync(long runId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Runs.Where(r => r.Id == runId).Select(r => new RunConfigurationRow(r.Id, r.Name, r.Seed, r.ConfigurationJson)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Runs that a few typed signs may mean, see <see cref="RunSearch"/>, the newest first. Without signs those of a sweep.</summary>
    /// <param name="text">Signs.</param>
    /// <param name="sweepId">The sweep whose runs are meant where nothing is typed.</param>
    /// <param name="most">At most this many.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<RunReference>> LikeAsync(string text, long? sweepId, int most, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = string.IsNullOrWhiteSpace(text)
            ? db.Runs.Where(r => r.SweepId == sweepId && sweepId != null).Matching(text).OrderBy(r => r.Id)
            : db.Runs.Matching(text).BestFirst(text);
        return await runs.Take(most).Select(r => new RunReference(r.Id, r.Name, r.Seed)).ToListAsync(cancellationToken);
    }
}
