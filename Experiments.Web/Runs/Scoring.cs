using Experiments.Data.Model;
using Experiments.Engine.Schema;

namespace Experiments.Web.Runs;

/// <summary>How the runs of a configuration are scored: by mIoU, by top-1, or not at all.</summary>
public static class Scoring
{
    /// <summary>
    /// What a table shows of the configuration's runs: mIoU of a segmentation network, top-1 of a classifier on class
    /// folders; null where nothing is scored (patches of a segmentation set, Fisher information).
    /// </summary>
    public static string? MetricOf(RunConfiguration configuration) => configuration switch
    {
        { Task: LearningTask.Segmentation } => GridColumn.MeanIoU,
        { Task: LearningTask.Classification, Data.Dataset: DatasetName.ClassFolders } => GridColumn.TopOne,
        _ => null,
    };

    /// <summary>
    /// Whether runs of the metric can be scored under the protocol: corner crops are a classifier's alone, several
    /// scales a segmentation network's.
    /// </summary>
    public static bool Applies(string? metric, Protocol protocol) => metric switch
    {
        GridColumn.MeanIoU => protocol.ImageViews == ImageViews.Centre,
        GridColumn.TopOne => protocol.Scales is [1],
        _ => false,
    };

    /// <summary>
    /// The protocols among those chosen under which runs of the configuration are scored; SS and MS mean what the configuration's
    /// profile means by them.
    /// </summary>
    public static IReadOnlyList<Protocol> ProtocolsOf(RunConfiguration configuration, IEnumerable<Protocol> chosen) =>
        [.. chosen.Where(p => Applies(MetricOf(configuration), p)).Select(p => InRow(configuration, p))];

    /// <summary>The protocols of these names (SS, MS, 10-crop), in their own order; what is no name is left out.</summary>
    public static IReadOnlyList<Protocol> Named(IEnumerable<string> names) =>
        [.. new[] { Protocol.SingleScale, Protocol.MultiScale, Protocol.TenCrop }.Where(p => names.Contains(p.Name, StringComparer.Ordinal))];

    /// <summary>
    /// What is wrong with a configuration that is to be trained and scored: its own problems; where it has none, those of the protocols among
    /// the chosen under which it is scored.
    /// </summary>
    /// <param name="configuration">The configuration; its files are not looked at.</param>
    /// <param name="chosen">Templates.</param>
    public static IReadOnlyList<string> Problems(RunConfiguration configuration, IEnumerable<Protocol> chosen)
    {
        var problems = ConfigurationValidator.Problems(configuration);
        if (problems.Count > 0 || configuration.Task != LearningTask.Segmentation) return problems;
        return [.. ProtocolsOf(configuration, chosen).SelectMany(p => ProtocolValidator.Problems(p.Resolve(configuration.Training.Crop, ""), configuration))];
    }

    /// <summary>What a column's protocol means for runs of a configuration. A crop of the column's own stays above the profile's template; a classifier has none.</summary>
    public static Protocol InRow(RunConfiguration configuration, Protocol column)
    {
        var template = column.Crop == 0 ? column : column with { Crop = 0, OtherCrop = false };
        if (configuration.Task != LearningTask.Segmentation) return template;
        var own = ProtocolTemplates.InRow(template, configuration);
        return column.Crop == 0 ? own : own with { Crop = column.Crop, OtherCrop = column.OtherCrop };
    }
}
