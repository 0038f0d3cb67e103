using Experiments.Engine.Schema;
using Experiments.Web.Demo;

namespace Experiments.Web.Sweeps;

/// <summary>A starting point for a sweep.</summary>
/// <param name="Id">Name in the URL.</param>
/// <param name="Title">Name on the page.</param>
/// <param name="Summary">What it is for and what it costs.</param>
/// <param name="Definition">The definition it fills in.</param>
public sealed record SweepPreset(string Id, string Title, string Summary, SweepDefinition Definition);

/// <summary>The starting points that the form offers.</summary>
public static class SweepPresets
{
    private static readonly Dictionary<string, string> SmallStreet = new()
    {
        ["network.backbone"] = "resnet18",
        ["network.widthMultiplier"] = "0.25",
        ["training.crop"] = "96",
        ["training.batchSize"] = "8",
        ["training.iterations"] = "300",
        ["training.baseLearningRate"] = "0.02",
        ["augmentation.rotationDegrees"] = "0",
        ["execution.validateEvery"] = "100",
        ["execution.snapshotEvery"] = "100",
    };

    /// <summary>All presets: the general ones, the cheapest first, then the reference's open questions.</summary>
    public static IReadOnlyList<SweepPreset> All => [.. General, .. OpenQuestions];

    /// <summary>Presets to begin with, the cheapest first.</summary>
    public static IReadOnlyList<SweepPreset> General { get; } =
    [
        new("smoke", "Smoke test", "A tiny network for twenty iterations: seconds. Shows that everything works, measures nothing.", new SweepDefinition
        {
            Name = "Smoke test",
            Seeds = "0-1",
            Protocols = [SweepDefinition.SingleScale],
            Axes = [new("regulariser.kind", ["none", "l2"])],
            Overrides = With(SmallStreet, ("training.crop", "48"), ("training.batchSize", "2"),
                ("training.iterations", "20"), ("synthetic.trainCount", "8"), ("synthetic.validationCount", "2"),
                ("synthetic.height", "64"), ("synthetic.width", "96"), ("execution.validateEvery", "0"), ("execution.logEvery", "2")),
        }),
        new("street", "Synthetic street", "Quarter-width ResNet-18 from random weights on the built-in street scenes: minutes a run on a CPU.", new SweepDefinition
        {
            Name = "Synthetic street",
            Overrides = With(SmallStreet, ("regulariser.kind", "l2")),
        }),
        new("l2-sp", "L2 against L2-SP", "The same network, fine-tuned from weights of your choice under both penalties, paired by seed. Name the weights file.", new SweepDefinition
        {
            Name = "L2 against L2-SP",
            Axes = [new("regulariser.kind", ["l2", "l2-sp"])],
            Overrides = SmallStreet,
        }),
        new("pretrain", "Pre-train w⁰", "A classifier on patches of the synthetic source city; its checkpoint is what L2-SP stays near.", new SweepDefinition
        {
            Name = "Pre-training on the source city",
            Seeds = "0",
            Protocols = [],
            Overrides = With(SmallStreet, ("task", "classification"), ("synthetic.domain", "source"), ("synthetic.trainCount", "200"),
                ("training.crop", "48"), ("training.batchSize", "32"), ("regulariser.kind", "l2"), ("execution.validateEvery", "0")),
        }),
        new("fisher", "Fisher information", "How much each weight of a pre-trained classifier matters on its source data; its file is what L2-SP-Fisher weighs by. Name the classifier's final checkpoint.", new SweepDefinition
        {
            Name = "Fisher information on the source city",
            Seeds = "0",
            Protocols = [],
            Overrides = With(SmallStreet, ("task", "fisher"), ("synthetic.domain", "source"), ("synthetic.trainCount", "200"),
                ("training.crop", "48"), ("training.batchSize", "32"), ("regulariser.kind", "none"), ("execution.validateEvery", "0")),
        }),
        new("miniature", "The miniature", "The demo's table: L2 against L2-SP on the target city, a minute a run. Name the checkpoint of its pre-training; the first page runs both with one press.", Miniature()),
        new("folder", "Your own images", "CIFAR ResNet-20 on a folder of images and label PNGs. Name the root, the folders and the splits.", new SweepDefinition
        {
            Name = "Folder set",
            Axes = [new("regulariser.kind", ["l2", "l2-sp"])],
            Overrides = new Dictionary<string, string>
            {
                ["network.backbone"] = "cifar-resnet20",
                ["data.dataset"] = "folder",
                ["training.crop"] = "96",
                ["training.batchSize"] = "4",
                ["training.iterations"] = "400",
                ["augmentation.rotationDegrees"] = "0",
                ["execution.validateEvery"] = "100",
                ["execution.snapshotEvery"] = "100",
            },
        }),
        new("classify", "Fine-tune a classifier", "L2 against L2-SP on your own class folders, as in the L2-SP paper (Li et al. 2018): ResNet-50 from weights of your choice, crops of 224, top-1. Name the root and the weights file. Days on a CPU; wants a GPU.", new SweepDefinition
        {
            Name = "Fine-tune a classifier (L2 against L2-SP)",
            Protocols = [SweepDefinition.SingleScale, SweepDefinition.TenCrop],
            Axes = [new("regulariser.kind", ["l2", "l2-sp"])],
            Overrides = new Dictionary<string, string>
            {
                ["task"] = "classification",
                ["data.dataset"] = "class-folders",
                ["data.trainImages"] = "train",
                ["data.validationImages"] = "val",
                ["training.crop"] = "224",
                ["training.batchSize"] = "64",
                ["training.iterations"] = "9000",
                ["augmentation.scaleMin"] = "1",
                ["augmentation.scaleMax"] = "1",
                ["augmentation.rotationDegrees"] = "0",
                ["execution.validateEvery"] = "1000",
                ["execution.validateImages"] = "200",
            },
        }),
        new("reference", "Reference schedule", "PSPNet on ResNet-50, crop 480, 30,000 iterations: the reference's settings. Days on a CPU; wants a GPU.", new SweepDefinition
        {
            Name = "Reference schedule",
            Axes = [new("regulariser.kind", ["l2", "l2-sp"])],
            Overrides = new Dictionary<string, string>
            {
                ["compat"] = "reference",
            },
        }),
    ];

    /// <summary>The reference's open questions, each in miniature: its factor varied on the synthetic street. Choose other data and weights to ask it of them.</summary>
    public static IReadOnlyList<SweepPreset> OpenQuestions { get; } =
    [
        Question("bn-decay", "Batch-norm decay: 0.9, 0.95 or 0.9997?", "The reference's, the official Caffe model's and DeepLab's.", new SweepAxis("network.batchNormDecay", ["0.9", "0.95", "0.9997"])),
        Question("align-corners", "Which align_corners?", "TensorFlow 1's resizing, align corners, half-pixel.", new SweepAxis("network.resize", ["tf1-legacy", "align-corners", "half-pixel"])),
        Question("new-layers", "A larger rate for new layers?", "Weights × 1 or × 10, biases with twice the factor.", new SweepAxis("training.newWeightMultiplier", ["1", "10"]), "training.newBiasMultiplier = 2 * training.newWeightMultiplier"),
        Question("loss-resolution", "Loss at which size?", "Logits resized to the labels, or labels to the logits.", new SweepAxis("training.lossResolution", ["label", "logit"])),
        new("stages", "Two stages: lower rate, all images?", "Other images first, then the images that count: does the second stage want a lower rate, and should the first see all images?", new SweepDefinition
        {
            Name = "Two stages",
            Axes = [new("firstStage.includeTrain", ["true", "false"]), new("training.baseLearningRate", ["0.02", "0.01"])],
            Overrides = With(SmallStreet, ("regulariser.kind", "l2"), ("firstStage.iterations", "300"), ("firstStage.baseLearningRate", "0.02")),
        }),
    ];

    /// <summary>The preset or recipe of that id, or null.</summary>
    public static SweepPreset? Find(string? id) => All.FirstOrDefault(p => p.Id == id) ?? Recipes.Find(id)?.ToPreset();

    private static SweepPreset Question(string id, string title, string summary, SweepAxis axis, params string[] links) => new(id, title, summary, new SweepDefinition
    {
        Name = title,
        Axes = [axis],
        Links = links,
        Overrides = With(SmallStreet, ("regulariser.kind", "l2")),
    });

    /// <summary>The demo's table as a definition; its weights are to be named.</summary>
    private static SweepDefinition Miniature()
    {
        var plan = new DemoPlan();
        var row = plan.Row(RegulariserName.L2, weights: "");
        return new SweepDefinition
        {
            Name = "The miniature",
            Seeds = SeedList.Format(plan.Seeds),
            Axes = [new("regulariser.kind", ["l2", "l2-sp"])],
            Overrides = SweepStart.Differing(row).Where(s => s.Key != "regulariser.kind").ToDictionary(s => s.Key, s => s.GetText(row)),
        };
    }

    private static Dictionary<string, string> With(Dictionary<string, string> start, params ReadOnlySpan<(string Key, string Value)> changes)
    {
        var result = new Dictionary<string, string>(start);
        foreach (var (key, value) in changes) result[key] = value;
        return result;
    }
}
