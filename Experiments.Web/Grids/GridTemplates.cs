using Experiments.Data.Published;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Grids;

/// <summary>A table to start from.</summary>
/// <param name="Id">Name in the URL.</param>
/// <param name="Title">Name on the page.</param>
/// <param name="Summary">What it is and what it needs.</param>
/// <param name="Definition">The definition it fills in.</param>
public sealed record GridTemplate(string Id, string Title, string Summary, GridDefinition Definition);

/// <summary>The tables that the form offers. Their settings are those of the recipes; where a source states nothing, the profile's.</summary>
public static class GridTemplates
{
    /// <summary>The template that wants a pre-training of this database.</summary>
    public const string MiniatureId = "miniature";

    /// <summary>The setting that names the weights to start from.</summary>
    public const string WeightsKey = "weights.path";

    private static readonly string[] MiniatureSizes = ["12", "24", "48"];

    private static readonly GridAxis Regularisers = new("Regulariser", [Choice("L2", ("regulariser.kind", "l2")), Choice("L2-SP", ("regulariser.kind", "l2-sp"))]);

    /// <summary>Every template, the cheapest first.</summary>
    public static IReadOnlyList<GridTemplate> All { get; } =
    [
        new(MiniatureId, "The miniature", "The demo's question with more than one answer: L2 against L2-SP on 12, 24 and 48 images of the synthetic street, fine-tuned from a pre-training on the source city. A minute a run on two cores.", new GridDefinition
        {
            Name = "L2 against L2-SP, in miniature",
            Base = Settings(
                ("network.backbone", "resnet18"), ("network.widthMultiplier", "0.25"), (WeightsKey, ""), ("training.crop", "96"), ("training.batchSize", "8"),
                ("training.iterations", "300"), ("training.baseLearningRate", "0.02"), ("augmentation.rotationDegrees", "0"), ("execution.snapshotEvery", "100")),
            Rows = [new("Training images", [.. MiniatureSizes.Select(n => Choice(n, ("synthetic.trainCount", n)))])],
            Columns = [Regularisers],
            Protocols = [SweepDefinition.SingleScale, SweepDefinition.MultiScale],
        }),
        new("reference", "PSPNet-TF-Reproduce", "The reference's 32 cells. Needs Cityscapes (with the coarse set), SBD with VOC 2012, and ADE20K registered under Data sets, ImageNet weights, and a GPU.", new GridDefinition
        {
            Name = "PSPNet-TF-Reproduce",
            Base = Settings(("compat", "reference"), ("training.batchSize", "16"), ("augmentation.rotationDegrees", "0")),
            Rows =
            [
                new("Data set",
                [
                    Choice("Cityscapes", ("data.dataset", "cityscapes"), ("training.crop", "816"), ("training.replicas", "4")),
                    Choice("SBD", ("data.dataset", "voc-aug"), ("data.displayName", "SBD"), ("training.replicas", "2"), ("augmentation.rotationDegrees", "10")),
                    Choice("ADE20K", ("data.dataset", "ade20k"), ("training.replicas", "2"), ("training.iterations", "90000"), ("regulariser.beta", "0.001")),
                ]),
                new(GridExpansion.SubsetHeading,
                [
                    Choice("train (3K)") with { Only = Settings(("Data set", "Cityscapes")) },
                    Choice("coarse + train (20K + 3K)", ("firstStage.iterations", "30000"), ("firstStage.baseLearningRate", "0.01")) with { Only = Settings(("Data set", "Cityscapes")) },
                    Choice("train") with { Only = Settings(("Data set", "SBD")) },
                    Choice("train") with { Only = Settings(("Data set", "ADE20K")) },
                ]),
                new("Backbone",
                [
                    Choice("ResNet-50", ("network.backbone", "resnet50"), ("weights.path", "weights/resnet50-imagenet.safetensors")),
                    Choice("ResNet-101", ("network.backbone", "resnet101"), ("weights.path", "weights/resnet101-imagenet.safetensors")),
                ]),
            ],
            Columns = [Regularisers],
            Protocols = [SweepDefinition.SingleScale, SweepDefinition.MultiScale],
            PublishedSource = PublishedTable.ReferenceSource,
        }),
        new("semseg", "semseg", "The table of the official PyTorch version: three data sets, ResNet-50 and -101, single-scale and multi-scale. Needs the data sets registered, semseg's ImageNet weights, and a GPU.", new GridDefinition
        {
            Name = "semseg",
            Base = Settings(("compat", "semseg"), ("training.batchSize", "16"), ("training.replicas", "8"), ("regulariser.kind", "l2")),
            Rows =
            [
                new("Data set",
                [
                    Choice("ADE20K", ("data.dataset", "ade20k"), ("training.crop", "473"), ("training.iterations", "126300")),
                    Choice("VOC 2012", ("data.dataset", "voc-aug"), ("data.displayName", "VOC 2012"), ("training.crop", "473"), ("training.iterations", "33050")),
                    Choice("Cityscapes", ("data.dataset", "cityscapes"), ("training.crop", "713"), ("training.iterations", "37000")),
                ]),
                new("Backbone",
                [
                    Choice("ResNet-50", ("network.backbone", "resnet50"), ("weights.path", "weights/resnet50-semseg-imagenet.safetensors")),
                    Choice("ResNet-101", ("network.backbone", "resnet101"), ("weights.path", "weights/resnet101-semseg-imagenet.safetensors")),
                ]),
            ],
            Protocols = [SweepDefinition.SingleScale, SweepDefinition.MultiScale],
            PublishedSource = "semseg",
        }),
    ];

    /// <summary>The template of that id, or null.</summary>
    public static GridTemplate? Find(string? id) => All.FirstOrDefault(t => t.Id == id);

    private static GridChoice Choice(string label, params ReadOnlySpan<(string Key, string Value)> set) => new() { Label = label, Set = Settings(set) };

    private static Dictionary<string, string> Settings(params ReadOnlySpan<(string Key, string Value)> settings)
    {
        var result = new Dictionary<string, string>();
        foreach (var (key, value) in settings) result[key] = value;
        return result;
    }
}
