using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Runs;

namespace Experiments.Web.Grids;

/// <summary>A configuration of a table, resolved.</summary>
/// <param name="Header">Headings over its columns, from the outermost; empty where each row has one configuration.</param>
/// <param name="Configuration">The configuration with what is known of its data.</param>
/// <param name="TrainingSubset">When given, only this training subset's published values stand beside it.</param>
/// <param name="PublishedSource">When given, only this source's published values stand beside it.</param>
public sealed record GridMethod(
    IReadOnlyList<GridHeader> Header, ResolvedConfiguration Configuration, string? TrainingSubset = null, string? PublishedSource = null);

/// <summary>A row of a table: the configurations that are compared in it.</summary>
/// <param name="Header">What is shown at its left.</param>
/// <param name="Methods">Its configurations.</param>
public sealed record GridLine(IReadOnlyList<GridHeader> Header, IReadOnlyList<GridMethod> Methods);

/// <summary>
/// Makes a results grid of resolved configurations: columns are the methods' headings, under each the protocols, resolved
/// for each configuration's data set, crop and profile.
/// </summary>
public static class GridBuilder
{
    /// <summary>The grid; null where nothing of it is scored.</summary>
    /// <param name="name">Name.</param>
    /// <param name="kind">What declares it.</param>
    /// <param name="lines">Rows.</param>
    /// <param name="protocols">Templates of the protocols.</param>
    public static NewGrid? Build(string name, GridKind kind, IReadOnlyList<GridLine> lines, IReadOnlyList<Protocol> protocols)
    {
        var scored = lines.Select(l => l with { Methods = [.. l.Methods.Where(m => Scoring.MetricOf(m.Configuration.Configuration) is not null)] })
            .Where(l => l.Methods.Count > 0).ToList();
        var columns = Columns(scored, protocols);
        if (columns.Count == 0) return null;
        return new NewGrid
        {
            Name = name,
            Kind = kind,
            Rows = [.. scored.Select(l => Row(l, columns))],
            Columns = [.. columns.Select(c => new NewGridColumn(c.Protocol.Name, PublishedNames.ScaleMode(c.Protocol), c.Metric) { Header = c.Header })],
        };
    }

    /// <summary>The columns: heading by heading, under each the metrics, under each the protocols. A column shows one metric: configurations of another have no cell in it.</summary>
    private static List<ColumnPlan> Columns(List<GridLine> lines, IReadOnlyList<Protocol> protocols) =>
    [
        .. lines.SelectMany(l => l.Methods)
            .Select(m => (m.Header, Metric: Scoring.MetricOf(m.Configuration.Configuration)!))
            .DistinctBy(m => (Key(m.Header), m.Metric))
            .SelectMany(m => protocols.Where(p => Scoring.Applies(m.Metric, p)).Select(p => new ColumnPlan(m.Header, m.Metric, p))),
    ];

    private static NewGridRow Row(GridLine line, List<ColumnPlan> columns) => new()
    {
        Header = line.Header,
        Arms = [.. line.Methods.Select(Arm)],
        Cells =
        [
            .. columns.Select(column =>
            {
                var arm = line.Methods.ToList().FindIndex(m => Key(m.Header) == Key(column.Header) && Scoring.MetricOf(m.Configuration.Configuration) == column.Metric);
                if (arm < 0) return null;
                var configuration = line.Methods[arm].Configuration;
                var protocol = configuration.Resolve(Scoring.InRow(configuration.Configuration, column.Protocol));
                return new NewGridCell(Fingerprint.Of(protocol), SchemaJson.Write(protocol), arm);
            }),
        ],
    };

    private static NewGridArm Arm(GridMethod method) => new()
    {
        Fingerprint = Fingerprint.Of(method.Configuration.Configuration),
        ConfigurationJson = SchemaJson.Write(method.Configuration.Configuration),
        Dataset = PublishedNames.Dataset(method.Configuration.Configuration),
        Backbone = PublishedNames.Backbone(method.Configuration.Configuration),
        Regulariser = PublishedNames.Regulariser(method.Configuration.Configuration),
        TrainingSubset = method.TrainingSubset,
        PublishedSource = method.PublishedSource,
    };

    private static string Key(IReadOnlyList<GridHeader> header) => string.Join('\n', header.Select(h => $"{h.Name}\t{h.Value}"));

    private sealed record ColumnPlan(IReadOnlyList<GridHeader> Header, string Metric, Protocol Protocol);
}
