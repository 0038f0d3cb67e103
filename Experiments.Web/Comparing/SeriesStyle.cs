namespace Experiments.Web.Comparing;

/// <summary>How a curve is told from others: a colour of eight that people with any colour vision can tell apart (<c>--series-0</c> to <c>--series-7</c> of app.css), then dashes.</summary>
public static class SeriesStyle
{
    /// <summary>Number of colours.</summary>
    public const int Colours = 8;

    private static readonly int[][] Dashes = [[], [7, 4], [2, 3], [9, 3, 2, 3], [14, 5], [5, 2, 2, 2, 2, 2], [1, 5]];

    /// <summary>Colour of a place, 0 to 7.</summary>
    public static int ColourOf(int slot) => slot % Colours;

    /// <summary>Lengths of dashes and gaps of a place, in pixels; empty for a whole line.</summary>
    public static IReadOnlyList<int> DashOf(int slot) => Dashes[slot / Colours % Dashes.Length];

    /// <summary>The colour as a style sheet names it.</summary>
    public static string Variable(int slot) => $"var(--series-{ColourOf(slot)})";
}
