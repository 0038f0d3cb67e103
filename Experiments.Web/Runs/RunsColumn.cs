using System.Globalization;
using Experiments.Data.Runs.Filters;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Runs;

/// <summary>A column of the runs table. Its width is fixed: rows that are read while it is scrolled move nothing.</summary>
/// <param name="Key">What it shows.</param>
/// <param name="IsPinned">Whether it stays in sight when the table is moved sideways.</param>
/// <param name="Left">Where a pinned one stays, pixels from the left.</param>
public sealed record RunsColumn(FilterKey Key, bool IsPinned, int Left)
{
    /// <summary>Width of the boxes that rows are chosen by, pixels.</summary>
    public const int ChooserWidth = 44;

    /// <summary>Names of the columns that are shown where the address says nothing.</summary>
    public static IReadOnlyList<string> Usual { get; } =
        ["name", "state", "seed", "network.backbone", "regulariser.kind", "loss", "miou.ss", "miou.ms", "took", "created", "tag", "sweep"];

    /// <summary>Heading.</summary>
    public string Title => TitleOf(Key);

    /// <summary>Whether its values stand on the right, digit under digit.</summary>
    public bool IsNumber => Key.Field is RunField.Created or RunField.Started or RunField.Ended || (Key.Type == FilterType.Number && Key.Field is not (RunField.SweepId or RunField.ExperimentId));

    /// <summary>Width, pixels.</summary>
    public int Width(bool grouped) => Key switch
    {
        { Field: RunField.Name } => 232,
        { Field: RunField.Sweep or RunField.Experiment or RunField.Notes or RunField.Tag } => 150,
        { Field: RunField.State } => 112,
        { Field: RunField.Seed or RunField.Id } => grouped ? 84 : 60,
        { Metric: CurveMetric { Value: not CurveValue.Last } } => 170,
        // A classifier's score is named: "87.50 ± 0.25 top-1 (3)".
        { IsShare: true } => grouped ? 184 : 96,
        { Metric: not null } => grouped ? 160 : 96,
        { Field: not null } => 104,
        { Type: FilterType.Number or FilterType.Truth } => 112,
        { Type: FilterType.Choice } => 112,
        _ => 136,
    };

    /// <summary>What a key is called over a column and in a list.</summary>
    public static string TitleOf(FilterKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key switch
        {
            { Field: RunField.Name } => "Run",
            { Field: RunField.Tag } => "Tags",
            { Field: RunField.SweepId } => "Sweep no.",
            { Field: RunField.ExperimentId } => "Experiment no.",
            { Field: RunField.Id } => "No.",
            { Field: not null } => char.ToUpperInvariant(key.Name[0]) + key.Name[1..],
            { Name: "miou" } => "mIoU",
            { Name: "miou.ss" } => "mIoU SS",
            { Name: "miou.ms" } => "mIoU MS",
            { Name: "loss" } => "Last loss",
            { Metric: CurveMetric { Value: CurveValue.Min } curve } => $"{curve.Curve} least",
            { Metric: CurveMetric { Value: CurveValue.Max } curve } => $"{curve.Curve} greatest",
            { Metric: CurveMetric { Value: CurveValue.At } curve } => string.Create(CultureInfo.InvariantCulture, $"{curve.Curve} at {curve.Step}"),
            { Metric: not null } => key.Name,
            _ => SettingGroups.LabelOf(key.Name),
        };
    }
}
