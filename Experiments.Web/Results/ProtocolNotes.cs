using Experiments.Data.Results;
using Experiments.Engine.Schema;

namespace Experiments.Web.Results;

/// <summary>
/// Says where the cells of a table are not scored alike: a heading named SS means what each configuration's profile takes it for, and
/// cells of different profiles then differ in more than their settings. Images and their manifest do not count: rows of
/// different data sets are scored on different images by nature.
/// </summary>
public sealed class ProtocolNotes
{
    private readonly string[][] _differences;
    private readonly Dictionary<(string Label, string Metric), string> _references = [];

    /// <summary>Compares every cell with the first under the same heading, in the rows' order.</summary>
    public ProtocolNotes(GridView grid)
    {
        // A grid has many cells and few protocols: each text is compared once.
        var known = new Dictionary<(string Own, string First), string>();
        _differences = [.. grid.Columns.Select(_ => grid.Rows.Select(_ => "").ToArray())];
        foreach (var heading in Enumerable.Range(0, grid.Columns.Count).GroupBy(c => (grid.Columns[c].Label, grid.Columns[c].Metric)))
        {
            var first = grid.Rows.SelectMany(r => heading.Select(c => r.Cells[c].ProtocolJson)).FirstOrDefault(json => json is not null);
            if (first is null) continue;
            foreach (var c in heading)
            {
                for (var r = 0; r < grid.Rows.Count; r++)
                {
                    if (grid.Rows[r].Cells[c].ProtocolJson is not { } json || Difference(known, json, first) is not { Length: > 0 } text) continue;
                    _differences[c][r] = text;
                    _references[heading.Key] = ProtocolText.Of(SchemaJson.ReadProtocol(first));
                }
            }
        }
    }

    /// <summary>What each heading's protocol is in its first cell, in words; only headings under which cells are scored otherwise.</summary>
    public IReadOnlyDictionary<(string Label, string Metric), string> References => _references;

    /// <summary>In what a cell's protocol differs from that of the first cell under its heading; empty where it does not.</summary>
    /// <param name="row">Position of the row.</param>
    /// <param name="column">Position of the column.</param>
    public string Difference(int row, int column) => _differences[column][row];

    private static string Difference(Dictionary<(string Own, string First), string> known, string own, string first)
    {
        if (own == first) return "";
        if (!known.TryGetValue((own, first), out var text))
            known[(own, first)] = text = ProtocolText.Differences(SchemaJson.ReadProtocol(own), SchemaJson.ReadProtocol(first));
        return text;
    }
}
