using System.Text.Json;
using Experiments.Data.Model;

namespace Experiments.Data.Results;

/// <summary>Turns a declared grid into rows.</summary>
internal static class GridFactory
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The grid with its rows, columns, configurations and cells.</summary>
    /// <exception cref="ArgumentException">A row's cells do not fit the columns or its configurations.</exception>
    public static ResultsGrid Create(NewGrid request, long? sweepId, long nowMs)
    {
        var grid = new ResultsGrid
        {
            Name = request.Name,
            Kind = request.Kind,
            SweepId = sweepId,
            DefinitionJson = request.DefinitionJson,
            Seeds = [.. request.Seeds],
            ShowsPublished = request.ShowsPublished,
            CreatedMs = nowMs,
        };
        grid.Columns.AddRange(request.Columns.Select((c, position) => new GridColumn
        {
            Position = position,
            Label = c.Label,
            HeaderJson = WriteHeader(c.Header),
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

            var arms = row.Arms.Select(Arm).ToList();
            grid.Arms.AddRange(arms);
            var entity = new GridRow { Position = position, HeaderJson = WriteHeader(row.Header) };
            foreach (var (column, cell) in grid.Columns.Zip(row.Cells))
            {
                if (cell is null) continue;
                if (cell.Arm < 0 || cell.Arm >= arms.Count)
                    throw new ArgumentException($"A cell of row {position} of grid \"{request.Name}\" names configuration {cell.Arm}: the row has {arms.Count}.", nameof(request));
                entity.Cells.Add(new GridCell { Column = column, Arm = arms[cell.Arm], ProtocolFingerprint = cell.Fingerprint, ProtocolJson = cell.Json });
            }

            grid.Rows.Add(entity);
        }

        return grid;
    }

    private static GridArm Arm(NewGridArm arm) => new()
    {
        Fingerprint = arm.Fingerprint,
        ConfigurationJson = arm.ConfigurationJson,
        Dataset = arm.Dataset,
        Backbone = arm.Backbone,
        Regulariser = arm.Regulariser,
        TrainingSubset = arm.TrainingSubset,
        PublishedSource = arm.PublishedSource,
    };

    /// <summary>A header as stored.</summary>
    public static string WriteHeader(IReadOnlyList<GridHeader> header) => JsonSerializer.Serialize(header, Json);

    /// <summary>A stored header.</summary>
    public static IReadOnlyList<GridHeader> ReadHeader(string json) => JsonSerializer.Deserialize<GridHeader[]>(json, Json) ?? [];
}
