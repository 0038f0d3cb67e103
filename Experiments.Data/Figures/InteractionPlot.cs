using Experiments.Data.Statistics;

namespace Experiments.Data.Figures;

/// <summary>A value of an interaction plot.</summary>
/// <param name="Mean">Mean; null or NaN for none, which leaves a gap.</param>
/// <param name="Interval">Its interval; null for none, drawn hollow.</param>
public sealed record InteractionPoint(double? Mean, Interval? Interval);

/// <summary>A line of an interaction plot: one level of the second factor.</summary>
/// <param name="Label">The level.</param>
/// <param name="Points">A point for each level of the first factor.</param>
public sealed record InteractionSeries(string Label, IReadOnlyList<InteractionPoint> Points);

/// <summary>
/// A plot of two factors together: the levels of one along the axis, a line for each level of the other. Parallel lines are no interaction. Lines
/// differ in colour, mark and dash.
/// </summary>
/// <param name="Title">Title.</param>
/// <param name="Axis">Label of the vertical axis, with its unit.</param>
/// <param name="First">Name of the first factor.</param>
/// <param name="Levels">Its levels.</param>
/// <param name="Second">Name of the second factor.</param>
/// <param name="Series">A line for each of its levels.</param>
/// <param name="Note">What is written below, after what the intervals cover.</param>
public sealed record InteractionPlot(
    string Title, string Axis, string First, IReadOnlyList<string> Levels, string Second, IReadOnlyList<InteractionSeries> Series, string Note = "")
{
    private const double Small = FigureStyle.SmallSize;
    private static readonly MarkForm[] Forms = [MarkForm.Circle, MarkForm.Square, MarkForm.Triangle, MarkForm.Diamond];
    private static readonly double[] Dashes = [0, 4, 2, 1];

    /// <summary>What values are multiplied with: 100 makes points of shares.</summary>
    public double Scale { get; init; } = 100;

    /// <summary>Width in points.</summary>
    public double Width { get; init; } = FigureStyle.OneColumn;

    /// <summary>Draws it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of range.</exception>
    /// <exception cref="ArgumentException">A series has not a point for each level.</exception>
    public Figure Draw()
    {
        FigureStyle.CheckWidth(Width);
        if (Series.FirstOrDefault(s => s.Points.Count != Levels.Count) is { } odd)
            throw new ArgumentException($"Series {odd.Label} has {odd.Points.Count} points and {First} {Levels.Count} levels: give one a level.");
        var canvas = new Canvas(Width);
        canvas.Paragraph(Title, FigureStyle.TitleSize, Ink.Main, bold: true);
        canvas.Y += FigureStyle.Gap;
        canvas.Paragraph(Axis, Small, Ink.Main);
        canvas.Y += 3;
        var (top, bottom) = (canvas.Y, canvas.Y + Math.Clamp(0.5 * Width, 110, 220));
        var scale = new LinearScale(Values(), bottom, top, _ => Small * 1.6);
        var left = FigureStyle.Margin + scale.Ticks.Select(t => FontWidths.Of(t.Label, Small, bold: false)).DefaultIfEmpty(0).Max() + 5;
        var right = Width - FigureStyle.Margin;
        foreach (var (value, label) in scale.Ticks)
        {
            var y = scale.Place(value);
            canvas.Add(new FigureLine(left, y, right, y, Ink.Grid, 0.5));
            canvas.Add(new FigureText(left - 4, y + (0.35 * Small), label, Small, Ink.Muted, TextAnchor.End));
        }

        canvas.Add(new FigureLine(left, scale.Place(0), right, scale.Place(0), Ink.Main, FigureStyle.Thin));
        var slot = (right - left) / Math.Max(1, Levels.Count);
        for (var s = 0; s < Series.Count; s++)
        {
            var dodge = (s - ((Series.Count - 1) / 2.0)) * Math.Min(6, 0.6 * slot / Series.Count);
            DrawSeries(canvas, scale, s, level => left + ((level + 0.5) * slot) + dodge);
        }

        canvas.Add(new FigureLine(left, bottom, right, bottom, Ink.Muted, FigureStyle.Thin));
        var labels = Levels.Select(l => TextLines.Wrap(l, slot - 4, Small)).ToArray();
        for (var i = 0; i < labels.Length; i++) canvas.Lines(labels[i], left + ((i + 0.5) * slot), bottom + 3, Small, Ink.Muted, TextAnchor.Middle);
        canvas.Y = bottom + 4 + TextLines.Height(labels.Select(l => l.Count).DefaultIfEmpty(0).Max(), Small);
        var name = TextLines.Wrap(First, Width - (2 * FigureStyle.Margin), Small);
        var half = TextLines.Width(name, Small) / 2;
        canvas.Y += canvas.Lines(name, Math.Max(FigureStyle.Margin + half, Math.Min((left + right) / 2, right - half)), canvas.Y, Small, Ink.Main, TextAnchor.Middle) + 3;
        Marks.Legend(canvas, [.. Series.Select((s, i) => new LegendEntry($"{Second} = {s.Label}", FormOf(i), InkOf(i), true, DashOf(i)))]);
        canvas.Y += FigureStyle.Gap;
        canvas.Paragraph(Words(), Small, Ink.Muted);
        return canvas.Done(Title);
    }

    private static MarkForm FormOf(int series) => Forms[series % Forms.Length];

    private static Ink InkOf(int series) => Ink.Series[series % Ink.Series.Count];

    private static double DashOf(int series) => Dashes[series % Dashes.Length];

    private void DrawSeries(Canvas canvas, LinearScale scale, int index, Func<int, double> place)
    {
        var ink = InkOf(index);
        (double X, double Y)? before = null;
        foreach (var (level, (mean, interval)) in Series[index].Points.Index())
        {
            if (mean is not { } value || !double.IsFinite(value))
            {
                before = null;
                continue;
            }

            var (x, y) = (place(level), scale.Place(Scale * value));
            if (before is { } b) canvas.Add(new FigureLine(b.X, b.Y, x, y, ink, FigureStyle.Thin, DashOf(index)));
            if (interval is not null && double.IsFinite(interval.Low) && double.IsFinite(interval.High))
                canvas.Add(new FigureLine(x, scale.Place(Scale * interval.Low), x, scale.Place(Scale * interval.High), ink, FigureStyle.Thick));
            before = (x, y);
        }

        foreach (var (level, (mean, interval)) in Series[index].Points.Index())
        {
            if (mean is { } value && double.IsFinite(value)) Marks.Draw(canvas, FormOf(index), place(level), scale.Place(Scale * value), ink, filled: interval is not null);
        }
    }

    private IEnumerable<InteractionPoint> Points => Series.SelectMany(s => s.Points);

    private IEnumerable<double> Values() =>
        [0, .. Points.SelectMany(p => (double?[])[p.Mean, p.Interval?.Low, p.Interval?.High]).OfType<double>().Select(v => Scale * v)];

    private string Words() =>
        $"{IntervalWords.Note(Points.Select(p => p.Interval).OfType<Interval>(), Points.Any(p => p.Mean is { } m && double.IsFinite(m) && p.Interval is null))} {Note}".Trim();
}
