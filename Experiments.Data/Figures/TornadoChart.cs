namespace Experiments.Data.Figures;

/// <summary>A level in a tornado chart.</summary>
/// <param name="Label">Label.</param>
/// <param name="Value">The claim's difference there; not-a-number is said and not drawn.</param>
public sealed record TornadoLevel(string Label, double Value);

/// <summary>A factor in a tornado chart.</summary>
/// <param name="Label">Label.</param>
/// <param name="Levels">Its levels, the baseline's included.</param>
public sealed record TornadoFactor(string Label, IReadOnlyList<TornadoLevel> Levels);

/// <summary>
/// A tornado chart (Howard 1988): how far each factor moves a difference to both sides of the baseline's, the factor that moves it furthest on
/// top. It shows means alone: what is chance is for the forest plot to say.
/// </summary>
/// <param name="Title">Title.</param>
/// <param name="Axis">Label of the axis, with its unit.</param>
/// <param name="Baseline">The difference at the baseline; NaN for none.</param>
/// <param name="Factors">Factors in any order; without a level that is a number there is no bar.</param>
/// <param name="Note">What is written below.</param>
public sealed record TornadoChart(string Title, string Axis, double Baseline, IReadOnlyList<TornadoFactor> Factors, string Note = "")
{
    private const double Size = FigureStyle.TextSize;
    private const double Small = FigureStyle.SmallSize;
    private const double BarHeight = 8;

    /// <summary>What values are multiplied with: 100 makes points of shares.</summary>
    public double Scale { get; init; } = 100;

    /// <summary>Width in points.</summary>
    public double Width { get; init; } = FigureStyle.TwoColumns;

    /// <summary>Draws it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of range.</exception>
    public Figure Draw()
    {
        FigureStyle.CheckWidth(Width);
        var canvas = new Canvas(Width);
        canvas.Paragraph(Title, FigureStyle.TitleSize, Ink.Main, bold: true);
        canvas.Y += FigureStyle.Gap;
        var bars = Factors.Select(Bar.Of).OfType<Bar>().OrderByDescending(b => b.High.Value - b.Low.Value).Select(b => new DrawnBar(b, Width, Scale)).ToArray();
        var left = FigureStyle.Margin + Most(bars, b => TextLines.Width(b.Label, Size)) + 8 + Most(bars, b => TextLines.Width(b.Low, Small)) + 4;
        var right = Width - FigureStyle.Margin - 4 - Most(bars, b => TextLines.Width(b.High, Small));
        double[] values = [0, Scale * Baseline, .. bars.SelectMany(b => (double[])[Scale * b.Of.Low.Value, Scale * b.Of.High.Value])];
        var scale = new LinearScale(values, left, right, label => FontWidths.Of(label, Small, bold: false) + FigureStyle.Gap);
        var bottom = canvas.Y + bars.Sum(b => b.Height);
        HorizontalAxis.Grid(canvas, scale, canvas.Y, bottom, hasZero: true);
        foreach (var bar in bars)
        {
            DrawBar(canvas, scale, bar);
            canvas.Y += bar.Height;
        }

        if (double.IsFinite(Baseline)) canvas.Add(new FigureLine(scale.Place(Scale * Baseline), bottom - bars.Sum(b => b.Height), scale.Place(Scale * Baseline), bottom, Ink.Main, FigureStyle.Thick, Dash: 2));
        HorizontalAxis.Draw(canvas, scale, left, right, Axis);
        canvas.Y += FigureStyle.Gap;
        canvas.Paragraph(Words(), Small, Ink.Muted);
        return canvas.Done(Title);
    }

    private void DrawBar(Canvas canvas, LinearScale scale, DrawnBar bar)
    {
        var (low, high) = (scale.Place(Scale * bar.Of.Low.Value), scale.Place(Scale * bar.Of.High.Value));
        var middle = canvas.Y + (bar.Height / 2);
        var centre = double.IsFinite(Baseline) ? Math.Clamp(scale.Place(Scale * Baseline), low, high) : low;
        Box(canvas, low, centre, middle, Ink.Series[5]);
        Box(canvas, centre, high, middle, Ink.Series[0]);
        Text(canvas, bar.Label, FigureStyle.Margin, middle, Size, TextAnchor.Start);
        Name(canvas, bar.Low, low - 3, middle, TextAnchor.End);
        Name(canvas, bar.High, high + 3, middle, TextAnchor.Start);
    }

    private static void Box(Canvas canvas, double from, double to, double middle, Ink ink)
    {
        if (to - from < 0.01) return;
        canvas.Add(new FigurePolygon(
            [(from, middle - (BarHeight / 2)), (to, middle - (BarHeight / 2)), (to, middle + (BarHeight / 2)), (from, middle + (BarHeight / 2))], ink));
    }

    /// <summary>A level's name on paper of its own, so that no grid line goes through it.</summary>
    private static void Name(Canvas canvas, IReadOnlyList<string> lines, double x, double middle, TextAnchor anchor)
    {
        if (lines.Count == 0) return;
        var (width, half) = (TextLines.Width(lines, Small), (TextLines.Height(lines.Count, Small) / 2) + 1);
        var left = anchor == TextAnchor.End ? x - width : x;
        canvas.Add(new FigurePolygon([(left, middle - half), (left + width, middle - half), (left + width, middle + half), (left, middle + half)], Ink.Paper));
        Text(canvas, lines, x, middle, Small, anchor);
    }

    private static void Text(Canvas canvas, IReadOnlyList<string> lines, double x, double middle, double size, TextAnchor anchor) =>
        canvas.Lines(lines, x, middle - (TextLines.Height(lines.Count, size) / 2), size, Ink.Main, anchor);

    private static double Most(DrawnBar[] bars, Func<DrawnBar, double> width) => bars.Length == 0 ? 0 : bars.Max(width);

    private string Words()
    {
        var lost = Factors.SelectMany(f => f.Levels.Where(l => !double.IsFinite(l.Value)).Select(l => $"{f.Label} = {l.Label}")).ToArray();
        return string.Join(' ', ((string[])
        [
            double.IsFinite(Baseline) ? "Dashed: the baseline. Means alone, without their uncertainty." : "Means alone, without their uncertainty.",
            lost.Length > 0 ? $"Not a number: {string.Join("; ", lost)}." : "",
            Note,
        ]).Where(w => w.Length > 0));
    }

    /// <summary>The lowest and the highest level of a factor.</summary>
    private sealed record Bar(string Label, TornadoLevel Low, TornadoLevel High)
    {
        public static Bar? Of(TornadoFactor factor)
        {
            var levels = factor.Levels.Where(l => double.IsFinite(l.Value)).ToArray();
            return levels.Length == 0 ? null : new Bar(factor.Label, levels.MinBy(l => l.Value)!, levels.MaxBy(l => l.Value)!);
        }
    }

    /// <summary>A bar with its lines of text.</summary>
    private sealed class DrawnBar(Bar bar, double width, double scale)
    {
        public Bar Of => bar;

        public IReadOnlyList<string> Label { get; } = TextLines.Wrap(bar.Label, 0.25 * width, Size);

        /// <summary>Empty where the factor moves nothing: one name says it.</summary>
        public IReadOnlyList<string> Low { get; } = bar.Low == bar.High ? [] : Name(bar.Low, width, scale);

        public IReadOnlyList<string> High { get; } = Name(bar.High, width, scale);

        public double Height => Math.Max(BarHeight, Math.Max(TextLines.Height(Label.Count, Size), TextLines.Height(Math.Max(Low.Count, High.Count), Small))) + 4;

        private static IReadOnlyList<string> Name(TornadoLevel level, double width, double scale) =>
            TextLines.Wrap($"{level.Label} ({FigureNumber.Of(scale * level.Value, 2)})", 0.18 * width, Small);
    }
}
