using System.Text.Json.Serialization;

namespace Experiments.Engine.Schema;

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
