using System.Globalization;
using System.Text;

namespace Experiments.Data.Results.Export;

/// <summary>
/// Writes a table for LaTeX with booktabs and siunitx (2 or 3): nested headings over rules, numbers aligned at the point, the
/// best of a row in bold, published values in a column beside ours, differences with interval and p.
/// </summary>
public static class LatexExport
{
    /// <summary>More methods than this are compared in the other formats only: the page would be too narrow.</summary>
    private const int MostPairs = 4;

    /// <summary>A whole <c>table</c> environment, to be read with <c>\input</c>.</summary>
    public static string Write(ExportTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var pairs = table.Pairs.Count <= MostPairs ? table.Pairs.ToList() : [];
        var marks = ExportText.Sources(table).Select((source, i) => (source, Mark: Mark(i))).ToDictionary(m => m.source, m => m.Mark);
        var published = Enumerable.Range(0, table.Columns.Count).Select(c => !table.IsPublished && ExportText.HasPublished(table, c)).ToList();
        var countsSeeds = table.CommonN is null;
        var text = new StringBuilder();
        foreach (var line in ExportText.Comment(table)) text.Append(LatexText.Comment(line));
        text.Append(LatexText.Comment("Needs \\usepackage{booktabs,siunitx} and, before 2018, \\usepackage[utf8]{inputenc}."));
        text.Append("\\begin{table}\n\\centering\n\\small\n\\sisetup{separate-uncertainty = true, detect-weight = true, mode = text}\n");
        text.Append("\\begin{tabular}{").Append('l', table.RowHeadings.Count);
        for (var c = 0; c < table.Columns.Count; c++) text.Append(Specification(table, c, countsSeeds)).Append(published[c] ? "r" : "");
        text.Append(string.Concat(pairs.Select(_ => "rr"))).Append("}\n\\toprule\n");
        WriteHeadings(text, table, published, pairs);
        text.Append("\\midrule\n");
        for (var r = 0; r < table.Rows.Count; r++)
        {
            var row = table.Rows[r];
            Line(text,
            [
                .. row.Header.Select((h, i) => RepeatsAbove(table, r, i) ? "" : LatexText.Escape(h)),
                .. row.Cells.SelectMany((cell, c) => published[c] ? new[] { Cell(table, cell, countsSeeds), Published(cell, marks) } : [Cell(table, cell, countsSeeds)]),
                .. row.Differences.Take(pairs.Count).SelectMany(d => new[] { LatexText.Difference(d), PValue(d) }),
            ]);
        }

        text.Append("\\bottomrule\n\\end{tabular}\n\\caption{").Append(Caption(table, pairs, marks)).Append("}\n\\label{tab:").Append(PlainName.Of(table.Provenance.Name, "results")).Append("}\n\\end{table}\n");
        foreach (var note in table.Notes()) text.Append(LatexText.Comment(note));
        if (pairs.Count < table.Pairs.Count) text.Append(LatexText.Comment($"{table.Pairs.Count.ToString(CultureInfo.InvariantCulture)} differences are too many for a page: they are in the other formats."));
        return text.ToString();
    }

    private static string Specification(ExportTable table, int column, bool countsSeeds)
    {
        if (table.IsPublished) return "r";
        var cells = table.Rows.Select(r => r.Cells[column]).Where(c => c.Mean is { } mean && double.IsFinite(mean)).ToList();
        var whole = cells.Select(c => ExportText.Percent(c.Mean).IndexOf('.', StringComparison.Ordinal)).DefaultIfEmpty(2).Max();
        var uncertain = cells.Where(c => c.StandardDeviation is { } s && double.IsFinite(s)).Select(c => LatexText.Digits(c.StandardDeviation!.Value).Length).DefaultIfEmpty(0).Max();
        // What follows a number needs room of its own, or it runs into the next column.
        var after = countsSeeds ? $", table-space-text-post = {{{NumberOfSeeds(table.Rows.SelectMany(r => r.Cells).Max(c => c.N))}}}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"S[table-format = {whole}.2{(uncertain > 0 ? $"({uncertain})" : "")}{after}]");
    }

    /// <summary>The nested headings with their rules, then a line with each column's own.</summary>
    private static void WriteHeadings(StringBuilder text, ExportTable table, List<bool> published, List<ExportPair> pairs)
    {
        var levels = table.Columns.Max(c => (int?)c.Headings.Count) ?? 0;
        if (pairs.Count > 0) levels = Math.Max(levels, 1);
        for (var level = 0; level < levels; level++)
        {
            var fields = Enumerable.Repeat("", table.RowHeadings.Count).ToList();
            var rules = new List<string>();
            var at = table.RowHeadings.Count + 1;
            void Over(string heading, int span)
            {
                fields.Add($"\\multicolumn{{{span.ToString(CultureInfo.InvariantCulture)}}}{{c}}{{{LatexText.Escape(heading)}}}");
                if (heading.Length > 0) rules.Add(string.Create(CultureInfo.InvariantCulture, $"\\cmidrule(lr){{{at}-{at + span - 1}}}"));
                at += span;
            }

            foreach (var (heading, first, count) in table.Spans(level)) Over(heading, count + published.GetRange(first, count).Count(p => p));
            foreach (var group in pairs.GroupBy(p => p.Title)) Over(level == levels - 1 ? group.Key : "", 2 * group.Count());
            Line(text, fields);
            if (rules.Count > 0) text.Append(string.Concat(rules)).Append('\n');
        }

        Line(text,
        [
            .. table.RowHeadings.Select(LatexText.Escape),
            .. table.Columns.SelectMany((c, i) => published[i] ? new[] { $"{{{LatexText.Escape(c.Heading)}}}", "published" } : [$"{{{LatexText.Escape(c.Heading)}}}"]),
            .. pairs.SelectMany(p => new[] { LatexText.Escape(p.Heading), "\\(p\\)" }),
        ]);
    }

    private static string Cell(ExportTable table, ExportCell cell, bool countsSeeds)
    {
        if (table.IsPublished) return string.Join("; ", cell.Published.Select(LatexText.Published));
        if (ExportText.IsMissing(cell)) return "{--}";
        var n = countsSeeds ? NumberOfSeeds(cell.N) : "";
        if (cell.Mean is not { } mean || !double.IsFinite(mean)) return $"{{NaN{n}}}";
        return $"{(cell.Bold ? "\\bfseries " : "")}{LatexText.InTable(mean, cell.StandardDeviation)}{n}";
    }

    private static string NumberOfSeeds(int n) => string.Create(CultureInfo.InvariantCulture, $"\\,{{\\scriptsize ({n})}}");

    private static string Published(ExportCell cell, Dictionary<string, string> marks) => string.Join(" / ", cell.Published.Select(p =>
    {
        var difference = p.Difference is { } d ? $" ({LatexText.Points(d / 100)})" : "";
        return $"{LatexText.Published(p)}\\textsuperscript{{{marks[p.Source]}}}{difference}";
    }));

    private static string PValue(ExportDifference? difference)
    {
        if (difference?.AdjustedPValue is not { } p) return "";
        return ExportText.PValue(p) is ['<', .. var smallest] ? $"\\(<\\)\\num{{{smallest}}}" : $"\\num{{{ExportText.PValue(p)}}}";
    }

    private static string Caption(ExportTable table, List<ExportPair> pairs, Dictionary<string, string> marks)
    {
        var words = new List<string> { LatexText.Escape(ExportText.Caption(table)) };
        if (table.Rows.Any(r => r.Cells.Any(c => c.Bold))) words.Add("Bold differs from the second of its row (\\(p < 0.05\\)).");
        if (pairs.Count > 0) words.Add("Differences in points with their 95\\,\\% interval over seeds; \\(p\\) after Holm over the table.");
        if (!table.IsPublished && marks.Count > 0) words.Add($"Published by {string.Join(", ", marks.Select(m => $"\\textsuperscript{{{m.Value}}}{LatexText.Escape(m.Key)}"))}; in parentheses our difference to it where it is the same experiment.");
        return string.Join(' ', words);
    }

    /// <summary>a, b, ... z, aa, ab, ...</summary>
    private static string Mark(int index) => index < 26 ? ((char)('a' + index)).ToString() : Mark((index / 26) - 1) + Mark(index % 26);

    /// <summary>Whether a row says in this and every header before it what the row above says; its last header is always told.</summary>
    private static bool RepeatsAbove(ExportTable table, int row, int header) =>
        row > 0 && header < table.RowHeadings.Count - 1
        && table.Rows[row].Header.Take(header + 1).SequenceEqual(table.Rows[row - 1].Header.Take(header + 1));

    private static void Line(StringBuilder text, IEnumerable<string> fields) => text.AppendJoin(" & ", fields).Append(" \\\\\n");
}
