using System.Text.Json.Serialization;

namespace Experiments.Engine.Schema;

/// <summary>
/// The complete set of settings of one training run, every default stated. Immutable; validated as a whole by
/// <see cref="ConfigurationValidator"/>. Settings are named <c>section.setting</c> (for example
/// <c>training.baseLearningRate</c>); <see cref="SettingCatalog"/> lists them.
/// </summary>
public sealed record RunConfiguration
{
    /// <summary>What is done: a segmentation network or a classifier is trained, or a classifier's Fisher information estimated.</summary>
    [Setting("What is done: train a PSPNet; train a classifier (on class folders, or on patches of a segmentation set), whose backbone can become w⁰; or estimate the Fisher information of a trained classifier.")]
    public LearningTask Task { get; init; } = LearningTask.Segmentation;

    /// <summary>Whose conventions hold wherever no value is given.</summary>
    [Setting("Whose conventions hold: choosing one sets all of them at once, and any single one can still be changed. The values themselves are what counts in the fingerprint.", Kind = SettingKind.Execution)]
    public Compatibility Compat { get; init; } = Compatibility.Engine;

    /// <summary>The seed from which initialisation, sampler, augmentation and dropout derive their own generators. Not part of the fingerprint.</summary>
    [Setting("Seed of all chance in the run; runs that differ only by it are repeats of each other.", Kind = SettingKind.Execution, Min = 0)]
    public int Seed { get; init; }

    /// <summary>The network.</summary>
    public NetworkSettings Network { get; init; } = new();

    /// <summary>The weights that training starts from.</summary>
    public WeightsSettings Weights { get; init; } = new();

    /// <summary>The images and labels.</summary>
    public DataSettings Data { get; init; } = new();

    /// <summary>The built-in synthetic street set; used when <see cref="DataSettings.Dataset"/> is synthetic.</summary>
    public SyntheticSettings Synthetic { get; init; } = new();

    /// <summary>Schedule, batch and loss.</summary>
    public TrainingSettings Training { get; init; } = new();

    /// <summary>The first stage of a two-stage recipe; switched off by default.</summary>
    public FirstStageSettings FirstStage { get; init; } = new();

    /// <summary>Weight decay or one of its relatives.</summary>
    public RegulariserSettings Regulariser { get; init; } = new();

    /// <summary>How a Fisher job estimates; task fisher only.</summary>
    public FisherSettings Fisher { get; init; } = new();

    /// <summary>Which weights are kept as the best.</summary>
    public SelectionSettings Selection { get; init; } = new();

    /// <summary>Random changes of the training images.</summary>
    public AugmentationSettings Augmentation { get; init; } = new();

    /// <summary>Where and how the run is executed.</summary>
    public ExecutionSettings Execution { get; init; } = new();
}

/// <summary>What a run does.</summary>
public enum LearningTask
{
    /// <summary>A PSPNet on images with per-pixel labels.</summary>
    [JsonStringEnumMemberName("segmentation")] Segmentation,

    /// <summary>A ResNet classifier: on class folders, or on patches of a segmentation set (the class of the centre pixel).</summary>
    [JsonStringEnumMemberName("classification")] Classification,

    /// <summary>The diagonal Fisher information of a trained classifier, estimated on the source data.</summary>
    [JsonStringEnumMemberName("fisher")] Fisher,
}

/// <summary>Systems whose conventions can be taken over as a whole; see <see cref="Profiles"/>.</summary>
public enum Compatibility
{
    /// <summary>This engine's own defaults.</summary>
    [JsonStringEnumMemberName("engine")] Engine,

    /// <summary>PSPNet-TF-Reproduce, the reference system (TensorFlow 1).</summary>
    [JsonStringEnumMemberName("reference")] Reference,

    /// <summary>semseg, the official PyTorch version of PSPNet.</summary>
    [JsonStringEnumMemberName("semseg")] Semseg,

    /// <summary>torchvision's dilated ResNets.</summary>
    [JsonStringEnumMemberName("torchvision")] Torchvision,

    /// <summary>MMSegmentation's PSPNet.</summary>
    [JsonStringEnumMemberName("mmseg")] Mmseg,
}
