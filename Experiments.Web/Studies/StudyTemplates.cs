using Experiments.Web.Grids;

namespace Experiments.Web.Studies;

/// <summary>A study to start from.</summary>
/// <param name="Id">Name in the URL.</param>
/// <param name="Title">Name on the page.</param>
/// <param name="Summary">What it asks and what it needs.</param>
/// <param name="Definition">The definition it fills in.</param>
public sealed record StudyTemplate(string Id, string Title, string Summary, StudyDefinition Definition);

/// <summary>The studies that the form offers: the reference's open questions, and their miniature.</summary>
public static class StudyTemplates
{
    private static readonly GridAxis NewLayers = new("New layers' rate",
    [
        Level("× 1", ("training.newWeightMultiplier", "1"), ("training.newBiasMultiplier", "1")),
        Level("× 10, biases × 20", ("training.newWeightMultiplier", "10"), ("training.newBiasMultiplier", "20")),
    ]);

    private static readonly GridAxis LossSize = new("Loss at", [Level("the labels' size", ("training.lossResolution", "label")), Level("the logits' size", ("training.lossResolution", "logit"))]);

    private static readonly GridAxis Resizing = new("Resizing",
    [
        Level("TF1 legacy", ("network.resize", "tf1-legacy")),
        Level("align corners", ("network.resize", "align-corners")),
        Level("half-pixel", ("network.resize", "half-pixel")),
    ]);

    /// <summary>Every template, the cheapest first.</summary>
    public static IReadOnlyList<StudyTemplate> All { get; } =
    [
        new("miniature", "In miniature", "Does L2-SP beat L2 on the synthetic street, whatever the batch-norm decay, the resize convention and the new layers' rate? Fine-tunes from a pre-training on the source city; a minute a run on two cores.", new StudyDefinition
        {
            Name = "Does L2-SP beat L2? In miniature",
            Base = Settings(
                ("network.backbone", "resnet18"), ("network.widthMultiplier", "0.25"), (GridTemplates.WeightsKey, ""), ("training.crop", "96"), ("training.batchSize", "8"),
                ("training.iterations", "300"), ("training.baseLearningRate", "0.02"), ("augmentation.rotationDegrees", "0"), ("execution.snapshotEvery", "100")),
            Factors =
            [
                new("BN decay", [Level("0.9", ("network.batchNormDecay", "0.9")), Level("0.95", ("network.batchNormDecay", "0.95"))]),
                Resizing,
                NewLayers,
            ],
        }),
        new("reference", "The reference's open questions", "Resizing, batch-norm decay, the new layers' rate and the loss's size around the reference's settings on ADE20K with ResNet-50. Needs ADE20K registered under Data sets, ImageNet weights, and a GPU.", new StudyDefinition
        {
            Name = "Does L2-SP beat L2? ADE20K, ResNet-50",
            Base = Settings(
                ("compat", "reference"), ("data.dataset", "ade20k"), ("network.backbone", "resnet50"), (GridTemplates.WeightsKey, "weights/resnet50-imagenet.safetensors"),
                ("training.batchSize", "16"), ("training.replicas", "2"), ("training.iterations", "90000"), ("regulariser.beta", "0.001"), ("augmentation.rotationDegrees", "0")),
            Factors =
            [
                LossSize,
                NewLayers,
                Resizing,
                new("BN decay", [Level("0.9", ("network.batchNormDecay", "0.9")), Level("0.95", ("network.batchNormDecay", "0.95")), Level("0.9997", ("network.batchNormDecay", "0.9997"))]),
            ],
        }),
        new("stages", "Two-stage training", "The reference's first two questions on Cityscapes: should the fine images be part of the coarse stage, and should the second stage start at a lower rate? Needs Cityscapes with its coarse set registered, ImageNet weights, and a GPU.", new StudyDefinition
        {
            Name = "Does L2-SP beat L2? Coarse, then fine",
            Base = Settings(
                ("compat", "reference"), ("data.dataset", "cityscapes"), ("network.backbone", "resnet101"), (GridTemplates.WeightsKey, "weights/resnet101-imagenet.safetensors"),
                ("training.crop", "816"), ("training.batchSize", "16"), ("training.replicas", "4"), ("firstStage.iterations", "30000"), ("firstStage.baseLearningRate", "0.01"), ("augmentation.rotationDegrees", "0")),
            Factors =
            [
                new("Fine images in the first stage", [Level("yes", ("firstStage.includeTrain", "true")), Level("no", ("firstStage.includeTrain", "false"))]),
                new("Rate of the second stage", [Level("0.01", ("training.baseLearningRate", "0.01")), Level("0.001", ("training.baseLearningRate", "0.001"))]),
            ],
            Design = StudyDesign.Full,
        }),
    ];

    /// <summary>The template of that id, or null.</summary>
    public static StudyTemplate? Find(string? id) => All.FirstOrDefault(t => t.Id == id);

    private static GridChoice Level(string label, params ReadOnlySpan<(string Key, string Value)> set) => new() { Label = label, Set = Settings(set) };

    private static Dictionary<string, string> Settings(params ReadOnlySpan<(string Key, string Value)> settings)
    {
        var result = new Dictionary<string, string>();
        foreach (var (key, value) in settings) result[key] = value;
        return result;
    }
}
