using System.Text.Json;
using Experiments.Data.Model;

namespace Experiments.Data.Results;

/// <summary>Turns a declared grid into rows.</summary>
internal static class GridFactory
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The grid with its rows, columns and cells.</summary>
    /// <exception cref="ArgumentException">A row's cells do not fit the columns.</exception>
    public static ResultsGrid Create(NewGrid request, long? sweepId, long nowMs)
    {
        var grid = new ResultsGrid { Name = request.Name, SweepId = sweepId, DefinitionJson = request.DefinitionJson, CreatedMs = nowMs };
        grid.Columns.AddRange(request.Columns.Select((c, position) => new GridColumn
        {
            Position = position,
            Label = c.Label,
            Group = c.Group,
            ScaleMode = c.ScaleMode,
            Metric = c.Metric,
        }));
        foreach (var (row, position) in request.Rows.Select((row, position) => (row, position)))
        {
            if (row.Cells.Count != grid.Columns.Count)
            {
                throw new ArgumentException(
                    $"Row {position} of grid \"{request.Name}\" has {row.Cells.Count} cells for {grid.Columns.Count} columns: give one a column, null for none.", nameof(request));
            }

            var entity = new GridRow
            {
                Position = position,
                HeaderJson = WriteHeader(row.Header),
                Fingerprint = row.Fingerprint,
                ConfigurationJson = row.ConfigurationJson,
                Dataset = row.Dataset,
                Backbone = row.Backbone,
                Regulariser = row.Regulariser,
            };
            foreach (var (column, cell) in grid.Columns.Zip(row.Cells))
            {
                if (cell is not null)
                    entity.Cells.Add(new GridCell { Column = column, ProtocolFingerprint = cell.Fingerprint, ProtocolJson = cell.Json });
            }

            grid.Rows.Add(entity);
        }

        return grid;
    }

    /// <summary>A header as stored.</summary>
    public static string WriteHeader(IReadOnlyList<GridHeader> header) => JsonSerializer.Serialize(header, Json);

    /// <summary>A stored header.</summary>
    public static IReadOnlyList<GridHeader> ReadHeader(string json) => JsonSerializer.Deserialize<GridHeader[]>(json, Json) ?? [];
}
