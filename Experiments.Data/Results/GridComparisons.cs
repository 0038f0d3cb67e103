using Experiments.Data.Statistics;

namespace Experiments.Data.Results;

/// <summary>
/// Two cells of a row under one protocol: what a reader of the table compares. A cell is compared with the first of its row
/// under the same heading (L2 before L2-SP).
/// </summary>
/// <param name="Column">Position of the cell.</param>
/// <param name="Against">Position of the cell that it is compared with, to its left.</param>
/// <param name="SameProtocol">Whether both were scored under one protocol; where not, nothing is tested.</param>
/// <param name="Result">The comparison; null where the protocols differ or there are too few values.</param>
/// <param name="AdjustedPValue">The test's p-value after Holm over the table's comparisons; null without a test.</param>
public sealed record GridComparison(int Column, int Against, bool SameProtocol, MethodComparison? Result, double? AdjustedPValue);

/// <summary>The highest mean of a row under one heading, and whether it is more than chance above the second.</summary>
/// <param name="Column">Position of the cell with the highest mean.</param>
/// <param name="Second">Position of the one below it.</param>
/// <param name="AdjustedPValue">p of "no difference" between the two after Holm over the table; null where it could not be tested.</param>
public sealed record GridBest(int Column, int Second, double? AdjustedPValue)
{
    /// <summary>Level below which the best is set in bold: 5 %.</summary>
    public const double Level = 0.05;

    /// <summary>Whether it differs significantly from the second.</summary>
    public bool IsSignificant => AdjustedPValue < Level;
}

/// <summary>Compares the cells of a grid's rows.</summary>
public static class GridComparisons
{
    /// <summary>The rows with their comparisons; p-values adjusted over all of them.</summary>
    public static IReadOnlyList<GridRowView> Fill(IReadOnlyList<GridRowView> rows, IReadOnlyList<GridColumnView> columns)
    {
        var compared = rows.Select(r => Comparisons(r, columns)).ToList();
        var best = rows.Zip(compared, (row, comparisons) => Best(row, comparisons, columns)).ToList();
        var adjusted = new Queue<double>(Holm.Adjust([.. compared.SelectMany(c => c).Select(c => c.Result?.Test?.PValue).OfType<double>()]));
        var adjustedBest = new Queue<double>(Holm.Adjust([.. best.SelectMany(b => b).Select(b => b.AdjustedPValue).OfType<double>()]));
        return
        [
            .. rows.Select((row, i) => row with
            {
                Comparisons = [.. compared[i].Select(c => c.Result?.Test is null ? c : c with { AdjustedPValue = adjusted.Dequeue() })],
                Best = [.. best[i].Select(b => b.AdjustedPValue is null ? b : b with { AdjustedPValue = adjustedBest.Dequeue() })],
            }),
        ];
    }

    /// <summary>Positions of the row's cells of different configurations under each heading that several have.</summary>
    private static IEnumerable<List<int>> Groups(GridRowView row, IReadOnlyList<GridColumnView> columns) => Enumerable.Range(0, columns.Count)
        .Where(c => row.Cells[c].ArmId is not null)
        .GroupBy(c => (columns[c].Label, columns[c].Metric))
        .Select(g => g.DistinctBy(c => row.Cells[c].ArmId).ToList())
        .Where(g => g.Count > 1);

    private static List<GridComparison> Comparisons(GridRowView row, IReadOnlyList<GridColumnView> columns) =>
        [.. Groups(row, columns).SelectMany(g => g.Skip(1).Select(c => Compare(row, c, g[0]))).OrderBy(c => c.Column)];

    private static GridComparison Compare(GridRowView row, int column, int against)
    {
        var same = row.Cells[column].ProtocolFingerprint == row.Cells[against].ProtocolFingerprint;
        return new GridComparison(column, against, same, same ? MethodComparison.Of(BySeed(row.Cells[against]), BySeed(row.Cells[column])) : null, null);
    }

    private static List<GridBest> Best(GridRowView row, IReadOnlyList<GridComparison> comparisons, IReadOnlyList<GridColumnView> columns)
    {
        var best = new List<GridBest>();
        foreach (var group in Groups(row, columns))
        {
            // A cell that is empty or not a number leaves the best open.
            if (!group.TrueForAll(c => row.Cells[c].Mean is { } mean && double.IsFinite(mean))) continue;
            var ordered = group.OrderByDescending(c => row.Cells[c].Mean).ToList();
            // "No difference" is as likely either way round: where the two are compared already, its p is the same.
            var known = comparisons.FirstOrDefault(c => (c.Column, c.Against) == (ordered[0], ordered[1]) || (c.Against, c.Column) == (ordered[0], ordered[1]));
            best.Add(new GridBest(ordered[0], ordered[1], (known ?? Compare(row, ordered[0], ordered[1])).Result?.Test?.PValue));
        }

        return best;
    }

    private static Dictionary<int, double> BySeed(GridCellView cell) => cell.Values.ToDictionary(v => v.Seed, v => v.Value);
}
