using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Experiments.Data.Storage.Copying;

/// <summary>A table of the model as a copy sees it; the same on every provider.</summary>
/// <param name="Name">Name.</param>
/// <param name="Columns">Columns, by name.</param>
/// <param name="Key">Columns of its primary key.</param>
/// <param name="Generated">The key's column where the database gives the keys; null where the program does.</param>
internal sealed record CopiedTable(string Name, IReadOnlyList<CopiedColumn> Columns, IReadOnlyList<string> Key, string? Generated)
{
    /// <summary>Names of its columns, quoted, in their order.</summary>
    public string ColumnList => string.Join(", ", Columns.Select(c => $"\"{c.Name}\""));

    /// <summary>Reads all of it in the order of its key, so that a table that lies in that order is written front to back.</summary>
    public string Select => $"SELECT {ColumnList} FROM \"{Name}\" ORDER BY {string.Join(", ", Key.Select(k => $"\"{k}\""))}";

    /// <summary>Every table of the model, those that others point at before those.</summary>
    public static IReadOnlyList<CopiedTable> AllOf(ExperimentsContext db)
    {
        var left = db.Model.GetRelationalModel().Tables.OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        var ordered = new List<ITable>();
        while (left.Count > 0)
        {
            // A table may point at itself; its rows are checked when all of them are there.
            var next = left.Find(t => t.ForeignKeyConstraints.All(f => f.PrincipalTable == t || ordered.Contains(f.PrincipalTable)))
                ?? throw new InvalidOperationException($"The tables {string.Join(", ", left.Select(t => t.Name))} point at each other in a circle: none can be copied first.");
            ordered.Add(next);
            left.Remove(next);
        }

        return [.. ordered.Select(Of)];
    }

    private static CopiedTable Of(ITable table)
    {
        var key = table.PrimaryKey!.Columns;
        var property = key[0].PropertyMappings[0].Property;
        return new CopiedTable(
            table.Name,
            [.. table.Columns.OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => CopiedColumn.Of(table, c))],
            [.. key.Select(c => c.Name)],
            key.Count == 1 && property.ValueGenerated == ValueGenerated.OnAdd && property.ClrType == typeof(long) ? key[0].Name : null);
    }
}

/// <summary>A column.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">What it holds.</param>
internal sealed record CopiedColumn(string Name, CopiedType Type)
{
    /// <summary>A column of the model.</summary>
    /// <exception cref="InvalidOperationException">It holds something that a copy does not know yet.</exception>
    public static CopiedColumn Of(ITable table, IColumn column)
    {
        var property = column.PropertyMappings[0].Property;
        var type = property.GetValueConverter()?.ProviderClrType ?? property.GetProviderClrType() ?? property.ClrType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return new CopiedColumn(column.Name, type switch
        {
            _ when type == typeof(long) => CopiedType.Long,
            _ when type == typeof(int) => CopiedType.Int,
            _ when type == typeof(bool) => CopiedType.Bool,
            _ when type == typeof(double) => CopiedType.Double,
            _ when type == typeof(string) => CopiedType.Text,
            _ when type == typeof(byte[]) => CopiedType.Bytes,
            _ when type == typeof(List<int>) => CopiedType.Ints,
            _ when type == typeof(List<string>) => CopiedType.Texts,
            _ => throw new InvalidOperationException($"The column {table.Name}.{column.Name} holds {type.Name}, which `database copy` does not know: teach it to {nameof(CopiedValue)}."),
        });
    }
}

/// <summary>What a column holds.</summary>
internal enum CopiedType
{
    /// <summary>64-bit integer.</summary>
    Long,

    /// <summary>32-bit integer.</summary>
    Int,

    /// <summary>Yes or no.</summary>
    Bool,

    /// <summary>64-bit float.</summary>
    Double,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>List of 32-bit integers: JSON in SQLite, an array in PostgreSQL.</summary>
    Ints,

    /// <summary>List of texts: JSON in SQLite, an array in PostgreSQL.</summary>
    Texts,
}
