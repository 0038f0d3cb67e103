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
    private readonly ConfusionHashes _confusions = new();

    /// <summary>Every grid: the newest first, the published ones last.</summary>
    public async Task<IReadOnlyList<GridSummary>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ResultsGrids.OrderBy(g => g.Kind == GridKind.Published).ThenByDescending(g => g.Id)
            .Select(g => new GridSummary(g.Id, g.Name, g.SweepId, g.Kind, g.CreatedMs, g.Rows.Count, g.Columns.Count))
            .ToListAsync(cancellationToken);
    }

    /// <summary>A grid with every cell; null when there is none of that id.</summary>
    public async Task<GridView?> LoadAsync(long gridId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var grid = await db.ResultsGrids
            .Include(g => g.Columns.OrderBy(c => c.Position))
            .Include(g => g.Rows.OrderBy(r => r.Position)).ThenInclude(r => r.Cells)
            .Include(g => g.Arms)
            .AsSplitQuery()
            .SingleOrDefaultAsync(g => g.Id == gridId, cancellationToken);
        if (grid is null) return null;
        var arms = grid.Arms.ToDictionary(a => a.Id);
        var fingerprints = arms.Values.Select(a => a.Fingerprint).OfType<string>().Distinct().ToList();
        var runs = (await GridRuns.LoadAsync(db, fingerprints, _confusions, cancellationToken)).ToLookup(r => r.Fingerprint);
        var binned = (await GridRuns.InBinAsync(db, fingerprints, cancellationToken)).ToLookup(r => r.Fingerprint);
        var published = grid.ShowsPublished ? await db.PublishedValues.OrderBy(v => v.Id).ToListAsync(cancellationToken) : [];
        List<GridColumnView> columns = [.. grid.Columns.Select(c => new GridColumnView(c.Id, c.Label, GridFactory.ReadHeader(c.HeaderJson), c.ScaleMode, c.Metric))];
        var rows = grid.Rows.Select(row =>
        {
            var ofRow = grid.Columns.Select(column => row.Cells.SingleOrDefault(c => c.ColumnId == column.Id)).ToList();
            return new GridRowView(
                row.Id,
                GridFactory.ReadHeader(row.HeaderJson),
                [.. ofRow.OfType<GridCell>().Select(c => arms[c.ArmId]).DistinctBy(a => a.Id).Select(arm => new GridArmView(arm.Id, arm.Fingerprint, arm.ConfigurationJson, RunsOf(arm)))],
                [.. grid.Columns.Zip(ofRow, (column, cell) => cell is null ? new GridCellView() : Cell(grid, column, cell, arms[cell.ArmId], published, runs, binned))]);
        }).ToList();
        return new GridView
        {
            GridId = grid.Id,
            Name = grid.Name,
            Kind = grid.Kind,
            SweepId = grid.SweepId,
            DefinitionJson = grid.DefinitionJson,
            Seeds = grid.Seeds,
            CreatedMs = grid.CreatedMs,
            HeaderNames = [.. rows.SelectMany(r => r.Header).Select(h => h.Name).Distinct()],
            Columns = columns,
            Rows = GridComparisons.Fill(rows, columns),
        };

        IReadOnlyList<GridRunView> RunsOf(GridArm arm) => arm.Fingerprint is null
            ? []
            : [.. runs[arm.Fingerprint].Select(r => new GridRunView(r.RunId, r.Name, r.Seed, r.ReproductionOfRunId, RunStates.Of(r.Jobs)))];
    }

    private static GridCellView Cell(
        ResultsGrid grid, GridColumn column, GridCell cell, GridArm arm, IReadOnlyList<PublishedValue> published, ILookup<string, GridRun> all, ILookup<string, GridBinnedRun> binned)
    {
        var beside = published.Where(v => Matches(v, arm, column)).Select(View).ToList();
        if (cell.ProtocolFingerprint.Length == 0 || arm.Fingerprint is null) return new GridCellView { ArmId = arm.Id, Published = beside };
        var runs = all[arm.Fingerprint].ToList();

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
                original is null ? null : original.ConfusionSha256 == s.Score.ConfusionSha256);
        }).ToList();
        var seeds = counted.Select(s => s.Run.Seed).ToHashSet();
        var open = runs.Where(r => r.ReproductionOfRunId is null && !seeds.Contains(r.Seed))
            .Select(r => (r.RunId, Progress: r.ProgressUnder(cell.ProtocolFingerprint))).ToList();
        var statistics = SeedStatistics.Of([.. values.Select(v => v.Value)]);
        return new GridCellView
        {
            ArmId = arm.Id,
            ProtocolFingerprint = cell.ProtocolFingerprint,
            ProtocolJson = cell.ProtocolJson,
            Values = values,
            Reproductions = reproductions,
            Mean = statistics.Mean,
            StandardDeviation = statistics.StandardDeviation,
            Interval = statistics.IntervalOfMean(),
            MissingSeeds = [.. grid.Seeds.Where(s => !runs.Exists(r => r.Seed == s && r.ReproductionOfRunId is null && RunStates.Of(r.Jobs) is not (RunState.Failed or RunState.Cancelled)))],
            Queued = open.Count(o => o.Progress == CellProgress.Queued),
            Running = open.Count(o => o.Progress == CellProgress.Running),
            Failed = open.Count(o => o.Progress == CellProgress.Failed),
            Paused = open.Count(o => o.Progress == CellProgress.Paused),
            Stopped = open.Count(o => o.Progress == CellProgress.Stopped),
            UnscoredRunIds = [.. open.Where(o => o.Progress == CellProgress.NotAsked).Select(o => o.RunId)],
            BinnedRunIds = [.. binned[arm.Fingerprint].Where(b => !runs.Exists(r => r.Seed == b.Seed && r.ReproductionOfRunId is null)).Select(b => b.RunId)],
            Published = beside,
        };
    }

    /// <summary>
    /// A published value stands beside ours only where data set, backbone, regulariser, scale mode and metric are the
    /// same; a backbone or scale mode that the source does not state fits any.
    /// </summary>
    private static bool Matches(PublishedValue value, GridArm arm, GridColumn column) =>
        Same(value.Dataset, arm.Dataset)
        && SameOrNotStated(value.Backbone, arm.Backbone)
        && Same(value.Regulariser, arm.Regulariser)
        && SameOrNotStated(value.Protocol, column.ScaleMode)
        && Same(value.Metric, column.Metric)
        && (arm.TrainingSubset is null || Same(value.TrainingSubset, arm.TrainingSubset))
        && (arm.PublishedSource is null || Same(value.Source, arm.PublishedSource));

    private static bool Same(string published, string? ours) => string.Equals(published, ours, StringComparison.OrdinalIgnoreCase);

    private static bool SameOrNotStated(string published, string? ours) =>
        Same(published, ours) || (published == PublishedValue.NotStated && ours is not null);

    private static PublishedView View(PublishedValue v) =>
        new(v.Source, v.Value, v.Decimals, v.TrainingSubset, v.Crop, v.Schedule, v.Mirror, v.Note);
}
