using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Data.Statistics;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Results;

/// <summary>Fills results grids.</summary>
/// <param name="contexts">Contexts.</param>
public sealed class GridQuery(IDbContextFactory<ExperimentsContext> contexts)
{
    /// <summary>Every grid: the newest first, the published ones last.</summary>
    public async Task<IReadOnlyList<GridSummary>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ResultsGrids.OrderBy(g => g.IsPublished).ThenByDescending(g => g.Id)
            .Select(g => new GridSummary(g.Id, g.Name, g.SweepId, g.IsPublished, g.CreatedMs, g.Rows.Count, g.Columns.Count))
            .ToListAsync(cancellationToken);
    }

    /// <summary>A grid with every cell; null when there is none of that id.</summary>
    public async Task<GridView?> LoadAsync(long gridId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var grid = await db.ResultsGrids
            .Include(g => g.Columns.OrderBy(c => c.Position))
            .Include(g => g.Rows.OrderBy(r => r.Position)).ThenInclude(r => r.Cells)
            .AsSplitQuery()
            .SingleOrDefaultAsync(g => g.Id == gridId, cancellationToken);
        if (grid is null) return null;
        var fingerprints = grid.Rows.Where(r => r.Fingerprint is not null).Select(r => r.Fingerprint!).Distinct().ToList();
        var runs = (await GridRuns.LoadAsync(db, fingerprints, cancellationToken)).ToLookup(r => r.Fingerprint);
        var published = await db.PublishedValues.OrderBy(v => v.Id).ToListAsync(cancellationToken);
        var rows = grid.Rows.Select(row =>
        {
            var ofRow = row.Fingerprint is null ? [] : runs[row.Fingerprint].ToList();
            return new GridRowView(
                row.Id,
                GridFactory.ReadHeader(row.HeaderJson),
                row.Fingerprint,
                row.ConfigurationJson,
                [.. ofRow.Select(r => new GridRunView(r.RunId, r.Name, r.Seed, r.ReproductionOfRunId, RunStates.Of(r.Jobs)))],
                [.. grid.Columns.Select(column => Cell(row, column, ofRow, published))]);
        }).ToList();
        return new GridView(
            grid.Id,
            grid.Name,
            grid.SweepId,
            grid.IsPublished,
            [.. rows.SelectMany(r => r.Header).Select(h => h.Name).Distinct()],
            [.. grid.Columns.Select(c => new GridColumnView(c.Id, c.Label, c.Group, c.ScaleMode, c.Metric))],
            rows);
    }

    private static GridCellView Cell(GridRow row, GridColumn column, IReadOnlyList<GridRun> runs, IReadOnlyList<PublishedValue> published)
    {
        var beside = published.Where(v => Matches(v, row, column)).Select(View).ToList();
        var cell = row.Cells.SingleOrDefault(c => c.ColumnId == column.Id);
        if (cell is null) return new GridCellView { Published = beside };

        // The first scored run of a seed counts; later ones of that seed are shown as reproductions whatever they are.
        var scored = runs.Select(r => (Run: r, Score: r.ScoreUnder(cell.ProtocolFingerprint))).Where(s => s.Score is not null).ToList();
        var counted = scored.Where(s => s.Run.ReproductionOfRunId is null).GroupBy(s => s.Run.Seed).Select(g => g.First()).OrderBy(s => s.Run.Seed).ToList();
        var values = counted.Select(s => new GridValue(s.Run.RunId, s.Run.Seed, s.Score!.JobId, s.Score.EvaluationId, s.Score.ValueOf(column.Metric))).ToList();
        var reproductions = scored.Where(s => !counted.Contains(s)).Select(s =>
        {
            var originalId = s.Run.ReproductionOfRunId ?? counted.Single(c => c.Run.Seed == s.Run.Seed).Run.RunId;
            var original = scored.Find(o => o.Run.RunId == originalId).Score;
            return new GridReproduction(
                s.Run.RunId,
                originalId,
                s.Run.Seed,
                s.Score!.ValueOf(column.Metric),
                original is null ? null : original.CheckpointSha256 == s.Score.CheckpointSha256,
                original is null ? null : original.Confusion.AsSpan().SequenceEqual(s.Score.Confusion));
        }).ToList();
        var seeds = counted.Select(s => s.Run.Seed).ToHashSet();
        var open = runs.Where(r => r.ReproductionOfRunId is null && !seeds.Contains(r.Seed))
            .Select(r => (r.RunId, Progress: r.ProgressUnder(cell.ProtocolFingerprint))).ToList();
        var statistics = SeedStatistics.Of([.. values.Select(v => v.Value)]);
        return new GridCellView
        {
            ProtocolFingerprint = cell.ProtocolFingerprint,
            ProtocolJson = cell.ProtocolJson,
            Values = values,
            Reproductions = reproductions,
            Mean = statistics.Mean,
            StandardDeviation = statistics.StandardDeviation,
            Queued = open.Count(o => o.Progress == CellProgress.Queued),
            Running = open.Count(o => o.Progress == CellProgress.Running),
            Failed = open.Count(o => o.Progress == CellProgress.Failed),
            Stopped = open.Count(o => o.Progress == CellProgress.Stopped),
            UnscoredRunIds = [.. open.Where(o => o.Progress == CellProgress.NotAsked).Select(o => o.RunId)],
            Published = beside,
        };
    }

    /// <summary>
    /// A published value stands beside ours only where data set, backbone, regulariser, scale mode and metric are the
    /// same; a backbone or scale mode that the source does not state fits any.
    /// </summary>
    private static bool Matches(PublishedValue value, GridRow row, GridColumn column) =>
        Same(value.Dataset, row.Dataset)
        && SameOrNotStated(value.Backbone, row.Backbone)
        && Same(value.Regulariser, row.Regulariser)
        && SameOrNotStated(value.Protocol, column.ScaleMode)
        && Same(value.Metric, column.Metric)
        && (row.TrainingSubset is null || Same(value.TrainingSubset, row.TrainingSubset))
        && (row.PublishedSource is null || Same(value.Source, row.PublishedSource));

    private static bool Same(string published, string? ours) => string.Equals(published, ours, StringComparison.OrdinalIgnoreCase);

    private static bool SameOrNotStated(string published, string? ours) =>
        Same(published, ours) || (published == PublishedValue.NotStated && ours is not null);

    private static PublishedView View(PublishedValue v) =>
        new(v.Source, v.Value, v.Decimals, v.TrainingSubset, v.Crop, v.Schedule, v.Mirror, v.Note);
}
