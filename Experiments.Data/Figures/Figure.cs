namespace Experiments.Data.Figures;

/// <summary>A finished drawing: shapes at their places. All lengths are points (1/72 inch), from the upper left corner.</summary>
/// <param name="Title">What it shows, for readers who cannot see it and for the file's title.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
/// <param name="Shapes">Shapes, later ones over earlier ones.</param>
public sealed record Figure(string Title, double Width, double Height, IReadOnlyList<FigureShape> Shapes);

/// <summary>A part of a drawing.</summary>
/// <param name="Ink">Its colour.</param>
public abstract record FigureShape(Ink Ink);

/// <summary>A straight line.</summary>
/// <param name="X1">Start.</param>
/// <param name="Y1">Start.</param>
/// <param name="X2">End.</param>
/// <param name="Y2">End.</param>
/// <param name="Ink">Colour.</param>
/// <param name="Thickness">Thickness.</param>
/// <param name="Dash">Length of dashes and of gaps; 0 for none.</param>
public sealed record FigureLine(double X1, double Y1, double X2, double Y2, Ink Ink, double Thickness, double Dash = 0) : FigureShape(Ink);

/// <summary>A circle.</summary>
/// <param name="X">Centre.</param>
/// <param name="Y">Centre.</param>
/// <param name="Radius">Radius.</param>
/// <param name="Ink">Colour.</param>
/// <param name="Filled">Filled with it; else a line around paper.</param>
public sealed record FigureCircle(double X, double Y, double Radius, Ink Ink, bool Filled = true) : FigureShape(Ink);

/// <summary>A closed polygon.</summary>
/// <param name="Points">Corners.</param>
/// <param name="Ink">Colour.</param>
/// <param name="Filled">Filled with it; else a line around paper.</param>
public sealed record FigurePolygon(IReadOnlyList<(double X, double Y)> Points, Ink Ink, bool Filled = true) : FigureShape(Ink);

/// <summary>Which point of a text its place names.</summary>
public enum TextAnchor
{
    /// <summary>Its left end.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its right end.</summary>
    End,
}

/// <summary>A line of text in Helvetica.</summary>
/// <param name="X">Place of the anchor.</param>
/// <param name="Y">Baseline.</param>
/// <param name="Text">Text.</param>
/// <param name="Size">Size of the type.</param>
/// <param name="Ink">Colour.</param>
/// <param name="Anchor">What lies at <paramref name="X"/>.</param>
/// <param name="Bold">Whether it is bold.</param>
public sealed record FigureText(double X, double Y, string Text, double Size, Ink Ink, TextAnchor Anchor = TextAnchor.Start, bool Bold = false) : FigureShape(Ink)
{
    /// <summary>Width by the metrics of Helvetica.</summary>
    public double Width => FontWidths.Of(Text, Size, Bold);

    /// <summary>Left end.</summary>
    public double Left => Anchor switch { TextAnchor.Start => X, TextAnchor.Middle => X - (Width / 2), _ => X - Width };
}
