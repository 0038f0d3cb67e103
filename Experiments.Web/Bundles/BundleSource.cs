using System.Globalization;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Experiments.Web.Results;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Bundles;

/// <summary>A run that counts.</summary>
/// <param name="Run">What the bundle says of it.</param>
/// <param name="ConfigurationJson">Its configuration as it is stored.</param>
/// <param name="Configuration">The same, read.</param>
internal sealed record SourceRun(BundleRun Run, string ConfigurationJson, RunConfiguration Configuration);

/// <summary>Everything behind a grid's numbers, as the database and the runs folder have it.</summary>
/// <param name="Runs">The runs that count, by number.</param>
/// <param name="Evaluations">The evaluations that count, by job.</param>
/// <param name="Protocols">Protocols by fingerprint, JSON.</param>
/// <param name="Files">Journals, logs and configurations of attempts: name in the bundle and where they lie.</param>
internal sealed record BundleSource(
    IReadOnlyList<SourceRun> Runs,
    IReadOnlyList<BundleEvaluation> Evaluations,
    IReadOnlyDictionary<string, string> Protocols,
    IReadOnlyList<(string Name, string Path)> Files)
{
    private static readonly string[] AttemptFiles = ["events.jsonl", "engine.log", "configuration.json", "protocol.json"];

    /// <summary>Workers that ran something of it.</summary>
    public IEnumerable<string> Workers => Runs.SelectMany(r => r.Run.Jobs).SelectMany(j => j.Attempts).Select(a => a.Worker).Where(w => w.Length > 0).Distinct();

    /// <summary>Reads what a grid counts.</summary>
    public static async Task<BundleSource> ReadAsync(ExperimentsContext db, GridView grid, RunFiles files, CancellationToken cancellationToken)
    {
        var values = grid.Rows.SelectMany(r => r.Cells).SelectMany(c => c.Values).ToList();
        var (runIds, scored) = (values.Select(v => v.RunId).ToHashSet(), values.Select(v => v.JobId).ToHashSet());
        var runs = await db.Runs.Include(r => r.Experiment).Where(r => runIds.Contains(r.Id)).OrderBy(r => r.Id).ToListAsync(cancellationToken);
        var jobs = (await db.Jobs.Include(j => j.Attempts).Include(j => j.Artifacts.Where(a => a.Kind == Artifact.Checkpoint)).AsSplitQuery()
            .Where(j => runIds.Contains(j.RunId) && (j.Kind != JobKind.Evaluation || scored.Contains(j.Id))).OrderBy(j => j.Id).ToListAsync(cancellationToken)).ToLookup(j => j.RunId);
        var found = new List<(string Name, string Path)>();
        var evaluations = await db.Evaluations.Where(e => scored.Contains(e.JobId)).OrderBy(e => e.JobId).ToListAsync(cancellationToken);
        var attempts = jobs.SelectMany(g => g).SelectMany(j => j.Attempts).ToDictionary(a => (a.JobId, a.Number));
        return new BundleSource(
            [.. runs.Select(r => RunOf(r, jobs[r.Id], files, found))],
            [.. evaluations.Select(e => EvaluationOf(e, attempts.GetValueOrDefault((e.JobId, e.AttemptNumber))))],
            // Those of empty cells too: the report names them.
            grid.Rows.SelectMany(r => r.Cells).Where(c => c is { ProtocolJson: not null, ProtocolFingerprint.Length: > 0 })
                .DistinctBy(c => c.ProtocolFingerprint).ToDictionary(c => c.ProtocolFingerprint!, c => c.ProtocolJson!),
            found);
    }

    /// <summary>A point in time as every file of a bundle writes it.</summary>
    internal static string Time(long? ms) =>
        ms is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";

    private static SourceRun RunOf(Run run, IEnumerable<Job> jobs, RunFiles files, List<(string Name, string Path)> found)
    {
        var configuration = SchemaJson.ReadConfiguration(run.ConfigurationJson, $"run {run.Id}");
        // Threads that the configuration states hold before those that the worker gives.
        var threads = configuration.Execution.Threads;
        var told = new BundleRun(
            run.Id, run.Name, run.Experiment?.Name ?? "", run.Seed, run.Fingerprint, Time(run.CreatedMs),
            [
                .. jobs.Select(job => new BundleJob(
                    job.Id,
                    job.Kind.ToString(),
                    job.ProtocolFingerprint ?? "",
                    [.. job.Attempts.OrderBy(a => a.Number).Select(a => AttemptOf(job, a, threads > 0 ? threads : job.Threads, files, found))],
                    [.. job.Artifacts.OrderBy(a => a.Iteration).ThenBy(a => a.Path, StringComparer.Ordinal).Select(a => new BundleCheckpoint(a.Path, a.Iteration, a.Sha256 ?? "", a.IsFinal))])),
            ]);
        return new SourceRun(told, run.ConfigurationJson, configuration);
    }

    private static BundleAttempt AttemptOf(Job job, Attempt attempt, int threads, RunFiles files, List<(string Name, string Path)> found)
    {
        var journal = false;
        foreach (var file in AttemptFiles)
        {
            if (files.Find(attempt.Folder, file) is not { } path) continue;
            found.Add((BundleLayout.Attempt(job.RunId, job.Id, attempt.Number, file), path));
            journal |= file == AttemptFiles[0];
        }

        return new BundleAttempt(
            attempt.Number, attempt.Outcome.ToString(), attempt.EngineVersion, attempt.Worker, job.Device, threads, Time(attempt.StartedMs), Time(attempt.EndedMs), attempt.ResumedFrom, journal);
    }

    private static BundleEvaluation EvaluationOf(Evaluation e, Attempt? attempt) => new()
    {
        Job = e.JobId,
        Attempt = e.AttemptNumber,
        Run = e.RunId,
        Protocol = e.ProtocolFingerprint,
        CheckpointSha256 = e.CheckpointSha256,
        Classes = e.Classes,
        ClassNames = attempt?.ClassNames ?? [],
        IsClassifier = e.HeadlineMetric == GridColumn.TopOne,
        Confusion = ConfusionBlob.Unpack(e.Confusion),
        MeanIoU = e.MeanIoU,
        MeanAccuracy = e.MeanAccuracy,
        PixelAccuracy = e.PixelAccuracy,
        ClassIoU = e.ClassIoU,
        Metrics = new SortedDictionary<string, double>(e.Metrics, StringComparer.Ordinal),
        Stored = Time(e.CreatedMs),
    };

    /// <summary>Hashes of data, weights and checkpoints, each once with the runs that it belongs to.</summary>
    public BundleHashes Hashes()
    {
        var configured = Runs.Select(r => (r.Run.Run, r.Configuration)).ToList();
        return new BundleHashes(
            [
                .. configured.GroupBy(c => (Set: SettingDescriptor.NameOf(c.Configuration.Data.Dataset), c.Configuration.Data.DisplayName, c.Configuration.Data.Manifest, c.Configuration.Data.TrainListSha256, c.Configuration.Data.ValidationListSha256))
                    .Select(g => new BundleData(g.Key.Set, g.Key.DisplayName, g.Key.Manifest, g.Key.TrainListSha256, g.Key.ValidationListSha256, [.. g.Select(c => c.Run)])),
            ],
            [
                .. configured.Where(c => c.Configuration.Weights.Path.Length > 0).GroupBy(c => (File: Path.GetFileName(c.Configuration.Weights.Path), c.Configuration.Weights.Sha256))
                    .Select(g => new BundleWeights(g.Key.File, g.Key.Sha256, [.. g.Select(c => c.Run)])),
            ],
            [.. Runs.SelectMany(r => r.Run.Jobs.Where(j => j.Kind != nameof(JobKind.FirstStage)).SelectMany(j => j.Checkpoints).Where(c => c.IsFinal).Select(c => new BundleResult(r.Run.Run, c.Sha256)))]);
    }

    /// <summary>What the attempts recorded of the machines that they ran on.</summary>
    public IReadOnlyList<RecordedEnvironment> Recorded() =>
    [
        .. Runs.SelectMany(r => r.Run.Jobs).SelectMany(j => j.Attempts).Where(a => a.EngineVersion.Length > 0)
            .GroupBy(a => (a.EngineVersion, a.Device, a.Threads, a.Worker))
            .Select(g => new RecordedEnvironment(g.Key.EngineVersion, g.Key.Device, g.Key.Threads, g.Key.Worker, g.Count())),
    ];
}
