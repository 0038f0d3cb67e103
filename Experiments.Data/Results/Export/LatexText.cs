using System.Globalization;
using System.Text;

namespace Experiments.Data.Results.Export;

/// <summary>Text and numbers as LaTeX takes them, so that any name compiles with pdflatex and no package for its letters.</summary>
internal static class LatexText
{
    private static readonly Dictionary<int, string> Known = new()
    {
        ['\\'] = "\\textbackslash{}",
        ['{'] = "\\{",
        ['}'] = "\\}",
        ['$'] = "\\$",
        ['&'] = "\\&",
        ['#'] = "\\#",
        ['_'] = "\\_",
        ['%'] = "\\%",
        ['~'] = "\\textasciitilde{}",
        ['^'] = "\\textasciicircum{}",
        ['<'] = "\\(<\\)",
        ['>'] = "\\(>\\)",
        ['|'] = "\\(|\\)",
        ['"'] = "''",
        ['\u2212'] = "\\(-\\)",
        ['\u00b1'] = "\\(\\pm\\)",
        ['\u00d7'] = "\\(\\times\\)",
        ['\u00b7'] = "\\(\\cdot\\)",
        ['\u2026'] = "\\ldots{}",
        ['\u2013'] = "--",
        ['\u2014'] = "---",
        ['\u2018'] = "`",
        ['\u2019'] = "'",
        ['\u201c'] = "``",
        ['\u201d'] = "''",
        ['\u00a0'] = "~",
        ['\u202f'] = "\\,",
        ['\u2264'] = "\\(\\leq\\)",
        ['\u2265'] = "\\(\\geq\\)",
        ['\u2260'] = "\\(\\neq\\)",
        ['\u2192'] = "\\(\\to\\)",
        ['\u221e'] = "\\(\\infty\\)",
        ['\u00b2'] = "\\(^2\\)",
        ['\u00b3'] = "\\(^3\\)",
        ['\u00b9'] = "\\(^1\\)",
        ['\u2070'] = "\\(^0\\)",
        ['\u00b5'] = "\\(\\mu\\)",
        ['\u00b0'] = "\\(^\\circ\\)",
        ['\u00bd'] = "\\(1/2\\)",
        ['\u00bc'] = "\\(1/4\\)",
        ['\u00be'] = "\\(3/4\\)",
        ['\u03b1'] = "\\(\\alpha\\)",
        ['\u03b2'] = "\\(\\beta\\)",
        ['\u03b3'] = "\\(\\gamma\\)",
        ['\u03b4'] = "\\(\\delta\\)",
        ['\u03b5'] = "\\(\\epsilon\\)",
        ['\u03b7'] = "\\(\\eta\\)",
        ['\u03bb'] = "\\(\\lambda\\)",
        ['\u03bc'] = "\\(\\mu\\)",
        ['\u03c3'] = "\\(\\sigma\\)",
        ['\u03a3'] = "\\(\\Sigma\\)",
        ['\u0394'] = "\\(\\Delta\\)",
    };

    // Letters that the kernel's encoding composes of a base and an accent; anything else is named by its number.
    private const string Composed = "\u00c0\u00c1\u00c2\u00c3\u00c4\u00c5\u00c6\u00c7\u00c8\u00c9\u00ca\u00cb\u00cc\u00cd\u00ce\u00cf\u00d1\u00d2\u00d3\u00d4\u00d5\u00d6\u00d8\u00d9\u00da\u00db\u00dc\u00dd\u00df"
        + "\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5\u00e6\u00e7\u00e8\u00e9\u00ea\u00eb\u00ec\u00ed\u00ee\u00ef\u00f1\u00f2\u00f3\u00f4\u00f5\u00f6\u00f8\u00f9\u00fa\u00fb\u00fc\u00fd\u00ff";

    /// <summary>A text, escaped.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var rune in ExportText.OneLine(text).EnumerateRunes())
        {
            if (Known.TryGetValue(rune.Value, out var known)) escaped.Append(known);
            else if (rune.Value is >= ' ' and <= '~' || (rune.IsBmp && Composed.Contains((char)rune.Value, StringComparison.Ordinal))) escaped.Append(rune.ToString());
            else escaped.Append(CultureInfo.InvariantCulture, $"\\texttt{{U+{rune.Value:X4}}}");
        }

        return escaped.ToString();
    }

    /// <summary>A comment line.</summary>
    public static string Comment(string text) => $"% {ExportText.OneLine(text)}\n";

    /// <summary>A share with its standard deviation as siunitx reads it in a table, <c>34.75(54)</c>.</summary>
    public static string InTable(double mean, double? deviation) =>
        deviation is { } s && double.IsFinite(s) ? $"{ExportText.Percent(mean)}({Digits(s)})" : ExportText.Percent(mean);

    /// <summary>Digits of a standard deviation of shares in hundredths of a per cent, <c>54</c>.</summary>
    public static string Digits(double deviation) => ExportText.Percent(deviation).Replace(".", "", StringComparison.Ordinal).TrimStart('0') is { Length: > 0 } digits ? digits : "0";

    /// <summary>A difference of shares with its sign, <c>\(+\)\num{0.53}</c>.</summary>
    public static string Points(double share)
    {
        if (!double.IsFinite(share)) return "NaN";
        var text = ExportText.Points(share);
        return text[0] switch { '+' => $"\\(+\\)\\num{{{text[1..]}}}", '-' => $"\\(-\\)\\num{{{text[1..]}}}", _ => $"\\num{{{text}}}" };
    }

    /// <summary>A published value as its source prints it; ? where the source does not know, -- where it reports none.</summary>
    public static string Published(ExportPublished value) =>
        value.Value is null ? (value.Note.Contains("(?)", StringComparison.Ordinal) ? "?" : "--") : ExportText.Printed(value);

    /// <summary>A difference with its interval.</summary>
    public static string Difference(ExportDifference? difference)
    {
        if (difference?.Difference is not { } value) return "--";
        return difference.Interval is { } interval ? $"{Points(value)} [{Points(interval.Low)}, {Points(interval.High)}]" : Points(value);
    }
}
