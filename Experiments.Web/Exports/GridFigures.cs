using Experiments.Data.Figures;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Results;
using Experiments.Web.Studies;

namespace Experiments.Web.Exports;

/// <summary>A figure of a table.</summary>
/// <param name="Name">Name in addresses and files, <c>forest</c>; unique in its table.</param>
/// <param name="Draw">Draws it; not before it is asked for.</param>
public sealed record GridFigure(string Name, Func<Figure> Draw);

/// <summary>
/// The figures that a table gives: its means with their intervals, and of a study also the forest plot of the claim, the tornado chart of its
/// factors, and an interaction plot for each pair of factors that were varied together.
/// </summary>
public static class GridFigures
{
    /// <summary>Every figure that the table's values allow; none before a first value.</summary>
    /// <param name="grid">The table.</param>
    /// <param name="report">What it has found as a study; null where it is none.</param>
    public static IReadOnlyList<GridFigure> Of(GridView grid, StudyReport? report)
    {
        if (grid.IsPublished || !grid.Rows.Any(r => r.Cells.Any(c => c.N > 0))) return [];
        var figures = new List<GridFigure>();
        if (report is { Study.Values.Count: > 0 }) figures.AddRange(OfStudy(report, $"{grid.Metrics} (points)"));
        var filled = grid.Rows.SelectMany(r => grid.Columns.Zip(r.Cells)).Where(p => p.Second.N > 0).Select(p => p.First.Heading).ToHashSet();
        figures.AddRange(grid.Columns.Select(c => c.Heading).Distinct().Where(filled.Contains)
            .Select(heading => new GridFigure($"means-{GridExports.FileName(heading)}", () => Intervals(grid, heading, report))));
        return figures;
    }

    /// <summary>The figure of that name.</summary>
    /// <exception cref="UsageException">There is none; says which there are.</exception>
    public static Figure Find(GridView grid, string name)
    {
        var figures = Of(grid, StudyReport.Of(grid));
        return figures.FirstOrDefault(f => f.Name == name)?.Draw()
            ?? throw new UsageException(figures.Count == 0
                ? $"Table \"{grid.Name}\" has no value yet, so there is no figure \"{name}\": wait for its first run."
                : $"Table \"{grid.Name}\" has no figure \"{name}\": use one of {string.Join(", ", figures.Select(f => f.Name))}.");
    }

    private static IEnumerable<GridFigure> OfStudy(StudyReport report, string unit)
    {
        var study = report.Study;
        yield return new("forest", () => (StudyFigures.Forest(study, unit) with { Width = FigureStyle.TwoColumns }).Draw());
        if (report.Levels.Any(l => l.Change is not null))
            yield return new("tornado", () => (StudyFigures.Tornado(study, unit) with { Width = FigureStyle.TwoColumns }).Draw());
        for (var first = 0; first < study.Factors.Count; first++)
        {
            for (var second = first + 1; second < study.Factors.Count; second++)
            {
                var (f, s) = (first, second);
                if (study.Settings.Any(x => study.Deviations(x).Contains(f) && study.Deviations(x).Contains(s)))
                    yield return new($"interaction-{f + 1}-{s + 1}", () => StudyFigures.Interaction(study, f, s, unit).Draw());
            }
        }
    }

    /// <summary>The means under one heading, a group a row and a line a method, with the published value of the same experiment.</summary>
    private static Figure Intervals(GridView grid, string heading, StudyReport? report)
    {
        var rows = grid.Rows.SelectMany(row => grid.Columns.Zip(row.Cells)
            .Where(p => p.First.Heading == heading && p.Second.N > 0)
            .Select(p => new IntervalRow(
                report?.NameOf(row) ?? string.Join(", ", row.Header.Select(h => h.Value)),
                p.First.Header.Count == 0 ? heading : p.First.Method,
                [.. p.Second.Values.Select(v => v.Value)],
                p.Second.Interval,
                PublishedMatch.Of(p.Second, row.Arms.FirstOrDefault(a => a.ArmId == p.Second.ArmId)?.ConfigurationJson).FirstOrDefault(m => m.IsSame)?.Value.Value / 100)));
        var (label, metric) = grid.Columns.Where(c => c.Heading == heading).Select(c => (c.Label, c.Metric)).First();
        return new IntervalPlot(grid.Name, $"{metric} (%), {label}", [.. rows]) { Width = FigureStyle.TwoColumns }.Draw();
    }
}
