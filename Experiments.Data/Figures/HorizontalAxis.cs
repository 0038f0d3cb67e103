namespace Experiments.Data.Figures;

/// <summary>The horizontal axis below rows.</summary>
internal static class HorizontalAxis
{
    /// <summary>Vertical lines at the ticks, and a stronger one at zero.</summary>
    public static void Grid(Canvas canvas, LinearScale scale, double top, double bottom, bool hasZero)
    {
        foreach (var (value, _) in scale.Ticks) canvas.Add(new FigureLine(scale.Place(value), top, scale.Place(value), bottom, Ink.Grid, 0.5));
        if (hasZero) canvas.Add(new FigureLine(scale.Place(0), top, scale.Place(0), bottom, Ink.Main, FigureStyle.Thin));
    }

    /// <summary>The line, ticks, their labels, and the axis' label below.</summary>
    public static void Draw(Canvas canvas, LinearScale scale, double left, double right, string label)
    {
        const double Size = FigureStyle.SmallSize;
        canvas.Add(new FigureLine(left, canvas.Y, right, canvas.Y, Ink.Muted, FigureStyle.Thin));
        foreach (var (value, text) in scale.Ticks)
        {
            canvas.Add(new FigureLine(scale.Place(value), canvas.Y, scale.Place(value), canvas.Y + 2.5, Ink.Muted, FigureStyle.Thin));
            // A label that would not fit on the paper is left to its neighbours.
            var reach = FontWidths.Of(text, Size, bold: false) / 2;
            if (scale.Place(value) >= reach && scale.Place(value) + reach <= canvas.Width) canvas.Lines([text], scale.Place(value), canvas.Y + 3, Size, Ink.Muted, TextAnchor.Middle);
        }

        canvas.Y += 3 + TextLines.Height(1, Size) + 1;
        var lines = TextLines.Wrap(label, canvas.Width - (2 * FigureStyle.Margin), Size);
        var half = TextLines.Width(lines, Size) / 2;
        var centre = Math.Clamp((left + right) / 2, FigureStyle.Margin + half, Math.Max(FigureStyle.Margin + half, canvas.Width - FigureStyle.Margin - half));
        canvas.Y += canvas.Lines(lines, centre, canvas.Y, Size, Ink.Main, TextAnchor.Middle);
    }
}
