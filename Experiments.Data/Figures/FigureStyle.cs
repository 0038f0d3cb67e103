namespace Experiments.Data.Figures;

/// <summary>Measures that every figure shares, in points.</summary>
public static class FigureStyle
{
    /// <summary>Width of a column of a two-column paper, 3½ inches.</summary>
    public const double OneColumn = 252;

    /// <summary>Width of both columns, 7⅙ inches.</summary>
    public const double TwoColumns = 516;

    /// <summary>The narrowest figure that is drawn.</summary>
    public const double Narrowest = 180;

    internal const double TextSize = 8;
    internal const double SmallSize = 7;
    internal const double TitleSize = 9;
    internal const double LineHeight = 1.25;
    internal const double Margin = 6;
    internal const double Gap = 6;
    internal const double Thin = 0.75;
    internal const double Thick = 1.25;

    /// <summary>Refuses widths that leave no room to draw in.</summary>
    internal static void CheckWidth(double width)
    {
        if (!(width >= Narrowest && width <= 10_000))
            throw new ArgumentOutOfRangeException(nameof(width), width, $"A figure is {Narrowest} to 10000 points wide: use {OneColumn} for one column of a paper, {TwoColumns} for two.");
    }
}
