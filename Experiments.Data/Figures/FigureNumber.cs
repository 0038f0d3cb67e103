using System.Globalization;

namespace Experiments.Data.Figures;

/// <summary>Numbers as papers print them: a true minus sign, a point, no separators.</summary>
internal static class FigureNumber
{
    /// <summary>With a fixed number of decimals.</summary>
    public static string Of(double value, int decimals) => Signed(value.ToString($"F{decimals}", CultureInfo.InvariantCulture));

    /// <summary>A number's text with a minus sign for its hyphen; none before zero.</summary>
    public static string Signed(string number) =>
        number[0] != '-' ? number : number.All(c => c is '-' or '0' or '.') ? number[1..] : $"−{number[1..]}";
}
