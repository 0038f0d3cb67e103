using System.Globalization;

namespace Experiments.Data.Results.Export;

/// <summary>Words and numbers that the formats share.</summary>
public static class ExportText
{
    /// <summary>Where a table comes from, a line each: what stands as a comment in every format.</summary>
    public static IEnumerable<string> Comment(ExportTable table)
    {
        var from = table.Provenance;
        yield return OneLine($"Results grid {from.Grid.ToString(CultureInfo.InvariantCulture)}: {from.Name}");
        if (table.IsPublished)
        {
            yield return "Published values in per cent, as printed by their source";
            yield break;
        }

        yield return OneLine($"{Metrics(table)}: mean, sample standard deviation and 95 % t interval of the mean over n seeds; differences by seed, p of the t-test after Holm over the table");
        foreach (var protocol in from.Protocols) yield return OneLine($"{protocol.Heading}: {protocol.Words} (protocol {Short(protocol.Fingerprint)})");
        yield return $"Newest evaluation: {(from.NewestEvaluation.Length > 0 ? from.NewestEvaluation : "none")}";
        yield return OneLine($"Trained by: {Versions(from.TrainedBy)}; scored by: {Versions(from.ScoredBy)}{(from.Semantics.Length > 0 ? $"; engine semantics {from.Semantics}" : "")}");
    }

    /// <summary>A text without line breaks and other control characters.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));

    /// <summary>The first digits of a hash.</summary>
    public static string Short(string hash) => hash[..Math.Min(12, hash.Length)];

    /// <summary><c>1 seed</c>, <c>3 seeds</c>.</summary>
    public static string Plural(long count, string one, string? many = null) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");

    /// <summary>A share in per cent with two digits; empty for none.</summary>
    public static string Percent(double? share) => share switch
    {
        null => "",
        { } x when !double.IsFinite(x) => "NaN",
        { } x => (100 * x).ToString("F2", CultureInfo.InvariantCulture),
    };

    /// <summary>A difference in points with its sign, <c>+0.53</c>, <c>-1.20</c>; what rounds to nothing has none.</summary>
    public static string Points(double share) =>
        double.IsFinite(share) ? (100 * share).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) : "NaN";

    /// <summary>A p-value, <c>0.034</c>; <c>&lt;0.001</c> below that.</summary>
    internal static string PValue(double value) => value < 0.001 ? "<0.001" : value.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>The same in a sentence, <c>p = 0.034</c>, <c>p &lt; 0.001</c>.</summary>
    public static string PInWords(double value) => PValue(value) is ['<', .. var smallest] ? $"p < {smallest}" : $"p = {PValue(value)}";

    /// <summary>A published value with the digits that its source prints; in the source's words where it tells none.</summary>
    public static string Printed(ExportPublished value) =>
        value.Value is { } number ? number.ToString($"F{value.Decimals.ToString(CultureInfo.InvariantCulture)}", CultureInfo.InvariantCulture) : value.Note;

    /// <summary>A published value with its source and, for the same experiment, the difference to it.</summary>
    internal static string WithSource(ExportPublished value)
    {
        if (value.Difference is not { } difference) return $"{Printed(value)} ({value.Source})";
        var inside = value.Inside switch { true => ", inside the interval", false => ", outside the interval", null => "" };
        return $"{Printed(value)} ({value.Source}; {Points(difference / 100)}{inside})";
    }

    /// <summary>Whether a cell has no value.</summary>
    internal static bool IsMissing(ExportCell cell) => cell.N == 0;

    /// <summary>The sources of a table's published values, each once, in order.</summary>
    internal static IReadOnlyList<string> Sources(ExportTable table) =>
        [.. table.Rows.SelectMany(r => r.Cells).SelectMany(c => c.Published).Select(p => p.Source).Distinct()];

    /// <summary>Whether any cell of a column has a published value beside it.</summary>
    internal static bool HasPublished(ExportTable table, int column) => table.Rows.Any(r => r.Cells[column].Published.Count > 0);

    /// <summary>What is said of the table's numbers under it.</summary>
    internal static string Caption(ExportTable table)
    {
        if (table.IsPublished) return "Published values in per cent.";
        var n = table.CommonN is { } common ? Plural(common, "seed") : "the number of seeds in parentheses";
        return $"{Metrics(table)} in per cent, mean \u00b1 standard deviation over {n}.";
    }

    private static string Metrics(ExportTable table) => string.Join(", ", table.Columns.Select(c => c.Metric).Distinct());

    private static string Versions(IReadOnlyList<string> versions) => versions.Count == 0 ? "unknown" : string.Join(", ", versions);

}
