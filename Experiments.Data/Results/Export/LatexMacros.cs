using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Experiments.Data.Results.Export;

/// <summary>
/// Writes one macro a cell and a difference, so that a paper's text takes its numbers from the table. A macro's name is made of
/// the words of grid, row and column alone: it stays when rows, columns or values are added.
/// </summary>
public static class LatexMacros
{
    private static readonly string[] Numerals = ["Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

    /// <summary>The file, to be read with <c>\input</c>.</summary>
    public static string Write(ExportTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var text = new StringBuilder();
        foreach (var line in ExportText.Comment(table)) text.Append(LatexText.Comment(line));
        text.Append(LatexText.Comment("Needs \\usepackage{siunitx}. A macro's name is made of the words of grid, row and column, digits spelled out."));
        var macros = Macros(table).ToList();
        var shared = macros.GroupBy(m => Name(m.Words)).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (words, value) in macros)
        {
            var name = Name(words);
            // Words that differ only in what a name cannot hold are told apart by letters made of the words themselves.
            if (shared.Contains(name)) name += Letters(words);
            // Rows that say the same have their place alone to be told apart by.
            while (!taken.Add(name)) name += "Again";
            text.Append(CultureInfo.InvariantCulture, $"\\newcommand{{\\{name}}}{{{value}}} % {ExportText.OneLine(string.Join(" \u00b7 ", words.Skip(1)))}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<(IReadOnlyList<string> Words, string Value)> Macros(ExportTable table)
    {
        foreach (var row in table.Rows)
        {
            for (var c = 0; c < table.Columns.Count; c++)
                yield return (Words(table, row, [.. table.Columns[c].Headings, table.Columns[c].Heading]), Value(table, row.Cells[c]));
            for (var p = 0; p < table.Pairs.Count; p++)
                yield return (Words(table, row, [table.Pairs[p].Title, table.Pairs[p].Heading, "difference"]), LatexText.Difference(row.Differences[p]));
        }
    }

    private static IReadOnlyList<string> Words(ExportTable table, ExportRow row, IEnumerable<string> column) => [table.Provenance.Name, .. row.Header, .. column];

    private static string Value(ExportTable table, ExportCell cell)
    {
        if (table.IsPublished) return string.Join("; ", cell.Published.Select(LatexText.Published));
        if (ExportText.IsMissing(cell)) return "--";
        if (cell.Mean is not { } mean || !double.IsFinite(mean)) return "NaN";
        return cell.StandardDeviation is { } deviation && double.IsFinite(deviation)
            ? $"\\num[separate-uncertainty = true]{{{LatexText.InTable(mean, deviation)}}}"
            : $"\\num{{{ExportText.Percent(mean)}}}";
    }

    /// <summary>Letters only: every word with a capital, digits spelled out, a minus between methods as a word.</summary>
    private static string Name(IReadOnlyList<string> words)
    {
        var name = new StringBuilder();
        foreach (var word in words)
        {
            var capital = true;
            foreach (var c in word)
            {
                if (char.IsAsciiLetter(c))
                {
                    name.Append(capital ? char.ToUpperInvariant(c) : c);
                    capital = false;
                    continue;
                }

                if (char.IsAsciiDigit(c)) name.Append(Numerals[c - '0']);
                else if (c == '\u2212') name.Append("Minus");
                capital = true;
            }
        }

        // A name of no letter at all is none.
        return name.Length == 0 ? "Result" : name.ToString();
    }

    /// <summary>Eight letters that stand for the words.</summary>
    private static string Letters(IReadOnlyList<string> words) =>
        string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', words))).Take(8).Select(b => (char)('a' + (b % 26))));
}
