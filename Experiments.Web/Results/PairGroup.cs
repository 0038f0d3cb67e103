using Experiments.Data.Results;

namespace Experiments.Web.Results;

/// <summary>The differences between two methods of a table, under each heading that both have.</summary>
/// <param name="Title">Both methods, <c>L2-SP − L2</c>.</param>
/// <param name="Headings">The headings under which they are compared, <c>SS</c>, <c>MS</c>.</param>
/// <param name="Columns">The column of the later method under each heading.</param>
/// <param name="Against">The column that each is compared with.</param>
public sealed record PairGroup(string Title, IReadOnlyList<string> Headings, IReadOnlyList<int> Columns, IReadOnlyList<int> Against)
{
    /// <summary>Every pair that rows of the grid compare, in the order of the columns.</summary>
    public static IReadOnlyList<PairGroup> Of(GridView grid) =>
    [
        .. grid.Rows.SelectMany(r => r.Comparisons).Select(c => (c.Column, c.Against)).Distinct().OrderBy(c => c.Column)
            .GroupBy(c => $"{MethodOf(grid, c.Column)} \u2212 {MethodOf(grid, c.Against)}")
            .Select(g => new PairGroup(g.Key, [.. g.Select(c => grid.Columns[c.Column].Heading)], [.. g.Select(c => c.Column)], [.. g.Select(c => c.Against)])),
    ];

    /// <summary>A row's comparison under a heading; null where the row has none.</summary>
    /// <param name="row">Row.</param>
    /// <param name="heading">Position among <see cref="Headings"/>.</param>
    public GridComparison? Of(GridRowView row, int heading) =>
        row.Comparisons.FirstOrDefault(c => c.Column == Columns[heading] && c.Against == Against[heading]);

    /// <summary>What tells a column's method from the others: its innermost heading.</summary>
    public static string MethodOf(GridView grid, int column) => string.Join(' ', grid.Columns[column].Header.Select(h => h.Value));
}
