using System.Globalization;
using Experiments.Data.Results;
using Experiments.Engine.Schema;

namespace Experiments.Web.Results;

/// <summary>
/// Whether a published value is of the same experiment as a cell. Data set, backbone, regulariser, scale mode and metric are
/// the same already; this looks at what else the source states. Only where nothing differs is the difference to the
/// published value worth a number.
/// </summary>
/// <param name="Value">The published value.</param>
/// <param name="Departures">What the source states otherwise, in words; empty for the same experiment.</param>
public sealed record PublishedMatch(PublishedView Value, IReadOnlyList<string> Departures)
{
    /// <summary>Whether nothing that the source states differs.</summary>
    public bool IsSame => Value.Value is not null && Departures.Count == 0;

    /// <summary>Our mean − the published value, in points; null where it is another experiment or there is no mean.</summary>
    public double? Difference(GridCellView cell) =>
        IsSame && cell.Mean is { } mean && double.IsFinite(mean) ? (100 * mean) - Value.Value : null;

    /// <summary>Whether the published value lies in the cell's interval; null where that cannot be said.</summary>
    public bool? IsInside(GridCellView cell) => IsSame && cell.Interval is { } interval ? interval.Contains(Value.Value!.Value / 100) : null;

    /// <summary>Compares the published values of a cell with what stands in it.</summary>
    /// <param name="cell">A cell with its configuration and protocol.</param>
    /// <param name="configurationJson">The configuration behind it.</param>
    public static IReadOnlyList<PublishedMatch> Of(GridCellView cell, string? configurationJson)
    {
        var values = cell.Published.Where(p => p.Value is not null).ToList();
        if (values.Count == 0 || configurationJson is null || cell.ProtocolJson is null) return [.. values.Select(v => new PublishedMatch(v, ["it is the source's own table"]))];
        var configuration = SchemaJson.ReadConfiguration(configurationJson);
        var protocol = SchemaJson.ReadProtocol(cell.ProtocolJson);
        return [.. values.Select(v => new PublishedMatch(v, [.. DeparturesOf(v, configuration, protocol)]))];
    }

    private static IEnumerable<string> DeparturesOf(PublishedView value, RunConfiguration configuration, Protocol protocol)
    {
        if (value.Crop.Length > 0 && value.Crop != configuration.Training.Crop.ToString(CultureInfo.InvariantCulture))
            yield return string.Create(CultureInfo.InvariantCulture, $"crop {value.Crop} there, {configuration.Training.Crop} here");
        if (value.Schedule.Length > 0 && Iterations(value.Schedule) != configuration.Training.Iterations)
            yield return string.Create(CultureInfo.InvariantCulture, $"{value.Schedule} there, {configuration.Training.Iterations} it here");
        if (value.Mirror is "yes" or "no" && value.Mirror == "yes" != protocol.Mirror)
            yield return protocol.Mirror ? "no mirror there" : "mirror there";
        if (configuration.Data is { TrainLimit: > 0 } or { ValidationLimit: > 0 })
            yield return "only some of the images here";
    }

    /// <summary>Iterations of <c>90000 it</c> and <c>40k it</c>; null for epochs, whose length the source does not tell.</summary>
    private static int? Iterations(string schedule)
    {
        var parts = schedule.Split(' ');
        if (parts is not [var count, "it"]) return null;
        var thousands = count.EndsWith('k');
        return int.TryParse(count.TrimEnd('k'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number * (thousands ? 1000 : 1) : null;
    }
}
