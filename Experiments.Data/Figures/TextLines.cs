namespace Experiments.Data.Figures;

/// <summary>Text in lines of a width.</summary>
internal static class TextLines
{
    /// <summary>Breaks at spaces, and within words that are wider than a line.</summary>
    public static IReadOnlyList<string> Wrap(string text, double width, double size, bool bold = false)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(w => Pieces(w, width, size, bold)))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && FontWidths.Of(longer, size, bold) > width)
            {
                lines.Add(line);
                line = word;
            }
            else
            {
                line = longer;
            }
        }

        if (line.Length > 0) lines.Add(line);
        return lines;
    }

    /// <summary>Width of the widest line.</summary>
    public static double Width(IReadOnlyList<string> lines, double size, bool bold = false) => lines.Count == 0 ? 0 : lines.Max(l => FontWidths.Of(l, size, bold));

    /// <summary>Height of lines.</summary>
    public static double Height(int lines, double size) => lines * size * FigureStyle.LineHeight;

    private static IEnumerable<string> Pieces(string word, double width, double size, bool bold)
    {
        var piece = "";
        foreach (var rune in word.EnumerateRunes())
        {
            var longer = piece + rune;
            if (piece.Length > 0 && FontWidths.Of(longer, size, bold) > width)
            {
                yield return piece;
                piece = rune.ToString();
            }
            else
            {
                piece = longer;
            }
        }

        if (piece.Length > 0) yield return piece;
    }
}
