using System.Globalization;
using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Data.Statistics;
using Experiments.Engine.Schema;
using Experiments.Web.Results;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Exports;

/// <summary>Makes what is exported of a grid: with protocols in words, published values judged, and what each cell lacks.</summary>
public static class ExportTables
{
    /// <summary>The table.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="provenance">Where its numbers come from; the protocols are filled in here.</param>
    public static ExportTable Of(GridView grid, ExportProvenance provenance)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(provenance);
        var notes = grid.IsPublished ? null : new ProtocolNotes(grid);
        var groups = PairGroup.Of(grid).SelectMany(g => g.Headings.Select((heading, k) => (Group: g, Heading: heading, Place: k))).ToList();
        return new ExportTable
        {
            Provenance = provenance with { Protocols = grid.IsPublished ? [] : Protocols(grid) },
            IsPublished = grid.IsPublished,
            RowHeadings = [.. grid.HeaderNames.Select(HeadingOf)],
            Columns = [.. grid.Columns.Select(c => new ExportColumn([.. c.Header.Select(h => h.Value)], c.Label, c.Metric))],
            Pairs = [.. groups.Select(p => new ExportPair(p.Group.Title, p.Heading, p.Group.Columns[p.Place], p.Group.Against[p.Place]))],
            Rows =
            [
                .. grid.Rows.Select((row, r) => new ExportRow(
                    [.. grid.HeaderNames.Select(name => row.Header.FirstOrDefault(h => h.Name == name)?.Value ?? "")],
                    [.. row.Cells.Select((cell, c) => Cell(row, cell, c, notes?.Difference(r, c) ?? ""))],
                    [.. groups.Select(p => Difference(row, p.Group.Of(row, p.Place)))])),
            ],
        };
    }

    /// <summary>A row heading as the page shows it: settings by their name in words.</summary>
    private static string HeadingOf(string name) => SettingCatalog.All.Any(s => s.Key == name) ? SettingGroups.LabelOf(name) : name;

    /// <summary>Every protocol of every heading, once.</summary>
    private static IReadOnlyList<ExportProtocol> Protocols(GridView grid) =>
    [
        .. Enumerable.Range(0, grid.Columns.Count)
            .SelectMany(c => grid.Rows.Select(r => (Heading: grid.Columns[c].Heading, Cell: r.Cells[c])))
            .Where(c => c.Cell is { ProtocolJson.Length: > 0, ProtocolFingerprint.Length: > 0 })
            .DistinctBy(c => (c.Heading, c.Cell.ProtocolFingerprint))
            .Select(c => new ExportProtocol(c.Heading, ProtocolText.Of(SchemaJson.ReadProtocol(c.Cell.ProtocolJson!)), c.Cell.ProtocolFingerprint!)),
    ];

    private static ExportCell Cell(GridRowView row, GridCellView cell, int column, string otherwise)
    {
        var arm = row.Arms.FirstOrDefault(a => a.ArmId == cell.ArmId);
        return new ExportCell
        {
            Fingerprint = arm?.Fingerprint,
            Protocol = cell.ProtocolFingerprint,
            Values = [.. cell.Values.Select(v => new ExportValue(v.Seed, v.RunId, v.JobId, v.Value))],
            N = cell.N,
            Mean = cell.Mean,
            StandardDeviation = cell.StandardDeviation,
            Interval = IntervalOf(cell.Interval),
            Bold = row.IsBold(column),
            Published = Published(cell, arm),
            Notes = cell.ProtocolFingerprint is null ? [] : [.. Notes(cell, arm, otherwise)],
        };
    }

    private static IReadOnlyList<ExportPublished> Published(GridCellView cell, GridArmView? arm)
    {
        var judged = PublishedMatch.Of(cell, arm?.ConfigurationJson);
        return
        [
            .. cell.Published.Select(p => judged.FirstOrDefault(m => m.Value == p) is { } match
                ? new ExportPublished(p.Source, p.Value, p.Decimals, p.Note, match.Difference(cell), match.IsInside(cell), match.Departures)
                : new ExportPublished(p.Source, p.Value, p.Decimals, p.Note, null, null, [])),
        ];
    }

    private static IEnumerable<string> Notes(GridCellView cell, GridArmView? arm, string otherwise)
    {
        if (CellNotes.WhyNoInterval(cell) is { } why) yield return why;
        if (CellNotes.MissingSeeds(cell, arm) is { Count: > 0 } missing) yield return $"missing {(missing.Count == 1 ? "seed" : "seeds")} {string.Join(", ", missing.Select(s => s.ToString(CultureInfo.InvariantCulture)))}";
        foreach (var runs in CellNotes.Unscored(cell)) yield return runs;
        if (otherwise.Length > 0) yield return $"scored otherwise: {otherwise}";
        if (SelectionNote.Of(cell, arm?.ConfigurationJson) is { } selection) yield return selection;
    }

    private static ExportDifference? Difference(GridRowView row, GridComparison? comparison)
    {
        if (comparison is null) return null;
        if (comparison.Result is not { } result)
        {
            return CellNotes.WhyNot(row, comparison) switch
            {
                Uncompared.OtherProtocols => new ExportDifference { Note = "not compared: scored by different protocols" },
                Uncompared.NotANumber => new ExportDifference { Note = "not a number" },
                Uncompared.OneSeed => new ExportDifference { Note = "needs two seeds of each" },
                _ => null,
            };
        }

        return new ExportDifference
        {
            Kind = ExportDifference.KindOf(result),
            N = result.N,
            Difference = result.Difference,
            Interval = IntervalOf(result.Interval),
            PValue = result.Test?.PValue,
            AdjustedPValue = comparison.AdjustedPValue,
        };
    }

    private static ExportInterval? IntervalOf(Interval? interval) => interval is null ? null : new ExportInterval(interval.Low, interval.High);
}
