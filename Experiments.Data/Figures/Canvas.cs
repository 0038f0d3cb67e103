namespace Experiments.Data.Figures;

/// <summary>Collects shapes from the top down.</summary>
internal sealed class Canvas(double width)
{
    private readonly List<FigureShape> _shapes = [];

    /// <summary>Width.</summary>
    public double Width => width;

    /// <summary>Where the next part begins.</summary>
    public double Y { get; set; } = FigureStyle.Margin;

    public void Add(FigureShape shape) => _shapes.Add(shape);

    /// <summary>Text over the whole width, in as many lines as it takes.</summary>
    public void Paragraph(string text, double size, Ink ink, bool bold = false)
    {
        if (text.Length == 0) return;
        Y += Lines(TextLines.Wrap(text, width - (2 * FigureStyle.Margin), size, bold), FigureStyle.Margin, Y, size, ink, TextAnchor.Start, bold);
    }

    /// <summary>Lines of text below each other; the answer is their height.</summary>
    public double Lines(IReadOnlyList<string> lines, double x, double top, double size, Ink ink, TextAnchor anchor = TextAnchor.Start, bool bold = false)
    {
        for (var i = 0; i < lines.Count; i++) Add(new FigureText(x, top + (i * size * FigureStyle.LineHeight) + size, lines[i], size, ink, anchor, bold));
        return TextLines.Height(lines.Count, size);
    }

    /// <summary>The figure so far.</summary>
    public Figure Done(string title) => new(title, Width, Y + FigureStyle.Margin, _shapes);
}
