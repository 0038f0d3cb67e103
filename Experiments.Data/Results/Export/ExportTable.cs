using Experiments.Data.Model;
using Experiments.Data.Statistics;

namespace Experiments.Data.Results.Export;

/// <summary>
/// A results grid as it leaves the program: what every format is written from. Shares are 0 to 1, differences of shares too;
/// published values are per cent as printed. It holds no time of its own, so the same data give the same bytes.
/// </summary>
public sealed record ExportTable
{
    /// <summary>Where the numbers come from.</summary>
    public required ExportProvenance Provenance { get; init; }

    /// <summary>Whether it holds published values only.</summary>
    public bool IsPublished { get; init; }

    /// <summary>Headings of the row headers, in order.</summary>
    public required IReadOnlyList<string> RowHeadings { get; init; }

    /// <summary>Columns in order.</summary>
    public required IReadOnlyList<ExportColumn> Columns { get; init; }

    /// <summary>Differences in order; each row has one of each or none.</summary>
    public IReadOnlyList<ExportPair> Pairs { get; init; } = [];

    /// <summary>Rows in order.</summary>
    public required IReadOnlyList<ExportRow> Rows { get; init; }

    /// <summary>The number of seeds of every cell that has a value; null where they differ, or nothing has one.</summary>
    internal int? CommonN => Rows.SelectMany(r => r.Cells).Where(c => c.N > 0).Select(c => c.N).Distinct().ToList() is [var n] ? n : null;

    /// <summary>What cells and differences have to say, a line each: <c>L2 SS: one seed: no interval</c>.</summary>
    public IEnumerable<string> Notes()
    {
        foreach (var row in Rows)
        {
            foreach (var (cell, column) in row.Cells.Zip(Columns))
            {
                if (cell.Notes.Count > 0) yield return $"{Name(row, column.FullHeading)}: {string.Join("; ", cell.Notes)}";
            }

            foreach (var (difference, pair) in row.Differences.Zip(Pairs))
            {
                if (difference is { Note.Length: > 0 }) yield return $"{Name(row, $"{pair.Title} {pair.Heading}")}: {difference.Note}";
            }
        }
    }

    /// <summary>The headings of a level over the columns, each with the first column that it spans and their number.</summary>
    /// <param name="level">Level from the outermost, 0.</param>
    public IEnumerable<(string Text, int First, int Count)> Spans(int level)
    {
        for (int first = 0, next; first < Columns.Count; first = next)
        {
            var path = Columns[first].Headings.Take(level + 1).ToList();
            next = first + 1;
            // What stands under another heading is another one, whatever it is called.
            while (next < Columns.Count && Columns[next].Headings.Take(level + 1).SequenceEqual(path)) next++;
            yield return (Columns[first].Headings.ElementAtOrDefault(level) ?? "", first, next - first);
        }
    }

    private static string Name(ExportRow row, string column) => string.Join(" ", row.Header.Append(column).Where(t => t.Length > 0));
}

/// <summary>A column.</summary>
/// <param name="Headings">Headings over it, from the outermost.</param>
/// <param name="Label">Its own heading, for example <c>SS</c>.</param>
/// <param name="Metric">What its cells show, for example <c>mIoU</c>.</param>
public sealed record ExportColumn(IReadOnlyList<string> Headings, string Label, string Metric)
{
    /// <summary>Own heading; any metric but mIoU is named.</summary>
    internal string Heading => Metric == GridColumn.MeanIoU ? Label : $"{Label} {Metric}";

    /// <summary>All headings in a line.</summary>
    internal string FullHeading => string.Join(' ', Headings.Append(Heading));
}

/// <summary>A difference that rows show.</summary>
/// <param name="Title">Both methods, <c>L2-SP − L2</c>.</param>
/// <param name="Heading">The heading under which they are compared.</param>
/// <param name="Column">Position of the later method's column.</param>
/// <param name="Against">Position of the column that it is compared with.</param>
public sealed record ExportPair(string Title, string Heading, int Column, int Against);

/// <summary>A row.</summary>
/// <param name="Header">A text for each of the table's row headings; empty for none.</param>
/// <param name="Cells">A cell a column.</param>
/// <param name="Differences">A difference for each of the table's pairs; null where the row has none.</param>
public sealed record ExportRow(IReadOnlyList<string> Header, IReadOnlyList<ExportCell> Cells, IReadOnlyList<ExportDifference?> Differences);

/// <summary>A cell: one configuration under one protocol.</summary>
public sealed record ExportCell
{
    /// <summary>Fingerprint of the configuration; null where the row has no such cell.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Fingerprint of the protocol; null where the row has no such cell.</summary>
    public string? Protocol { get; init; }

    /// <summary>The counted values by seed.</summary>
    public IReadOnlyList<ExportValue> Values { get; init; } = [];

    /// <summary>Number of seeds.</summary>
    public int N { get; init; }

    /// <summary>Mean over seeds; null for none, NaN where a value is.</summary>
    public double? Mean { get; init; }

    /// <summary>Sample standard deviation (n − 1); null for fewer than two seeds.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>95 % t interval of the mean over seeds; null where there is none.</summary>
    public ExportInterval? Interval { get; init; }

    /// <summary>Whether it is the best of its row under its heading by more than chance.</summary>
    public bool Bold { get; init; }

    /// <summary>Published values beside it.</summary>
    public IReadOnlyList<ExportPublished> Published { get; init; } = [];

    /// <summary>What a reader must know of it: why it has no interval, what is missing, how it is scored otherwise.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A counted value.</summary>
/// <param name="Seed">Seed.</param>
/// <param name="Run">Run.</param>
/// <param name="Evaluation">Job that scored it.</param>
/// <param name="Value">The column's metric; may be NaN.</param>
public sealed record ExportValue(int Seed, long Run, long Evaluation, double Value);

/// <summary>A 95 % interval.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record ExportInterval(double Low, double High);

/// <summary>A published value beside a cell.</summary>
/// <param name="Source">Who published it.</param>
/// <param name="Value">Per cent, as printed; null where the source tells none.</param>
/// <param name="Decimals">Digits after the point that the source prints.</param>
/// <param name="Note">The source's words where it tells no value.</param>
/// <param name="Difference">The cell's mean less this one, in points; null where they are not the same experiment.</param>
/// <param name="Inside">Whether it lies in the cell's interval; null where that cannot be said.</param>
/// <param name="Departures">What the source states otherwise; empty for the same experiment.</param>
public sealed record ExportPublished(string Source, double? Value, int Decimals, string Note, double? Difference, bool? Inside, IReadOnlyList<string> Departures);

/// <summary>A difference between two cells of a row.</summary>
public sealed record ExportDifference
{
    /// <summary><c>paired</c> by seed, <c>unpaired</c>; empty where nothing is tested.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Pairs; of groups, the smaller number of values.</summary>
    public int N { get; init; }

    /// <summary>Mean difference; null where nothing is tested.</summary>
    public double? Difference { get; init; }

    /// <summary>Its 95 % t interval; null without spread.</summary>
    public ExportInterval? Interval { get; init; }

    /// <summary>p of "no difference" by the t-test; null without one.</summary>
    public double? PValue { get; init; }

    /// <summary>The same after Holm over the table.</summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>Why nothing is tested; empty where it is.</summary>
    public string Note { get; init; } = "";

    /// <summary>What <see cref="Kind"/> is of a comparison.</summary>
    public static string KindOf(MethodComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return comparison.Kind == ComparisonKind.PairedBySeed ? "paired" : "unpaired";
    }
}

/// <summary>Where a table's numbers come from.</summary>
public sealed record ExportProvenance
{
    /// <summary>The grid's number.</summary>
    public required long Grid { get; init; }

    /// <summary>The grid's name.</summary>
    public required string Name { get; init; }

    /// <summary>Each column's protocols, in words.</summary>
    public IReadOnlyList<ExportProtocol> Protocols { get; init; } = [];

    /// <summary>When the newest evaluation in it was stored, to the second, <c>2026-01-02 03:04:05 UTC</c>; empty for none.</summary>
    public string NewestEvaluation { get; init; } = "";

    /// <summary>Versions of the engine that trained its runs.</summary>
    public IReadOnlyList<string> TrainedBy { get; init; } = [];

    /// <summary>Versions of the engine that scored them.</summary>
    public IReadOnlyList<string> ScoredBy { get; init; } = [];

    /// <summary>Semantics of the engine that the fingerprints stand for; empty where there is none or they stand for others than this program's.</summary>
    public string Semantics { get; init; } = "";
}

/// <summary>A protocol of a column.</summary>
/// <param name="Heading">The column's own heading.</param>
/// <param name="Words">The protocol in words.</param>
/// <param name="Fingerprint">Its fingerprint.</param>
public sealed record ExportProtocol(string Heading, string Words, string Fingerprint);
