using Experiments.Data.Statistics;

namespace Experiments.Data.Figures;

/// <summary>A difference in a forest plot.</summary>
/// <param name="Group">Heading over it and its neighbours with the same, such as a factor; empty for none.</param>
/// <param name="Label">Label, such as a level.</param>
/// <param name="Mean">Difference; null for none, NaN is said.</param>
/// <param name="Interval">Its interval; null for none, drawn hollow.</param>
/// <param name="N">Number of seeds.</param>
public sealed record ForestRow(string Group, string Label, double? Mean, Interval? Interval, int N);

/// <summary>A forest plot (Lewis and Clarke 2001): differences with their intervals below each other, and a line at zero.</summary>
/// <param name="Title">Title.</param>
/// <param name="Axis">Label of the axis, with its unit: <c>L2-SP − L2, mIoU (points)</c>.</param>
/// <param name="Rows">Rows from the top: the baseline first, by custom.</param>
/// <param name="Note">What is written below, after what the intervals cover.</param>
public sealed record ForestPlot(string Title, string Axis, IReadOnlyList<ForestRow> Rows, string Note = "")
{
    /// <summary>What values are multiplied with: 100 makes points of shares.</summary>
    public double Scale { get; init; } = 100;

    /// <summary>Width in points.</summary>
    public double Width { get; init; } = FigureStyle.TwoColumns;

    /// <summary>Draws it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of range.</exception>
    public Figure Draw() => new RowPlot(
        Title, Axis, [.. Rows.Select(r => new PlotRow(r.Group, r.Label, r.Mean, r.Interval, r.N, [], null))], Note, Scale, Width, HasZero: true).Draw();
}
