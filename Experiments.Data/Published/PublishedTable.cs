using System.Globalization;
using CsvHelper;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Published;

/// <summary>
/// The published numbers that come with the program (<c>published-results.csv</c>), and the reference's table as a
/// grid of its own: data set × training subset × backbone × regulariser, single-scale and multi-scale.
/// </summary>
public static class PublishedTable
{
    /// <summary>The reference system's name as a source.</summary>
    public const string ReferenceSource = "PSPNet-TF-Reproduce";

    /// <summary>Name of the grid that shows its table.</summary>
    public const string ReferenceGridName = "PSPNet-TF-Reproduce, as published";

    private const string Resource = "Experiments.Data.Published.published-results.csv";

    /// <summary>Every published value, in the order of the list.</summary>
    public static IReadOnlyList<PublishedValue> Read()
    {
        using var stream = typeof(PublishedTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the program.");
        using var reader = new StreamReader(stream);
        using var csv = new CsvReader(reader, CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var values = new List<PublishedValue>();
        while (csv.Read()) values.Add(ReadLine(csv, values.Count + 1));
        return values;
    }

    /// <summary>Brings the stored values to the program's list and adds the reference's grid where there is none.</summary>
    internal static async Task SeedAsync(ExperimentsContext db, long nowMs, CancellationToken cancellationToken)
    {
        var values = Read();
        var stored = await db.PublishedValues.AsTracking().ToDictionaryAsync(v => v.Id, cancellationToken);
        foreach (var value in values)
        {
            if (stored.Remove(value.Id, out var row)) db.Entry(row).CurrentValues.SetValues(value);
            else db.PublishedValues.Add(value);
        }

        db.PublishedValues.RemoveRange(stored.Values);
        if (!await db.ResultsGrids.AnyAsync(g => g.Kind == GridKind.Published && g.Name == ReferenceGridName, cancellationToken))
            db.ResultsGrids.Add(ReferenceGrid(values, nowMs));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static ResultsGrid ReferenceGrid(IReadOnlyList<PublishedValue> values, long nowMs)
    {
        var reference = values.Where(v => v.Source == ReferenceSource).ToList();
        var grid = new ResultsGrid { Name = ReferenceGridName, Kind = GridKind.Published, CreatedMs = nowMs };
        grid.Columns.AddRange(reference.Select(v => v.Protocol).Distinct()
            .Select((scaleMode, position) => new GridColumn { Position = position, Label = scaleMode, ScaleMode = scaleMode }));
        foreach (var (row, position) in reference.Select(v => (v.Dataset, v.TrainingSubset, v.Backbone, v.Regulariser)).Distinct().Select((row, position) => (row, position)))
        {
            var arm = new GridArm
            {
                Dataset = row.Dataset,
                TrainingSubset = row.TrainingSubset,
                Backbone = row.Backbone,
                Regulariser = row.Regulariser,
                PublishedSource = ReferenceSource,
            };
            grid.Arms.Add(arm);
            var entity = new GridRow
            {
                Position = position,
                HeaderJson = GridFactory.WriteHeader(
                [
                    new GridHeader("Data set", row.Dataset),
                    new GridHeader("Training subset", row.TrainingSubset),
                    new GridHeader("Backbone", row.Backbone),
                    new GridHeader("Regulariser", row.Regulariser),
                ]),
            };
            entity.Cells.AddRange(grid.Columns.Select(column => new GridCell { Column = column, Arm = arm }));
            grid.Rows.Add(entity);
        }

        return grid;
    }

    /// <summary>The line the reader stands on; an empty value is one that the source does not tell.</summary>
    private static PublishedValue ReadLine(CsvReader csv, long id)
    {
        var value = Field("value");
        return new PublishedValue
        {
            Id = id,
            Source = Field("source"),
            Dataset = Field("dataset"),
            TrainingSubset = Field("training_subset"),
            Backbone = Field("backbone"),
            Method = Field("method"),
            Crop = Field("crop"),
            Schedule = Field("schedule"),
            Regulariser = Field("regulariser"),
            Protocol = Field("protocol"),
            Mirror = Field("mirror"),
            Metric = Field("metric"),
            Value = value.Length == 0 ? null : double.Parse(value, CultureInfo.InvariantCulture),
            Decimals = value.Contains('.', StringComparison.Ordinal) ? value.Length - value.IndexOf('.', StringComparison.Ordinal) - 1 : 0,
            Note = Field("note"),
        };

        string Field(string name) => csv.GetField(name) ?? "";
    }
}
