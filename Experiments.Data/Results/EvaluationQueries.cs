using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Results;

/// <summary>Confusion counts of one image.</summary>
/// <param name="Index">Position in the subset, from 0.</param>
/// <param name="Stem">Stem of the file.</param>
/// <param name="Counts">Non-zero cells; a classifier's image is one cell with the count 1.</param>
/// <param name="Rank">Classification: place of the true class among the scores, from 1; null in segmentation.</param>
public sealed record ImageCounts(int Index, string Stem, IReadOnlyList<ConfusionCell> Counts, int? Rank);

/// <summary>Confusion counts of an evaluation over its whole data set.</summary>
/// <param name="JobId">Job that made it.</param>
/// <param name="RunId">Run.</param>
/// <param name="Classes">Number of classes K.</param>
/// <param name="Counts">K×K counts, truth by prediction, row-major.</param>
/// <param name="IsClassifier">Whether images were counted, not pixels.</param>
public sealed record EvaluationCounts(long JobId, long RunId, int Classes, long[] Counts, bool IsClassifier);

/// <summary>One non-zero cell of a confusion matrix.</summary>
/// <param name="Truth">Class of the label.</param>
/// <param name="Prediction">Class predicted.</param>
/// <param name="Count">Pixels; images of a classifier.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct ConfusionCell(int Truth, int Prediction, long Count);

/// <summary>Reads evaluations in detail.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class EvaluationQueries(IDbContextFactory<ExperimentsContext> contexts)
{
    /// <summary>Number of classes of the evaluation that a job made; null where it made none.</summary>
    public async Task<int?> ClassesAsync(long jobId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Evaluations.Where(e => e.JobId == jobId).Select(e => (int?)e.Classes).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Confusion counts of an evaluation; null where there is none.</summary>
    public async Task<EvaluationCounts?> CountsAsync(long evaluationId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Evaluations.Where(e => e.Id == evaluationId).Select(e => new { e.JobId, e.RunId, e.Classes, e.Confusion, e.Metrics }).FirstOrDefaultAsync(cancellationToken);
        return found is null ? null : new EvaluationCounts(found.JobId, found.RunId, found.Classes, ConfusionBlob.Unpack(found.Confusion), Evaluation.HeadlineOf(found.Metrics) == GridColumn.TopOne);
    }

    /// <summary>Names and colours of the classes that a job's attempts said, the newest that said any; empty where none did.</summary>
    public async Task<(IReadOnlyList<string> Names, IReadOnlyList<string> Colours)> ClassNamesAsync(long jobId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var attempts = await db.Attempts.Where(a => a.JobId == jobId).OrderByDescending(a => a.Number).Select(a => new { a.ClassNames, a.ClassColours }).ToListAsync(cancellationToken);
        return attempts.Find(a => a.ClassNames.Count > 0) is { } said ? (said.ClassNames, said.ClassColours) : ([], []);
    }

    /// <summary>Confusion counts of each image that a job scored, in the order of the subset.</summary>
    public async Task<IReadOnlyList<ImageCounts>> ImagesAsync(long jobId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var images = await db.EvaluationImages.Where(i => i.JobId == jobId).OrderBy(i => i.Index).ToListAsync(cancellationToken);
        return [.. images.Select(i => new ImageCounts(i.Index, i.Stem, SparseCounts.Unpack(i.Counts), i.Rank))];
    }
}
