using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Experiments.Data.Results.Export;

/// <summary>Writes a table as CSV (RFC 4180; no text of it is a formula, see <see cref="CsvText"/>): comma, invariant culture, lines end with LF; where it comes from stands before it in lines that begin with #.</summary>
public static class CsvExport
{
    /// <summary>How every CSV of the program is written. What holds a # is quoted, so that readers that know comments take it for text.</summary>
    internal static CsvConfiguration Format { get; } = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\n",
        ShouldQuote = args => ConfigurationFunctions.ShouldQuote(args) || args.Field?.Contains('#', StringComparison.Ordinal) == true,
    };

    /// <summary>A line a row.</summary>
    /// <param name="table">The table.</param>
    /// <param name="full">Shares of 1 in full precision, with fingerprints and the value of each seed; else per cent with two digits.</param>
    public static string Write(ExportTable table, bool full)
    {
        ArgumentNullException.ThrowIfNull(table);
        var text = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var line in ExportText.Comment(table)) text.Write($"# {line}\n");
        using (var csv = new CsvWriter(text, Format, leaveOpen: true))
        {
            WriteLine(csv, [.. table.RowHeadings, .. table.Columns.SelectMany(c => Headings(table, c, full)), .. table.Pairs.SelectMany(p => Headings(p, full)), .. table.IsPublished ? Array.Empty<string>() : ["notes"]]);
            foreach (var row in table.Rows)
            {
                WriteLine(csv,
                [
                    .. row.Header,
                    .. row.Cells.SelectMany(c => Fields(table, c, full)),
                    .. row.Differences.SelectMany(d => Fields(d, full)),
                    .. table.IsPublished ? Array.Empty<string>() : [Notes(table, row)],
                ]);
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Headings(ExportTable table, ExportColumn column, bool full)
    {
        // The metric stands with its own column: "SS top-1 %", "SS n".
        var name = string.Join(' ', column.Headings.Append(column.Label));
        var unit = full ? "" : " %";
        if (table.IsPublished) return [$"{name} {column.Metric} %"];
        string[] common = [$"{name} {column.Metric}{unit}", $"{name} std{unit}", $"{name} n", $"{name} low{unit}", $"{name} high{unit}", $"{name} best", $"{name} published %"];
        return full ? [.. common, $"{name} values by seed", $"{name} fingerprint", $"{name} protocol"] : common;
    }

    private static IEnumerable<string> Headings(ExportPair pair, bool full)
    {
        var name = $"{pair.Title} {pair.Heading}";
        string[] common = [$"{name} difference", $"{name} low", $"{name} high", $"{name} p"];
        return full ? [.. common, $"{name} p unadjusted", $"{name} n", $"{name} kind"] : common;
    }

    private static IEnumerable<string> Fields(ExportTable table, ExportCell cell, bool full)
    {
        var published = string.Join("; ", cell.Published.Select(p => table.IsPublished ? ExportText.Printed(p) : ExportText.WithSource(p)));
        if (table.IsPublished) return [published];
        Func<double?, string> share = full ? Number : ExportText.Percent;
        string[] common = [share(cell.Mean), share(cell.StandardDeviation), Text(cell.N), share(cell.Interval?.Low), share(cell.Interval?.High), cell.Bold ? "yes" : "", published];
        return full ? [.. common, string.Join(' ', cell.Values.Select(v => $"{Text(v.Seed)}={Number(v.Value)}")), cell.Fingerprint ?? "", cell.Protocol ?? ""] : common;
    }

    private static IEnumerable<string> Fields(ExportDifference? difference, bool full)
    {
        Func<double?, string> points = full ? Number : x => x is { } value ? ExportText.Points(value) : "";
        Func<double?, string> p = full ? Number : x => x is { } value ? ExportText.PValue(value) : "";
        string[] common = [points(difference?.Difference), points(difference?.Interval?.Low), points(difference?.Interval?.High), p(difference?.AdjustedPValue)];
        return full ? [.. common, Number(difference?.PValue), difference?.Difference is null ? "" : Text(difference.N), difference?.Kind ?? ""] : common;
    }

    private static string Notes(ExportTable table, ExportRow row) => string.Join("; ",
    [
        .. row.Cells.Zip(table.Columns).Where(c => c.First.Notes.Count > 0).Select(c => $"{c.Second.FullHeading}: {string.Join(", ", c.First.Notes)}"),
        .. row.Differences.Zip(table.Pairs).Where(d => d.First is { Note.Length: > 0 }).Select(d => $"{d.Second.Title} {d.Second.Heading}: {d.First!.Note}"),
    ]);

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void WriteLine(CsvWriter csv, IEnumerable<string> fields)
    {
        foreach (var field in fields) csv.WriteField(CsvText.Field(field));
        csv.NextRecord();
    }
}
