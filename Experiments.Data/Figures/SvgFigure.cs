using System.Globalization;
using System.Text;

namespace Experiments.Data.Figures;

/// <summary>
/// Writes a figure as SVG: a file of its own, or a part of a page. Colours are CSS variables (<c>--figure-ink</c>, <c>--figure-paper</c>,
/// <c>--figure-series-1</c> …) that a page may set, for a dark background too; without them, and in programs that know no variables, those of paper
/// hold. Each text is told its width, so that another font cannot make it run into its neighbour. The same figure gives the same bytes.
/// </summary>
public static class SvgFigure
{
    /// <summary>The SVG element.</summary>
    public static string Write(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{N(figure.Width)}pt\" height=\"{N(figure.Height)}pt\" viewBox=\"0 0 {N(figure.Width)} {N(figure.Height)}\" role=\"img\" aria-label=\"{Escape(figure.Title)}\" font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(figure.Title)}</title>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{N(figure.Width)}\" height=\"{N(figure.Height)}\" {Fill(Ink.Paper)}/>\n");
        foreach (var shape in figure.Shapes) svg.Append(Write(shape)).Append('\n');
        return svg.Append("</svg>\n").ToString();
    }

    private static string Write(FigureShape shape) => shape switch
    {
        FigureLine l => $"<line x1=\"{N(l.X1)}\" y1=\"{N(l.Y1)}\" x2=\"{N(l.X2)}\" y2=\"{N(l.Y2)}\" {Stroke(l.Ink)} stroke-width=\"{N(l.Thickness)}\"{(l.Dash > 0 ? $" stroke-dasharray=\"{N(l.Dash)}\"" : "")}/>",
        FigureCircle c => $"<circle cx=\"{N(c.X)}\" cy=\"{N(c.Y)}\" r=\"{N(c.Radius)}\" {Area(c.Ink, c.Filled)}/>",
        FigurePolygon p => $"<polygon points=\"{string.Join(' ', p.Points.Select(q => $"{N(q.X)},{N(q.Y)}"))}\" {Area(p.Ink, p.Filled)}/>",
        FigureText t => $"<text x=\"{N(t.Left)}\" y=\"{N(t.Y)}\" font-size=\"{N(t.Size)}\"{(t.Bold ? " font-weight=\"bold\"" : "")} textLength=\"{N(t.Width)}\" lengthAdjust=\"spacingAndGlyphs\" {Fill(t.Ink)}>{Escape(t.Text)}</text>",
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "Not a shape that SVG has here."),
    };

    private static string Area(Ink ink, bool filled) => filled ? Fill(ink) : $"{Colours(("fill", Ink.Paper), ("stroke", ink))} stroke-width=\"{N(FigureStyle.Thin)}\"";

    private static string Fill(Ink ink) => Colours(("fill", ink));

    private static string Stroke(Ink ink) => Colours(("stroke", ink));

    /// <summary>As attributes for programs that know no variables, then as a style for those that do.</summary>
    private static string Colours(params (string Property, Ink Ink)[] colours) =>
        string.Concat(colours.Select(c => $"{c.Property}=\"#{c.Ink.Rgb}\" "))
        + $"style=\"{string.Join(';', colours.Select(c => $"{c.Property}:var(--figure-{c.Ink.Name},#{c.Ink.Rgb})"))}\"";

    private static string N(double value)
    {
        var text = value.ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                // XML has no place for control characters, not even escaped.
                < ' ' or 0xfffe or 0xffff => "\ufffd",
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }
}
