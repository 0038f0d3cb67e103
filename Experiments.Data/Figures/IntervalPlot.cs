using Experiments.Data.Statistics;

namespace Experiments.Data.Figures;

/// <summary>A cell of a results table in an interval plot.</summary>
/// <param name="Group">Heading over it and its neighbours with the same; empty for none.</param>
/// <param name="Label">Label, such as a method.</param>
/// <param name="Seeds">Value of each seed; NaN is kept, and makes the mean one.</param>
/// <param name="Interval">Interval of the mean; null for none, drawn hollow.</param>
/// <param name="Published">A published value; null for none.</param>
public sealed record IntervalRow(string Group, string Label, IReadOnlyList<double> Seeds, Interval? Interval, double? Published = null);

/// <summary>Means with their intervals, the seeds as small dots below, and published values.</summary>
/// <param name="Title">Title.</param>
/// <param name="Axis">Label of the axis, with its unit: <c>mIoU (%)</c>.</param>
/// <param name="Rows">Rows from the top.</param>
/// <param name="Note">What is written below, after what the intervals cover.</param>
public sealed record IntervalPlot(string Title, string Axis, IReadOnlyList<IntervalRow> Rows, string Note = "")
{
    /// <summary>What values are multiplied with: 100 makes per cent of shares.</summary>
    public double Scale { get; init; } = 100;

    /// <summary>Width in points.</summary>
    public double Width { get; init; } = FigureStyle.TwoColumns;

    /// <summary>Draws it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of range.</exception>
    public Figure Draw() => new RowPlot(
        Title, Axis, [.. Rows.Select(r => new PlotRow(r.Group, r.Label, SeedStatistics.Of(r.Seeds).Mean, r.Interval, r.Seeds.Count, r.Seeds, r.Published))],
        Note, Scale, Width, HasZero: false).Draw();
}
