namespace Experiments.Data.Figures;

/// <summary>The form of a mark; forms tell series apart where colours do not.</summary>
internal enum MarkForm
{
    Circle,
    Square,
    Triangle,
    Diamond,
    Dot,
}

/// <summary>An entry of a legend.</summary>
/// <param name="Label">What it stands for.</param>
/// <param name="Form">Form of its mark.</param>
/// <param name="Ink">Colour.</param>
/// <param name="HasLine">Whether a line goes through the mark: an interval or a series.</param>
/// <param name="Dash">Dashes of that line.</param>
/// <param name="Filled">Whether the mark is filled.</param>
internal sealed record LegendEntry(string Label, MarkForm Form, Ink Ink, bool HasLine = false, double Dash = 0, bool Filled = true);

/// <summary>Marks of values, and legends of them.</summary>
internal static class Marks
{
    public const double Radius = 2.6;
    public const double DotRadius = 1.3;
    private const double Sample = 16;

    public static void Draw(Canvas canvas, MarkForm form, double x, double y, Ink ink, bool filled = true)
    {
        // Equal areas look equal.
        var (square, triangle, diamond) = (Radius * 0.89, Radius * 1.3, Radius * 1.25);
        canvas.Add(form switch
        {
            MarkForm.Circle => new FigureCircle(x, y, Radius, ink, filled),
            MarkForm.Dot => new FigureCircle(x, y, DotRadius, ink, filled),
            MarkForm.Square => new FigurePolygon([(x - square, y - square), (x + square, y - square), (x + square, y + square), (x - square, y + square)], ink, filled),
            MarkForm.Triangle => new FigurePolygon([(x, y - triangle), (x + triangle, y + (0.75 * triangle)), (x - triangle, y + (0.75 * triangle))], ink, filled),
            _ => new FigurePolygon([(x, y - diamond), (x + diamond, y), (x, y + diamond), (x - diamond, y)], ink, filled),
        });
    }

    /// <summary>Entries beside each other, in as many rows as they take.</summary>
    public static void Legend(Canvas canvas, IReadOnlyList<LegendEntry> entries)
    {
        const double Size = FigureStyle.SmallSize;
        var (x, y, tallest) = (FigureStyle.Margin, canvas.Y + 2, 0.0);
        foreach (var (label, form, ink, hasLine, dash, filled) in entries)
        {
            var lines = TextLines.Wrap(label, canvas.Width - (2 * FigureStyle.Margin) - Sample - 3, Size);
            var width = Sample + 3 + TextLines.Width(lines, Size);
            if (x > FigureStyle.Margin && x + width > canvas.Width - FigureStyle.Margin) (x, y, tallest) = (FigureStyle.Margin, y + tallest, 0);
            var middle = y + (0.65 * Size);
            if (hasLine) canvas.Add(new FigureLine(x, middle, x + Sample, middle, ink, FigureStyle.Thick, dash));
            Draw(canvas, form, x + (Sample / 2), middle, ink, filled);
            tallest = Math.Max(tallest, canvas.Lines(lines, x + Sample + 3, y, Size, Ink.Main));
            x += width + 10;
        }

        canvas.Y = y + tallest;
    }
}
