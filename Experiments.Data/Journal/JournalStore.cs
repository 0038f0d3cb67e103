using Experiments.Data.Jobs;
using Experiments.Data.Metrics;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Journal;

/// <summary>
/// Stores what attempts journal. A batch is one transaction together with the attempt's last sequence number, so
/// each line is stored exactly once whoever dies when: lines up to that number are passed over.
/// </summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class JournalStore(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    /// <summary>Last line of the attempt's journal that is stored; 0 for none.</summary>
    public async Task<long> LastSequenceAsync(long jobId, int attempt, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Attempts.Where(a => a.JobId == jobId && a.Number == attempt).Select(a => a.LastSequence).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Stores a stretch of the attempt's journal; what is stored already is passed over.</summary>
    /// <returns>Last line that is stored now.</returns>
    /// <exception cref="StaleAttemptException">The attempt no longer holds the job; nothing was written.</exception>
    /// <exception cref="ArgumentException">The stretch leaves a gap after what is stored, or its evaluation is no K×K matrix; nothing was written.</exception>
    public Task<long> AppendAsync(long jobId, int attempt, JournalBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return contexts.InTransactionAsync(
            async db =>
            {
                // The job's row stays locked until the commit: nobody can take the job in between.
                var job = await JobRows.HoldAsync(db, jobId, attempt, JobRows.Held, "journal", cancellationToken);
                var row = await db.Attempts.AsTracking().SingleAsync(a => a.JobId == jobId && a.Number == attempt, cancellationToken);
                if (batch.FirstSequence > row.LastSequence + 1)
                {
                    throw new ArgumentException(
                        $"Lines {row.LastSequence + 1} to {batch.FirstSequence - 1} of the journal of job {jobId}, attempt {attempt} are missing: read it again from line {row.LastSequence + 1}.", nameof(batch));
                }

                if (batch.LastSequence <= row.LastSequence) return row.LastSequence;
                await StoreAsync(db, job, row, batch, cancellationToken);
                row.LastSequence = batch.LastSequence;
                await db.SaveChangesAsync(cancellationToken);
                return row.LastSequence;
            },
            cancellationToken);
    }

    private async Task StoreAsync(ExperimentsContext db, Job job, Attempt attempt, JournalBatch batch, CancellationToken cancellationToken)
    {
        var stored = attempt.LastSequence;
        if (batch.Start is { } start)
        {
            Apply(attempt, start);
            await PointWriter.SupersedeAsync(db, job.Id, attempt.Number, start.ResumedFrom, cancellationToken);
        }

        if (batch.WeightsReportJson is { } report) job.WeightsReportJson = report;
        if (batch.Progress is { } progress)
        {
            job.Done = progress.Done;
            job.Total = progress.Total;
            job.Rate = double.IsFinite(progress.Rate) ? progress.Rate : 0;
        }

        await PointWriter.WriteAsync(db, job.Id, attempt.Number, [.. batch.Points.Where(p => p.Sequence > stored)], cancellationToken);
        await StoreArtifactsAsync(db, attempt, [.. batch.Artifacts.Where(a => a.Sequence > stored)], cancellationToken);
        await StoreImagesAsync(db, attempt, [.. batch.Images.Where(i => i.Sequence > stored)], cancellationToken);
        if (batch.Evaluation is { } evaluation && evaluation.Sequence > stored)
            await StoreEvaluationAsync(db, job, attempt, evaluation, cancellationToken);
    }

    private static void Apply(Attempt attempt, JournalStart start)
    {
        attempt.EngineVersion = start.EngineVersion;
        attempt.ResumedFrom = start.ResumedFrom;
        attempt.Parameters = start.Parameters;
        attempt.Pull = double.IsFinite(start.Pull) ? start.Pull : null;
        attempt.ClassNames = [.. start.ClassNames];
        attempt.ClassColours = [.. start.ClassColours];
    }

    private static async Task StoreArtifactsAsync(
        ExperimentsContext db, Attempt attempt, IReadOnlyList<JournalArtifact> artifacts, CancellationToken cancellationToken)
    {
        if (artifacts.Count == 0) return;
        var paths = artifacts.Select(a => a.Path).ToList();
        var rows = await db.Artifacts.AsTracking()
            .Where(a => a.JobId == attempt.JobId && a.AttemptNumber == attempt.Number && paths.Contains(a.Path))
            .ToDictionaryAsync(a => a.Path, cancellationToken);
        foreach (var artifact in artifacts)
        {
            if (!rows.TryGetValue(artifact.Path, out var row))
            {
                row = new Artifact { JobId = attempt.JobId, AttemptNumber = attempt.Number, Kind = artifact.Kind, Path = artifact.Path };
                rows[artifact.Path] = row;
                db.Artifacts.Add(row);
            }

            // The same file written again (a moving "newest" checkpoint) keeps one row, with its newest content.
            row.Kind = artifact.Kind;
            row.Sequence = artifact.Sequence;
            row.Name = artifact.Name;
            row.Iteration = artifact.Iteration;
            row.Sha256 = artifact.Sha256;
            row.IsFinal = artifact.IsFinal;
        }
    }

    private static async Task StoreImagesAsync(
        ExperimentsContext db, Attempt attempt, IReadOnlyList<JournalImage> images, CancellationToken cancellationToken)
    {
        if (images.Count == 0) return;
        var newest = images.GroupBy(i => i.Index).Select(g => g.Last()).ToList();
        var indices = newest.Select(i => i.Index).ToList();
        await db.EvaluationImages.Where(i => i.JobId == attempt.JobId && indices.Contains(i.Index)).ExecuteDeleteAsync(cancellationToken);
        db.EvaluationImages.AddRange(newest.Select(i => new EvaluationImage
        {
            JobId = attempt.JobId,
            Index = i.Index,
            AttemptNumber = attempt.Number,
            Stem = i.Stem,
            Counts = SparseCounts.Pack(i.Counts),
            Rank = i.Rank,
        }));
    }

    private async Task StoreEvaluationAsync(
        ExperimentsContext db, Job job, Attempt attempt, JournalEvaluation evaluation, CancellationToken cancellationToken)
    {
        if (evaluation.Confusion.Count != evaluation.Classes * evaluation.Classes)
        {
            throw new ArgumentException(
                $"The confusion matrix of job {job.Id} has {evaluation.Confusion.Count} counts: for {evaluation.Classes} classes it must have {evaluation.Classes * evaluation.Classes}.", nameof(evaluation));
        }

        await db.Evaluations.Where(e => e.JobId == job.Id).ExecuteDeleteAsync(cancellationToken);
        db.Evaluations.Add(new Evaluation
        {
            RunId = job.RunId,
            JobId = job.Id,
            AttemptNumber = attempt.Number,
            ProtocolFingerprint = evaluation.ProtocolFingerprint,
            ProtocolName = evaluation.ProtocolName,
            ProtocolJson = evaluation.ProtocolJson,
            CheckpointSha256 = evaluation.CheckpointSha256,
            Classes = evaluation.Classes,
            Confusion = ConfusionBlob.Pack(evaluation.Confusion),
            MeanIoU = NullIfNaN(evaluation.MeanIoU),
            MeanAccuracy = NullIfNaN(evaluation.MeanAccuracy),
            PixelAccuracy = NullIfNaN(evaluation.PixelAccuracy),
            ClassIoU = [.. evaluation.ClassIoU],
            Metrics = new Dictionary<string, double>(evaluation.Metrics, StringComparer.Ordinal),
            CreatedMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        });
    }

    private static double? NullIfNaN(double value) => double.IsFinite(value) ? value : null;
}
