using Experiments.Data.Figures;
using Experiments.Data.Statistics;
using Experiments.Data.Tests.Statistics.Effects;

namespace Experiments.Data.Tests.Figures;

/// <summary>A figure of every kind, with everything that can be in one.</summary>
internal static class MadeFigures
{
    public static IReadOnlyDictionary<string, Figure> All { get; } = new Dictionary<string, Figure>
    {
        ["forest"] = Forest(FigureStyle.TwoColumns),
        ["forest-narrow"] = Forest(FigureStyle.OneColumn),
        ["tornado"] = Tornado(FigureStyle.TwoColumns),
        ["tornado-narrow"] = Tornado(FigureStyle.OneColumn),
        ["interaction"] = Interaction(),
        ["intervals"] = Intervals(FigureStyle.TwoColumns),
        ["intervals-narrow"] = Intervals(FigureStyle.OneColumn),
        ["study-forest"] = StudyFigures.Forest(MadeStudies.Read("one"), "mIoU (points)").Draw(),
        ["study-tornado"] = StudyFigures.Tornado(MadeStudies.Read("one"), "mIoU (points)").Draw(),
        ["study-interaction"] = StudyFigures.Interaction(MadeStudies.Read("balanced"), 1, 0, "mIoU (points)").Draw(),
    };

    private static Figure Forest(double width) => new ForestPlot(
        "L2-SP against L2 on CamVid", "L2-SP − L2, mIoU (points)",
        [
            Row("", "baseline", 0.0062, 0.0041, 3),
            Row("batch-norm decay", "0.9", 0.0048, 0.0052, 3),
            Row("batch-norm decay", "0.999", -0.0071, 0.0030, 3),
            Row("resize convention", "half-pixel centres, as torch has them", 0.0091, 0.0018, 5),
            Row("resize convention", "corners aligned, with crop < 480 & α ≥ 0.1", 0.0055, null, 1),
            Row("learning-rate multiplier of new layers", "1", double.NaN, null, 3),
            Row("learning-rate multiplier of new layers", "20", null, null, 0),
        ],
        "Paired by seed; 7 settings.")
    { Width = width }.Draw();

    private static Figure Tornado(double width) => new TornadoChart(
        "What moves L2-SP against L2", "L2-SP − L2, mIoU (points)", 0.0062,
        [
            new("resize convention", [new("half-pixel", 0.0062), new("corners aligned", 0.0091)]),
            new("batch-norm decay", [new("0.9", 0.0048), new("0.99", 0.0062), new("0.999", -0.0071)]),
            new("learning-rate multiplier of new layers", [new("10", 0.0062), new("1", double.NaN), new("20", 0.0050)]),
            new("crop", [new("240", 0.0062)]),
        ])
    { Width = width }.Draw();

    private static Figure Interaction() => new InteractionPlot(
        "batch-norm decay and β", "L2-SP − L2, mIoU (points)", "batch-norm decay", ["0.9", "0.99", "0.999"], "β",
        [
            new("0.001", [Point(0.0062, 0.003), Point(0.007, 0.002), Point(0.0045, 0.004)]),
            new("0.01", [Point(0.0012, 0.003), Point(0.004, 0.002), Point(-0.0035, 0.004)]),
            new("0.1", [Point(0.0050, null), new(null, null), Point(0.0002, 0.002)]),
        ]).Draw();

    private static Figure Intervals(double width) => new IntervalPlot(
        "MIT Indoor 67 → CamVid", "mIoU (%)",
        [
            new("SS", "L2", [0.6512, 0.6548, 0.6479], SeedStatistics.Of([0.6512, 0.6548, 0.6479]).IntervalOfMean(), 0.6490),
            new("SS", "L2-SP", [0.6612, 0.6630, 0.6587], SeedStatistics.Of([0.6612, 0.6630, 0.6587]).IntervalOfMean(), 0.6655),
            new("MS", "L2", [0.6603], null),
            new("MS", "L2-SP", [0.66, double.NaN], null, 0.671),
        ],
        "Published: Li et al. 2018.")
    { Width = width }.Draw();

    private static ForestRow Row(string group, string label, double? mean, double? half, int n) =>
        new(group, label, mean, half is { } h ? new Interval(mean!.Value - h, mean.Value + h, 0.95, IntervalCoverage.Seeds) : null, n);

    private static InteractionPoint Point(double mean, double? half) =>
        new(mean, half is { } h ? new Interval(mean - h, mean + h, 0.95, IntervalCoverage.Seeds) : null);
}
