using System.Globalization;
using System.Text;
using Experiments.Data.Results;
using Experiments.Web.Components.Shared;
using Experiments.Web.Results;

namespace Experiments.Web.Demo;

/// <summary>A results grid as text: mIoU in per cent, mean ± standard deviation (n), and the differences in points with their 95 % interval over seeds.</summary>
public static class DemoTable
{
    /// <summary>The table, a line a row, columns aligned.</summary>
    public static string Write(GridView grid)
    {
        var pairs = PairGroup.Of(grid);
        var lines = new List<string[]>
        {
            (string[])[.. grid.HeaderNames, .. grid.Columns.Select(c => $"{c.Method} {c.Metric} {c.Label}".TrimStart()), .. pairs.SelectMany(p => p.Headings.Select(h => $"{p.Title} {h}"))],
        };
        lines.AddRange(grid.Rows.Select(r => (string[])
        [
            .. r.Header.Select(h => h.Value),
            .. r.Cells.Select(Cell),
            .. pairs.SelectMany(p => p.Headings.Select((_, k) => Difference(p.Of(r, k)))),
        ]));
        var widths = Enumerable.Range(0, lines[0].Length).Select(i => lines.Max(l => l[i].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.AppendLine(string.Join("   ", line.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
            if (ReferenceEquals(line, lines[0])) text.AppendLine(string.Join("   ", widths.Select(w => new string('-', w))));
        }

        return text.ToString();
    }

    private static string Difference(GridComparison? comparison) => comparison?.Result switch
    {
        { Interval: { } interval } result => $"{Show.Points(result.Difference)} ({Show.PointRange(interval)})",
        { } result => Show.Points(result.Difference),
        _ => "-",
    };

    private static string Cell(GridCellView cell) => (cell.Mean, cell.StandardDeviation) switch
    {
        ({ } mean, { } deviation) => string.Create(CultureInfo.InvariantCulture, $"{100 * mean:0.00} ± {100 * deviation:0.00} ({cell.N})"),
        ({ } mean, null) => string.Create(CultureInfo.InvariantCulture, $"{100 * mean:0.00} ({cell.N})"),
        _ => "-",
    };
}
