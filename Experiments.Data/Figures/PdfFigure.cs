using System.Globalization;
using System.Text;

namespace Experiments.Data.Figures;

/// <summary>
/// Writes a figure as a PDF of one page: lines and text, no pixels, in the standard fonts Helvetica and Symbol (ISO 32000-1, 9.6.2.2), which every
/// reader has and which are not embedded. There is no date and no identifier in it: the same figure gives the same bytes.
/// Characters that the fonts do not have (<see cref="Missing"/>) are drawn as question marks.
/// </summary>
public static class PdfFigure
{
    // A circle of radius 1 by four cubic curves.
    private const double Curve = 0.5522847498;

    /// <summary>The file.</summary>
    public static byte[] Write(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var content = new StringBuilder();
        foreach (var shape in figure.Shapes) Draw(content, figure.Height, shape);
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {N(figure.Width)} {N(figure.Height)}] /Contents 4 0 R /Resources << /Font << /F0 5 0 R /F1 6 0 R /F2 7 0 R >> >> >>",
            $"<< /Length {content.Length} >>\nstream\n{content}endstream",
            $"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding {Encoding} >>",
            $"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding {Encoding} >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>",
            $"<< /Title <{Convert.ToHexString([0xfe, 0xff, .. System.Text.Encoding.BigEndianUnicode.GetBytes(figure.Title)])}> >>",
        ];
        // All bytes are ASCII, so that lengths of text are places in the file.
        var file = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            places.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var place in places) file.Append(CultureInfo.InvariantCulture, $"{place:0000000000} 00000 n \n");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R /Info {objects.Length} 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return System.Text.Encoding.ASCII.GetBytes(file.ToString());
    }

    /// <summary>The characters of a figure that the PDF cannot show; empty for most.</summary>
    public static string Missing(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return string.Concat(figure.Shapes.OfType<FigureText>().SelectMany(t => t.Text.EnumerateRunes()).Where(r => FontWidths.CodeOf(r.Value) is null).Distinct());
    }

    private static string Encoding => $"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [{FontWidths.MinusCode} /minus] >>";

    private static void Draw(StringBuilder content, double height, FigureShape shape)
    {
        string P(double x, double y) => $"{N(x)} {N(height - y)}";
        string Paint(Ink ink, bool filled) => filled ? $"{Rgb(ink)} rg" : $"{Rgb(Ink.Paper)} rg {Rgb(ink)} RG {N(FigureStyle.Thin)} w";
        switch (shape)
        {
            case FigureLine l:
                content.Append(CultureInfo.InvariantCulture, $"{Rgb(l.Ink)} RG {N(l.Thickness)} w [{(l.Dash > 0 ? N(l.Dash) : "")}] 0 d {P(l.X1, l.Y1)} m {P(l.X2, l.Y2)} l S [] 0 d\n");
                break;
            case FigureCircle c:
                var (r, k) = (c.Radius, c.Radius * Curve);
                content.Append(CultureInfo.InvariantCulture, $"{Paint(c.Ink, c.Filled)} {P(c.X + r, c.Y)} m ")
                    .Append(CultureInfo.InvariantCulture, $"{P(c.X + r, c.Y + k)} {P(c.X + k, c.Y + r)} {P(c.X, c.Y + r)} c ")
                    .Append(CultureInfo.InvariantCulture, $"{P(c.X - k, c.Y + r)} {P(c.X - r, c.Y + k)} {P(c.X - r, c.Y)} c ")
                    .Append(CultureInfo.InvariantCulture, $"{P(c.X - r, c.Y - k)} {P(c.X - k, c.Y - r)} {P(c.X, c.Y - r)} c ")
                    .Append(CultureInfo.InvariantCulture, $"{P(c.X + k, c.Y - r)} {P(c.X + r, c.Y - k)} {P(c.X + r, c.Y)} c {(c.Filled ? "f" : "b")}\n");
                break;
            case FigurePolygon p:
                content.Append(CultureInfo.InvariantCulture, $"{Paint(p.Ink, p.Filled)} {P(p.Points[0].X, p.Points[0].Y)} m ");
                foreach (var (x, y) in p.Points.Skip(1)) content.Append(CultureInfo.InvariantCulture, $"{P(x, y)} l ");
                content.Append(p.Filled ? "f\n" : "b\n");
                break;
            case FigureText t:
                content.Append(CultureInfo.InvariantCulture, $"BT {Rgb(t.Ink)} rg {P(t.Left, t.Y)} Td {Runs(t)} ET\n");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(shape), shape, "Not a shape that PDF has here.");
        }
    }

    /// <summary>The text in runs of one font.</summary>
    private static string Runs(FigureText text)
    {
        var runs = new StringBuilder();
        var current = "";
        foreach (var rune in text.Text.EnumerateRunes())
        {
            var (code, isSymbol) = FontWidths.CodeOf(rune.Value) ?? ((byte)'?', false);
            var font = isSymbol ? "F2" : text.Bold ? "F1" : "F0";
            if (font != current) runs.Append(CultureInfo.InvariantCulture, $"{(current.Length > 0 ? ") Tj " : "")}/{font} {N(text.Size)} Tf (");
            current = font;
            if (code is (byte)'(' or (byte)')' or (byte)'\\') runs.Append('\\').Append((char)code);
            else if (code < 127) runs.Append((char)code);
            else runs.Append('\\').Append(Convert.ToString(code, 8));
        }

        return current.Length > 0 ? runs.Append(") Tj").ToString() : "";
    }

    private static string Rgb(Ink ink) => string.Join(' ', Convert.FromHexString(ink.Rgb).Select(b => (b / 255.0).ToString("0.###", CultureInfo.InvariantCulture)));

    private static string N(double value)
    {
        var text = value.ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }
}
