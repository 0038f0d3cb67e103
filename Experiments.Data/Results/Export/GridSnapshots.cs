using System.Text.Json;
using System.Text.Json.Serialization;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Results.Export;

/// <summary>A cell as it was exported.</summary>
/// <param name="Row">The row's headers.</param>
/// <param name="Column">The column's headings.</param>
/// <param name="Mean">Mean over seeds, 0 to 1; null for none.</param>
/// <param name="N">Number of seeds.</param>
public sealed record SnapshotCell(string Row, string Column, double? Mean, int N);

/// <summary>A cell that is not what it was.</summary>
/// <param name="Before">As it was exported; null where it was not there.</param>
/// <param name="Now">As it is; null where it is gone.</param>
public sealed record MovedCell(SnapshotCell? Before, SnapshotCell? Now)
{
    /// <summary>Row and column, for people.</summary>
    public string Name => (Now ?? Before) is { } cell ? $"{cell.Row} {cell.Column}".Trim() : "";
}

/// <summary>What became of a grid since it was last exported.</summary>
/// <param name="Format">The form of that export.</param>
/// <param name="ExportedMs">When, Unix milliseconds.</param>
/// <param name="Moved">Cells whose mean or number of seeds is another one, in the grid's order; those that are gone last.</param>
public sealed record GridChanges(string Format, long ExportedMs, IReadOnlyList<MovedCell> Moved);

/// <summary>Remembers what grids were when they were exported, and says which cells have moved since.</summary>
/// <param name="contexts">Contexts.</param>
/// <param name="time">Clock.</param>
public sealed class GridSnapshots(IDbContextFactory<ExperimentsContext> contexts, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Remembers a grid as it is exported now. What is exported again unchanged in the same form is dated anew, so that asking often fills nothing.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="format">The form.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task StoreAsync(GridView grid, string format, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var json = JsonSerializer.Serialize(Cells(grid), Json);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var last = await Newest(db, grid.GridId).AsTracking().FirstOrDefaultAsync(cancellationToken);
        if (last is not null && last.Format == format && last.CellsJson == json) last.CreatedMs = now;
        else db.GridSnapshots.Add(new GridSnapshot { GridId = grid.GridId, Format = format, CreatedMs = now, CellsJson = json });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>What has changed since the last export in any form; null where there was none.</summary>
    public async Task<GridChanges?> ChangesAsync(GridView grid, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grid);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await Newest(db, grid.GridId).FirstOrDefaultAsync(cancellationToken) is not { } last) return null;
        var before = Keyed(JsonSerializer.Deserialize<SnapshotCell[]>(last.CellsJson, Json) ?? []);
        var now = Keyed(Cells(grid));
        return new GridChanges(last.Format, last.CreatedMs,
        [
            .. now.Where(c => before.GetValueOrDefault(c.Key) is var old && (old is null ? c.Value.N > 0 : old != c.Value)).Select(c => new MovedCell(before.GetValueOrDefault(c.Key), c.Value)),
            .. before.Where(c => !now.ContainsKey(c.Key) && c.Value.N > 0).Select(c => new MovedCell(c.Value, null)),
        ]);
    }

    private static IQueryable<GridSnapshot> Newest(ExperimentsContext db, long grid) =>
        db.GridSnapshots.Where(s => s.GridId == grid).OrderByDescending(s => s.CreatedMs).ThenByDescending(s => s.Id);

    private static List<SnapshotCell> Cells(GridView grid) =>
    [
        .. from row in grid.Rows
           from pair in grid.Columns.Zip(row.Cells)
           where pair.Second.ArmId is not null
           select new SnapshotCell(string.Join(' ', row.Header.Select(h => h.Value).Where(v => v.Length > 0)), pair.First.FullHeading, pair.Second.Mean, pair.Second.N),
    ];

    /// <summary>Cells by row and column; rows that say the same are told apart by their order.</summary>
    private static Dictionary<(string Row, string Column, int Place), SnapshotCell> Keyed(IEnumerable<SnapshotCell> cells) =>
        cells.GroupBy(c => (c.Row, c.Column)).SelectMany(g => g.Select((cell, i) => (cell, i))).ToDictionary(c => (c.cell.Row, c.cell.Column, c.i), c => c.cell);
}
