using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Experiments.Data.Results.Export;

/// <summary>Writes a table as JSON and reads it again: every number in full precision, NaN as the text <c>"NaN"</c>.</summary>
public static class JsonExport
{
    /// <summary>JSON for people and programs: indented, line feeds, NaN as text, nothing unknown.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The table as JSON, with a line feed at its end.</summary>
    public static string Write(ExportTable table) => JsonSerializer.Serialize(table, Options) + "\n";

    /// <summary>The table of a text that <see cref="Write"/> gave.</summary>
    /// <exception cref="JsonException">The text is none.</exception>
    public static ExportTable Read(string json)
    {
        var table = JsonSerializer.Deserialize<ExportTable>(json, Options) ?? throw new JsonException("The text is null.");
        foreach (var row in table.Rows)
        {
            if (row.Cells.Count != table.Columns.Count || row.Differences.Count != table.Pairs.Count || row.Header.Count != table.RowHeadings.Count)
                throw new JsonException($"A row has {row.Cells.Count} cells, {row.Differences.Count} differences and {row.Header.Count} headers; the table has {table.Columns.Count} columns, {table.Pairs.Count} pairs and {table.RowHeadings.Count} headings.");
        }

        return table;
    }
}
