using System.Text.Json.Serialization;

namespace Experiments.Engine.Schema;

/// <summary>
/// The complete set of settings of one training run, every default stated. Immutable; validated as a whole by
/// <see cref="ConfigurationValidator"/>. Settings are named <c>section.setting</c> (for example
/// <c>training.baseLearningRate</c>); <see cref="SettingCatalog"/> lists them.
/// </summary>
public sealed record RunConfiguration
{
    /// <summary>What is trained: a segmentation network, or a classifier whose backbone becomes w⁰.</summary>
    [Setting("What is trained: a PSPNet, or a classifier on patches of the data set whose backbone becomes w⁰.")]
    public LearningTask Task { get; init; } = LearningTask.Segmentation;

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

    /// <summary>Weight decay or one of its relatives.</summary>
    public RegulariserSettings Regulariser { get; init; } = new();

    /// <summary>Random changes of the training images.</summary>
    public AugmentationSettings Augmentation { get; init; } = new();

    /// <summary>Where and how the run is executed.</summary>
    public ExecutionSettings Execution { get; init; } = new();
}

/// <summary>What a run trains.</summary>
public enum LearningTask
{
    /// <summary>A PSPNet on images with per-pixel labels.</summary>
    [JsonStringEnumMemberName("segmentation")] Segmentation,

    /// <summary>A ResNet classifier on patches of a labelled data set: the class of the patch's centre pixel.</summary>
    [JsonStringEnumMemberName("classification")] Classification,
}

/// <summary>The feature extractors.</summary>
public enum Backbone
{
    /// <summary>ResNet-18: basic blocks 2,2,2,2.</summary>
    [JsonStringEnumMemberName("resnet18")] ResNet18,

    /// <summary>ResNet-34: basic blocks 3,4,6,3.</summary>
    [JsonStringEnumMemberName("resnet34")] ResNet34,

    /// <summary>ResNet-50: bottlenecks 3,4,6,3.</summary>
    [JsonStringEnumMemberName("resnet50")] ResNet50,

    /// <summary>ResNet-101: bottlenecks 3,4,23,3.</summary>
    [JsonStringEnumMemberName("resnet101")] ResNet101,

    /// <summary>ResNet-152: bottlenecks 3,8,36,3.</summary>
    [JsonStringEnumMemberName("resnet152")] ResNet152,

    /// <summary>CIFAR ResNet-20: three stages of 3 basic blocks, 16/32/64, option-A shortcuts (He et al. 2015, section 4.2).</summary>
    [JsonStringEnumMemberName("cifar-resnet20")] CifarResNet20,

    /// <summary>CIFAR ResNet-56: three stages of 9 basic blocks, 16/32/64, option-A shortcuts.</summary>
    [JsonStringEnumMemberName("cifar-resnet56")] CifarResNet56,
}

/// <summary>Bilinear resize conventions; see <c>docs/</c> for the source coordinate of each.</summary>
public enum ResizeConvention
{
    /// <summary>max((i+½)·in/out − ½, 0): PyTorch align_corners=false, OpenCV.</summary>
    [JsonStringEnumMemberName("half-pixel")] HalfPixel,

    /// <summary>i·(in−1)/(out−1): align_corners=true.</summary>
    [JsonStringEnumMemberName("align-corners")] AlignCorners,

    /// <summary>i·in/out with the upper side clamped: TensorFlow 1's default, the reference's.</summary>
    [JsonStringEnumMemberName("tf1-legacy")] Tf1Legacy,
}

/// <summary>Settings of the network (PSPNet on a dilated ResNet-V1).</summary>
public sealed record NetworkSettings
{
    /// <summary>Feature extractor.</summary>
    [Setting("Feature extractor.")]
    public Backbone Backbone { get; init; } = Backbone.ResNet50;

    /// <summary>Factor on every width of the backbone; pyramid and heads follow the last stage's width.</summary>
    [Setting("Factor on every width of the backbone; 0.25 gives a network that trains in minutes on a CPU. The first stage must have a multiple of 16 channels.", Min = 0.0625, Max = 4)]
    public double WidthMultiplier { get; init; } = 1;

    /// <summary>Pyramid bins in the order in which they are concatenated after the features.</summary>
    [Setting("Bins of the pyramid pooling, in the order of concatenation; the reference's order is 6, 3, 2, 1.", Min = 1, Max = 32)]
    public IReadOnlyList<int> PyramidBins { get; init; } = [6, 3, 2, 1];

    /// <summary>Weight of the auxiliary head's loss; 0 leaves the head out.</summary>
    [Setting("Weight of the auxiliary head's loss in training; 0 builds no auxiliary head.", Min = 0, Max = 10)]
    public double AuxiliaryWeight { get; init; } = 0.4;

    /// <summary>Dropout probability before the classifiers.</summary>
    [Setting("Probability of dropout before both classifiers.", Min = 0, Max = 0.95)]
    public double Dropout { get; init; } = 0.1;

    /// <summary>Decay d of batch norm's moving statistics (TensorFlow's word; PyTorch's momentum is 1 − d).</summary>
    [Setting("Decay of batch norm's moving statistics: 0.9 in the reference, 0.95 in the official Caffe model, 0.9997 in DeepLab. PyTorch's momentum is one minus it.", Min = 0, Max = 0.99999)]
    public double BatchNormDecay { get; init; } = 0.9;

    /// <summary>Batch norm's ε.</summary>
    [Setting("Batch norm's epsilon.", Min = 1e-12, Max = 1)]
    public double BatchNormEpsilon { get; init; } = 1e-5;

    /// <summary>Bilinear convention inside the network: pyramid maps to the features' size, logits to the image's.</summary>
    [Setting("Bilinear convention inside the network (pyramid maps and logits): PyTorch's two align_corners values and TensorFlow 1's.")]
    public ResizeConvention Resize { get; init; } = ResizeConvention.HalfPixel;

    /// <summary>Start value of the classifiers' biases.</summary>
    [Setting("Start value of the classifiers' biases.", Min = -10, Max = 10)]
    public double ClassifierBias { get; init; } = 0.01;
}

/// <summary>Settings of the weights that training starts from.</summary>
public sealed record WeightsSettings
{
    /// <summary>A safetensors file; empty to start from random weights.</summary>
    [Setting("A safetensors file to start from (it becomes w⁰); empty starts from random weights.", Kind = SettingKind.Execution)]
    public string Path { get; init; } = "";

    /// <summary>SHA-256 of the file, filled in when the configuration is resolved; empty for random weights.</summary>
    [Setting("SHA-256 of the weights file, filled in when the run is created; a given value is checked.")]
    public string Sha256 { get; init; } = "";

    /// <summary>Whether batch norm's moving statistics are taken from the file (the reference does not: they start at 0 and 1).</summary>
    [Setting("Take batch norm's moving statistics from the file; the reference does not.")]
    public bool LoadBatchNormStatistics { get; init; } = true;
}

/// <summary>At which size the loss is taken.</summary>
public enum LossResolution
{
    /// <summary>Logits are resized to the labels' size (the reference).</summary>
    [JsonStringEnumMemberName("label")] Label,

    /// <summary>Labels are resized (nearest) to the logits' size.</summary>
    [JsonStringEnumMemberName("logit")] Logit,
}

/// <summary>Schedule, batch and loss.</summary>
public sealed record TrainingSettings
{
    /// <summary>Number of iterations (optimiser steps).</summary>
    [Setting("Number of iterations (optimiser steps).", Min = 1, Max = 10_000_000)]
    public int Iterations { get; init; } = 30000;

    /// <summary>Images a step, over all replicas.</summary>
    [Setting("Images a step, over all replicas together.", Min = 1, Max = 4096)]
    public int BatchSize { get; init; } = 8;

    /// <summary>Side of the square training crop in pixels.</summary>
    [Setting("Side of the square training crop in pixels; a multiple of 48 (6 bins × output stride 8) for ImageNet backbones.", Min = 8, Max = 4096)]
    public int Crop { get; init; } = 480;

    /// <summary>Learning rate at the start of the poly schedule.</summary>
    [Setting("Learning rate at the start of the schedule.", Min = 0, Max = 100)]
    public double BaseLearningRate { get; init; } = 0.01;

    /// <summary>Power of the poly schedule (1 − step/iterations)^power.</summary>
    [Setting("Power of the poly schedule (1 − step/iterations)^power.", Min = 0, Max = 10)]
    public double PolyPower { get; init; } = 0.9;

    /// <summary>Momentum of SGD.</summary>
    [Setting("Momentum of SGD.", Min = 0, Max = 0.9999)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>Factor on the learning rate of new weights (those that the weights file does not have).</summary>
    [Setting("Factor on the learning rate of new layers' weights; 10 to train like Caffe.", Min = 0, Max = 1000)]
    public double NewWeightMultiplier { get; init; } = 1;

    /// <summary>Factor on the learning rate of new biases.</summary>
    [Setting("Factor on the learning rate of new layers' biases; 20 to train like Caffe.", Min = 0, Max = 1000)]
    public double NewBiasMultiplier { get; init; } = 1;

    /// <summary>At which size the loss is taken.</summary>
    [Setting("Size at which the loss is taken: logits resized to the labels, or labels to the logits.")]
    public LossResolution LossResolution { get; init; } = LossResolution.Label;

    /// <summary>Number of replicas that share each batch in lock-step, one a device.</summary>
    [Setting("Number of replicas that share each batch in lock-step (synchronised batch norm), one a device.", Min = 1, Max = 64)]
    public int Replicas { get; init; } = 1;
}

/// <summary>Regularisers.</summary>
public enum RegulariserName
{
    /// <summary>No penalty.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>α/2‖w_S‖² + β/2‖w_new‖²: distance to zero.</summary>
    [JsonStringEnumMemberName("l2")] L2,

    /// <summary>α/2‖w_S − w⁰_S‖² + β/2‖w_new‖²: distance to the pre-trained weights (Li et al. 2018, eq. 1).</summary>
    [JsonStringEnumMemberName("l2-sp")] L2Sp,
}

/// <summary>Weight decay or one of its relatives; convolution and classifier weights only, no biases, no batch norm.</summary>
public sealed record RegulariserSettings
{
    /// <summary>Penalty.</summary>
    [Setting("Penalty: none, L2 (distance to zero), or L2-SP (distance to the pre-trained weights).")]
    public RegulariserName Kind { get; init; } = RegulariserName.L2Sp;

    /// <summary>Rate of inherited weights.</summary>
    [Setting("Rate of inherited weights (those that the weights file has).", Min = 0, Max = 100)]
    public double Alpha { get; init; } = 1e-4;

    /// <summary>Rate of new weights.</summary>
    [Setting("Rate of new weights (always towards zero).", Min = 0, Max = 100)]
    public double Beta { get; init; } = 1e-4;
}

/// <summary>Colour jitter.</summary>
public enum ColourJitter
{
    /// <summary>None.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>The reference's: brightness ±63/255 on values of 0-255, which is next to nothing.</summary>
    [JsonStringEnumMemberName("reference")] Reference,

    /// <summary>One that works: brightness ±25 %, contrast and saturation 0.75-1.25.</summary>
    [JsonStringEnumMemberName("working")] Working,
}

/// <summary>
/// Random changes of the training images, in the reference's order: colour jitter, mean subtraction, mirror, scale,
/// rotation, pad, crop.
/// </summary>
public sealed record AugmentationSettings
{
    /// <summary>Colour jitter.</summary>
    [Setting("Colour jitter: none, the reference's (next to nothing), or one that works.")]
    public ColourJitter Jitter { get; init; } = ColourJitter.Reference;

    /// <summary>Mirror with probability ½.</summary>
    [Setting("Mirror with probability one half.")]
    public bool Mirror { get; init; } = true;

    /// <summary>Smallest random scale.</summary>
    [Setting("Smallest random scale.", Min = 0.05, Max = 10)]
    public double ScaleMin { get; init; } = 0.5;

    /// <summary>Largest random scale.</summary>
    [Setting("Largest random scale.", Min = 0.05, Max = 10)]
    public double ScaleMax { get; init; } = 2;

    /// <summary>Rotation is drawn from ± this many degrees; 0 for none.</summary>
    [Setting("Random rotation of up to this many degrees either way; 0 for none.", Min = 0, Max = 180)]
    public double RotationDegrees { get; init; } = 10;
}

/// <summary>Where and how a run is executed.</summary>
public sealed record ExecutionSettings
{
    /// <summary>Devices of the replicas; fewer devices than replicas are used in turn.</summary>
    [Setting("Devices of the replicas (cpu, cuda:0, ...); fewer than replicas are used in turn.", Kind = SettingKind.Execution)]
    public IReadOnlyList<string> Devices { get; init; } = ["cpu"];

    /// <summary>CPU threads; 0 takes all. Fixed at a job's first attempt: it can move final bits.</summary>
    [Setting("CPU threads; 0 takes all cores.", Kind = SettingKind.Execution, Min = 0, Max = 1024)]
    public int Threads { get; init; }

    /// <summary>Iterations between metric points.</summary>
    [Setting("Iterations between points of the loss curve.", Kind = SettingKind.Execution, Min = 1)]
    public int LogEvery { get; init; } = 10;

    /// <summary>Iterations between checkpoints that a killed run resumes from; 0 writes only the last.</summary>
    [Setting("Iterations between checkpoints that a killed run resumes from; 0 writes only the last.", Kind = SettingKind.Execution, Min = 0)]
    public int SnapshotEvery { get; init; } = 1000;

    /// <summary>Iterations between evaluations during training (single-scale, no mirror); 0 for none.</summary>
    [Setting("Iterations between evaluations during training (single-scale, no mirror); 0 for none. The last checkpoint is scored whatever this says.", Kind = SettingKind.Execution, Min = 0)]
    public int ValidateEvery { get; init; }

    /// <summary>Validation images of each evaluation during training.</summary>
    [Setting("Validation images of each evaluation during training.", Kind = SettingKind.Execution, Min = 1)]
    public int ValidateImages { get; init; } = 10;
}
