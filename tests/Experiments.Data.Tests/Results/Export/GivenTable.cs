using Experiments.Data.Results.Export;

namespace Experiments.Data.Tests.Results.Export;

/// <summary>Tables to export, made by hand.</summary>
internal static class GivenTable
{
    private static readonly string Print = new('a', 64);
    private static readonly string Protocol = new('b', 64);

    /// <summary>Two data sets × two backbones; L2 and L2-SP, each SS and MS; names with the characters that each format must escape; one seed, a NaN and an empty cell.</summary>
    public static ExportTable Nested { get; } = new()
    {
        Provenance = new ExportProvenance
        {
            Grid = 7,
            Name = "Table 1: 50% of \"streets\", L2_SP & more -- {v2} #3",
            Protocols = [new("SS", "crop 96", Protocol), new("MS", "crop 96, scales 0.5 1 1.5, mirror true", new string('c', 64))],
            NewestEvaluation = "2026-01-02 03:04:05 UTC",
            TrainedBy = ["0.1.0+abc", "0.1.0+def"],
            ScoredBy = ["0.1.0+def"],
            Semantics = "1",
        },
        RowHeadings = ["Data set", "Backbone"],
        Columns = [new(["L2"], "SS", "mIoU"), new(["L2"], "MS", "mIoU"), new(["L2-SP"], "SS", "mIoU"), new(["L2-SP"], "MS", "mIoU")],
        Pairs = [new("L2-SP \u2212 L2", "SS", 2, 0), new("L2-SP \u2212 L2", "MS", 3, 1)],
        Rows =
        [
            new(["CamVid, \"day\"", "ResNet_50 | \u03b1=1"],
                [
                    Cell(0.7612, 0.0054, 0.7478, 0.7746) with { Published = [new("PSPNet-TF-Reproduce", 76.9, 1, "", -0.78, false, []), new("semseg", 41.89, 2, "", null, null, ["crop 473 there, 96 here"])] },
                    Cell(0.7801, 0.0102, 0.7548, 0.8054),
                    Cell(0.7722, 0.0011, 0.7695, 0.7749) with { Bold = true },
                    Cell(0.7799, 0.1234, 0.4734, 1.0864),
                ],
                [Difference(0.011, -0.0035, 0.0255, 0.0341), Difference(-0.0002, -0.0904, 0.09, 0.0004)]),
            new(["CamVid, \"day\"", "ResNet-101"],
                [
                    new ExportCell { Fingerprint = Print, Protocol = Protocol, Values = [new(0, 5, 15, 0.05)], N = 1, Mean = 0.05, Notes = ["one seed: no interval", "missing seeds 1, 2"] },
                    new ExportCell { Fingerprint = Print, Protocol = Protocol, Values = [new(0, 5, 16, 0.4), new(1, 6, 17, double.NaN)], N = 2, Mean = double.NaN, StandardDeviation = double.NaN, Notes = ["not a number in 1 of 2"] },
                    new ExportCell { Fingerprint = Print, Protocol = Protocol, Notes = ["2 queued"], Published = [new("PSPNet-TF-Reproduce", null, 0, "unknown in the source (?)", null, null, [])] },
                    new ExportCell(),
                ],
                [new ExportDifference { Note = "needs two seeds of each" }, null]),
        ],
    };

    /// <summary>Published values alone.</summary>
    public static ExportTable Published { get; } = new()
    {
        Provenance = new ExportProvenance { Grid = 1, Name = "Published" },
        IsPublished = true,
        RowHeadings = ["Data set"],
        Columns = [new([], "SS", "mIoU"), new([], "MS", "mIoU")],
        Rows = [new(["#1 Cityscapes"], [new ExportCell { Published = [new("X", 76.9, 1, "", null, null, [])] }, new ExportCell { Published = [new("X", null, 0, "unknown in the source (?)", null, null, [])] }], [])],
    };

    private static ExportCell Cell(double mean, double deviation, double low, double high) => new()
    {
        Fingerprint = Print,
        Protocol = Protocol,
        Values = [new(0, 1, 11, mean - deviation), new(1, 2, 12, mean), new(2, 3, 13, mean + deviation)],
        N = 3,
        Mean = mean,
        StandardDeviation = deviation,
        Interval = new(low, high),
    };

    private static ExportDifference Difference(double difference, double low, double high, double p) =>
        new() { Kind = "paired", N = 3, Difference = difference, Interval = new(low, high), PValue = p / 2, AdjustedPValue = p };
}
