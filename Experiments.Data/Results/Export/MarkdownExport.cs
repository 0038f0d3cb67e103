using System.Globalization;
using System.Text;

namespace Experiments.Data.Results.Export;

/// <summary>Writes a table in GitHub's Markdown: one line of headings, nested ones joined; where it comes from is a comment before it.</summary>
public static class MarkdownExport
{
    private const string Special = "\\`*_{}[]<>|#~&";

    /// <summary>The table.</summary>
    public static string Write(ExportTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var text = new StringBuilder("<!--\n");
        // Two dashes would end the comment.
        foreach (var line in ExportText.Comment(table)) text.Append(line.Replace("--", "- -", StringComparison.Ordinal).Replace("--", "- -", StringComparison.Ordinal).Replace('>', '\u203a')).Append('\n');
        text.Append("-->\n\n");
        var published = Enumerable.Range(0, table.Columns.Count).Where(c => !table.IsPublished && ExportText.HasPublished(table, c)).ToHashSet();
        Line(text,
        [
            .. table.RowHeadings.Select(Escape),
            .. table.Columns.SelectMany((c, i) => published.Contains(i) ? new[] { Escape(c.FullHeading), $"{Escape(c.FullHeading)} published" } : [Escape(c.FullHeading)]),
            .. table.Pairs.Select(p => Escape($"{p.Title}, {p.Heading}")),
        ]);
        var countsSeeds = table.CommonN is null;
        var values = table.Columns.Count + published.Count + table.Pairs.Count;
        Line(text, [.. table.RowHeadings.Select(_ => "---"), .. Enumerable.Repeat("---:", values)]);
        foreach (var row in table.Rows)
        {
            Line(text,
            [
                .. row.Header.Select(Escape),
                .. row.Cells.SelectMany((c, i) => published.Contains(i) ? new[] { Cell(table, c, countsSeeds), Escape(string.Join("; ", c.Published.Select(ExportText.WithSource))) } : [Cell(table, c, countsSeeds)]),
                .. row.Differences.Select(Difference),
            ]);
        }

        text.Append('\n').Append(Escape(ExportText.Caption(table)));
        if (!table.IsPublished)
        {
            if (table.Rows.Any(r => r.Cells.Any(c => c.Interval is not null))) text.Append(" In brackets the 95 % interval over seeds.");
            if (table.Rows.Any(r => r.Cells.Any(c => c.Bold))) text.Append(" Bold differs from the second of its row (p < 0.05).");
            text.Append('\n');
            var notes = table.Notes().ToList();
            if (notes.Count > 0) text.Append('\n');
            foreach (var note in notes) text.Append("- ").Append(Escape(note)).Append('\n');
        }
        else
        {
            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Cell(ExportTable table, ExportCell cell, bool countsSeeds)
    {
        if (table.IsPublished) return Escape(string.Join("; ", cell.Published.Select(ExportText.Printed)));
        if (ExportText.IsMissing(cell)) return "\u2013";
        var value = cell.StandardDeviation is { } deviation && double.IsFinite(deviation)
            ? $"{ExportText.Percent(cell.Mean)} \u00b1 {ExportText.Percent(deviation)}"
            : ExportText.Percent(cell.Mean);
        var text = cell.Bold ? $"**{value}**" : value;
        if (countsSeeds) text += $" ({cell.N.ToString(CultureInfo.InvariantCulture)})";
        return cell.Interval is { } interval ? $"{text} \\[{ExportText.Percent(interval.Low)}, {ExportText.Percent(interval.High)}\\]" : text;
    }

    private static string Difference(ExportDifference? difference)
    {
        if (difference?.Difference is not { } value) return "\u2013";
        var text = ExportText.Points(value);
        if (difference.Interval is { } interval) text += $" \\[{ExportText.Points(interval.Low)}, {ExportText.Points(interval.High)}\\]";
        return difference.AdjustedPValue is { } p ? $"{text}, {Escape(ExportText.PInWords(p))}" : text;
    }

    private static void Line(StringBuilder text, IEnumerable<string> fields) => text.Append("| ").AppendJoin(" | ", fields).Append(" |\n");

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in ExportText.OneLine(text))
        {
            if (Special.Contains(c, StringComparison.Ordinal)) escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
