using System.Globalization;
using Experiments.Data.Results;
using Experiments.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.ResultTables;

/// <summary>The runs behind a row of a grid: seeds, values, and what came of reproducibility checks.</summary>
public partial class RowRuns
{
    /// <summary>The grid.</summary>
    [Parameter, EditorRequired]
    public GridView Grid { get; set; } = null!;

    /// <summary>The row.</summary>
    [Parameter, EditorRequired]
    public GridRowView Row { get; set; } = null!;

    private static string ValueOf(GridCellView cell, long run) => Show.Percent(
        cell.Values.FirstOrDefault(v => v.RunId == run)?.Value ?? cell.Reproductions.FirstOrDefault(r => r.RunId == run)?.Value);

    private List<(GridColumnView Column, GridCellView Cell)> CellsOf(GridArmView arm) =>
        [.. Grid.Columns.Zip(Row.Cells).Where(p => p.Second.ArmId == arm.ArmId)];

    /// <summary>The runs that count: checks repeat them.</summary>
    private static IReadOnlyList<long> CountedOf(GridArmView arm) => [.. arm.Runs.Where(r => r.ReproductionOfRunId is null).Select(r => r.RunId)];

    /// <summary>What tells the configuration from the others of the row.</summary>
    private string Title(GridArmView arm) => CellsOf(arm) is [var first, ..] ? first.Column.Method : "";

    private static string Remark(List<(GridColumnView Column, GridCellView Cell)> cells, GridRunView run)
    {
        var checks = cells.Select(c => c.Cell).SelectMany(c => c.Reproductions).Where(r => r.RunId == run.RunId).ToList();
        if (run.ReproductionOfRunId is not { } original && checks.Count == 0) return "";
        var of = string.Create(CultureInfo.InvariantCulture, $"check of run {run.ReproductionOfRunId ?? checks[0].OriginalRunId}, not counted");
        if (checks.Count == 0) return of;
        return checks.TrueForAll(c => c.SameCheckpoint == true && c.SameConfusion == true) ? $"{of}: same bits"
            : checks.Exists(c => c.SameCheckpoint == false || c.SameConfusion == false) ? $"{of}: different bits"
            : of;
    }
}
