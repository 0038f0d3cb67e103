using Experiments.Data.Figures;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Studies;

namespace Experiments.Web.Exports;

/// <summary>A figure of a table.</summary>
/// <param name="Name">Name in addresses and files, <c>forest</c>.</param>
/// <param name="Figure">What is drawn.</param>
public sealed record GridFigure(string Name, Figure Figure);

/// <summary>
/// The figures that a table gives: its means with their intervals, and of a study also the forest plot of the claim, the tornado chart of its
/// factors, and an interaction plot for each pair of factors that were varied together.
/// </summary>
public static class GridFigures
{
    /// <summary>Every figure that the table's values allow; none before a first value.</summary>
    public static IReadOnlyList<GridFigure> Of(GridView grid)
    {
        if (grid.IsPublished || !grid.Rows.Any(r => r.Cells.Any(c => c.N > 0))) return [];
        var figures = new List<GridFigure>();
        if (StudyReport.Of(grid) is { Study.Values.Count: > 0 } report)
        {
            var unit = $"{grid.Metrics} (points)";
            var study = report.Study;
            figures.Add(new("forest", (StudyFigures.Forest(study, unit) with { Width = FigureStyle.TwoColumns }).Draw()));
            if (report.Levels.Any(l => l.Change is not null))
                figures.Add(new("tornado", (StudyFigures.Tornado(study, unit) with { Width = FigureStyle.TwoColumns }).Draw()));
            for (var first = 0; first < study.Factors.Count; first++)
            {
                for (var second = first + 1; second < study.Factors.Count; second++)
                {
                    if (study.Settings.Any(s => study.Deviations(s).Contains(first) && study.Deviations(s).Contains(second)))
                        figures.Add(new($"interaction-{first + 1}-{second + 1}", StudyFigures.Interaction(study, first, second, unit).Draw()));
                }
            }
        }

        figures.AddRange(grid.Columns.GroupBy(c => (c.Label, c.Metric)).Select(g => Intervals(grid, g.Key.Label, g.Key.Metric)).OfType<GridFigure>());
        return figures;
    }

    /// <summary>The figure of that name.</summary>
    /// <exception cref="UsageException">There is none; says which there are.</exception>
    public static Figure Find(GridView grid, string name)
    {
        var figures = Of(grid);
        return figures.FirstOrDefault(f => f.Name == name)?.Figure
            ?? throw new UsageException(figures.Count == 0
                ? $"Table \"{grid.Name}\" has no value yet, so there is no figure \"{name}\": wait for its first run."
                : $"Table \"{grid.Name}\" has no figure \"{name}\": use one of {string.Join(", ", figures.Select(f => f.Name))}.");
    }

    /// <summary>The means under one heading, a group a row and a line a method.</summary>
    private static GridFigure? Intervals(GridView grid, string label, string metric)
    {
        var rows = grid.Rows.SelectMany(row => grid.Columns.Zip(row.Cells)
            .Where(p => p.First.Label == label && p.First.Metric == metric && p.Second.N > 0)
            .Select(p => new IntervalRow(
                string.Join(", ", row.Header.Select(h => h.Value)),
                p.First.Header.Count == 0 ? p.First.Heading : string.Join(' ', p.First.Header.Select(h => h.Value)),
                [.. p.Second.Values.Select(v => v.Value)],
                p.Second.Interval))).ToList();
        return rows.Count == 0
            ? null
            : new GridFigure($"means-{label.ToLowerInvariant()}", new IntervalPlot(grid.Name, $"{metric} (%), {label}", rows) { Width = FigureStyle.TwoColumns }.Draw());
    }
}
