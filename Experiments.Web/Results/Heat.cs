using System.Globalization;
using Experiments.Data.Results;

namespace Experiments.Web.Results;

/// <summary>Over which cells of a table a shade tells high from low.</summary>
public enum HeatSpan
{
    /// <summary>No shading.</summary>
    None,

    /// <summary>Each column by itself.</summary>
    Column,

    /// <summary>All columns of one metric together.</summary>
    Table,
}

/// <summary>The shade of one cell.</summary>
/// <param name="Share">Where its mean lies between the lowest (0) and the highest (1) that it is shaded with.</param>
/// <param name="IsBest">Whether its column has others and none is higher.</param>
public sealed record HeatCell(double Share, bool IsBest)
{
    /// <summary>Both schemes' colours, as a style that the page's style sheet chooses from.</summary>
    public string Style => $"--heat-light:{Heat.Colour(Share, dark: false)};--heat-dark:{Heat.Colour(Share, dark: true)}";
}

/// <summary>
/// Shades the means of a table, or the values of a published one. One hue from the page's ground to a blue, so that nothing hangs on telling hues apart; the strongest shade still
/// leaves text its contrast in either scheme.
/// </summary>
public static class Heat
{
    private static readonly ((int Red, int Green, int Blue) Low, (int Red, int Green, int Blue) High) Light = ((255, 255, 255), (116, 179, 216));
    private static readonly ((int Red, int Green, int Blue) Low, (int Red, int Green, int Blue) High) Dark = ((23, 28, 33), (31, 95, 139));

    /// <summary>The colour of a shade, #rrggbb.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="dark">In the dark scheme.</param>
    public static string Colour(double share, bool dark)
    {
        var (low, high) = dark ? Dark : Light;
        return string.Create(CultureInfo.InvariantCulture, $"#{Between(low.Red, high.Red):x2}{Between(low.Green, high.Green):x2}{Between(low.Blue, high.Blue):x2}");

        int Between(int from, int to) => (int)Math.Round(from + ((to - from) * Math.Clamp(share, 0, 1)));
    }

    /// <summary>Shades by row and column; null where a cell has no mean, or nothing is shaded.</summary>
    /// <param name="grid">The table.</param>
    /// <param name="span">Over which cells.</param>
    public static HeatCell?[,] Of(GridView grid, HeatSpan span)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var shades = new HeatCell?[grid.Rows.Count, grid.Columns.Count];
        if (span == HeatSpan.None) return shades;
        for (var column = 0; column < grid.Columns.Count; column++)
        {
            var own = Means(grid, [column]);
            var group = span == HeatSpan.Column ? own : Means(grid, Enumerable.Range(0, grid.Columns.Count).Where(c => grid.Columns[c].Metric == grid.Columns[column].Metric));
            if (own.Count == 0) continue;
            var (low, high, best) = (group.Min(), group.Max(), own.Max());
            for (var row = 0; row < grid.Rows.Count; row++)
            {
                if (MeanOf(grid, row, column) is not { } mean) continue;
                // Where all are alike none stands out.
                shades[row, column] = new HeatCell(high > low ? (mean - low) / (high - low) : 0, own.Count > 1 && mean >= best);
            }
        }

        return shades;
    }

    private static List<double> Means(GridView grid, IEnumerable<int> columns) =>
        [.. columns.SelectMany(c => Enumerable.Range(0, grid.Rows.Count).Select(r => MeanOf(grid, r, c))).OfType<double>()];

    /// <summary>A cell's mean, or the value that was published.</summary>
    private static double? MeanOf(GridView grid, int row, int column)
    {
        var cell = grid.Rows[row].Cells[column];
        return (grid.IsPublished ? cell.Published.FirstOrDefault()?.Value : cell.Mean) is { } value && double.IsFinite(value) ? value : null;
    }
}
