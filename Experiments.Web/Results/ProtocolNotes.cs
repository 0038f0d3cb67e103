using Experiments.Data.Results;
using Experiments.Engine.Schema;

namespace Experiments.Web.Results;

/// <summary>
/// Says where the rows of a table are not scored alike: a column named SS means what each row's profile takes it for, and
/// rows of different profiles then differ in more than their settings. Images and their manifest do not count: rows of
/// different data sets are scored on different images by nature.
/// </summary>
public sealed class ProtocolNotes
{
    private readonly string[][] _differences;
    private readonly string[] _references;

    /// <summary>Compares every cell with the first of its column.</summary>
    public ProtocolNotes(GridView grid)
    {
        // A grid has many cells and few protocols: each text is compared once.
        var known = new Dictionary<(string Own, string First), string>();
        string[] Column(int c)
        {
            var cells = grid.Rows.Select(r => r.Cells[c].ProtocolJson).ToList();
            return [.. cells.Select(json => json is null ? "" : Difference(known, json, cells.First(x => x is not null)!))];
        }

        _differences = [.. grid.Columns.Select((_, c) => Column(c))];
        _references = [.. grid.Columns.Select((_, c) => _differences[c].Any(d => d.Length > 0)
            ? ProtocolText.Of(SchemaJson.ReadProtocol(grid.Rows.Select(r => r.Cells[c].ProtocolJson).First(x => x is not null)!))
            : "")];
    }

    /// <summary>What a column's protocol is in its first row, in words; empty where every row of the column is scored alike.</summary>
    /// <param name="column">Position of the column.</param>
    public string Reference(int column) => _references[column];

    /// <summary>In what a cell's protocol differs from that of the column's first row; empty where it does not.</summary>
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
