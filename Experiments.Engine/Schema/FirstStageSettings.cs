namespace Experiments.Engine.Schema;

/// <summary>
/// The first stage of a two-stage recipe (coarse → fine): the same network trained on other images first. The second
/// stage then starts from all its trained weights, without momentum and without batch norm's statistics, and they
/// become w⁰; nothing is new any more. Everything not named here is as in the second stage.
/// </summary>
public sealed record FirstStageSettings
{
    /// <summary>Iterations of the first stage; 0 for a run of one stage.</summary>
    [Setting("Iterations of a first training stage on other images; 0 for a run of one stage.", Min = 0, Max = 10_000_000)]
    public int Iterations { get; init; }

    /// <summary>Learning rate at the start of the first stage.</summary>
    [Setting("Learning rate at the start of the first stage.", Min = 0, Max = 100)]
    public double BaseLearningRate { get; init; } = 0.01;

    /// <summary>Folder of the first stage's images, relative to the root.</summary>
    [Setting("Training images of the first stage, relative to the root.", Kind = SettingKind.Execution)]
    public string TrainImages { get; init; } = "images/train_extra";

    /// <summary>Folder of the first stage's labels, relative to the root.</summary>
    [Setting("Training labels of the first stage, relative to the root.", Kind = SettingKind.Execution)]
    public string TrainLabels { get; init; } = "labels/train_extra";

    /// <summary>Subsets of an official set that the first stage trains on, by their official names.</summary>
    [Setting("Official sets: subsets that the first stage trains on.", Kind = SettingKind.Execution)]
    public IReadOnlyList<string> TrainSubsets { get; init; } = ["train_extra"];

    /// <summary>Split of the first stage's images: a text file of stems, or a pattern.</summary>
    [Setting("Training split of the first stage: a text file of stems (one a line), or a pattern; empty takes every image.", Kind = SettingKind.Execution)]
    public string TrainList { get; init; } = "";

    /// <summary>Whether the second stage's training images are part of the first.</summary>
    [Setting("Whether the second stage's training images are part of the first stage too.")]
    public bool IncludeTrain { get; init; } = true;

    /// <summary>Number of the first stage's images where the data set is synthetic.</summary>
    [Setting("Number of the first stage's images where the data set is synthetic.", Min = 1, Max = 100000)]
    public int SyntheticCount { get; init; } = 120;

    /// <summary>Seed of the first stage's scenes where the data set is synthetic.</summary>
    [Setting("Seed of the first stage's scenes where the data set is synthetic; another one than synthetic.seed gives other images.", Min = 0)]
    public int SyntheticSeed { get; init; } = 1;

    /// <summary>SHA-256 over the images and labels that the first stage trains on and is validated on, filled in when the configuration is resolved.</summary>
    [Setting("SHA-256 over the first stage's images and labels, filled in when the run is created; a given value is checked.", IsFilledIn = true)]
    public string Manifest { get; init; } = "";
}
