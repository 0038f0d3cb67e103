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

/// <summary>The convolutions before the first pooling, of ImageNet networks.</summary>
public enum Stem
{
    /// <summary>One 7×7 convolution with stride 2 (He et al. 2015).</summary>
    [JsonStringEnumMemberName("7x7")] Single7x7,

    /// <summary>Three 3×3 convolutions of widths 64, 64, 128, the first with stride 2: semseg.</summary>
    [JsonStringEnumMemberName("3x3-64-64-128")] Deep64To128,

    /// <summary>Three 3×3 convolutions of widths 32, 32, 64, the first with stride 2: MMSegmentation's ResNetV1c.</summary>
    [JsonStringEnumMemberName("3x3-32-32-64")] Deep32To64,
}

/// <summary>The 3×3 max-pool with stride 2 after the stem of ImageNet networks.</summary>
public enum StemPooling
{
    /// <summary>One pixel of padding on every side: PyTorch.</summary>
    [JsonStringEnumMemberName("padding-1")] Padded,

    /// <summary>TensorFlow's 'SAME': an even side is padded at its end only, so the grid lies one pixel further.</summary>
    [JsonStringEnumMemberName("tf-same")] TfSame,

    /// <summary>No padding, the last window may hang over: the Caffe networks of He et al.</summary>
    [JsonStringEnumMemberName("ceil")] Ceil,
}

/// <summary>Which convolution of an ImageNet network halves the resolution between two blocks. Weights fit all three, outputs differ.</summary>
public enum StridePlacement
{
    /// <summary>The 3×3 of the block's first unit: the reference, torchvision ("v1.5"), semseg.</summary>
    [JsonStringEnumMemberName("first-3x3")] First3x3,

    /// <summary>The first 1×1 of the block's first unit: the Caffe networks of He et al. Bottlenecks only.</summary>
    [JsonStringEnumMemberName("first-1x1")] First1x1,

    /// <summary>The 3×3 of the last unit of the block before, whose identity shortcut is subsampled: TF-slim.</summary>
    [JsonStringEnumMemberName("last-of-previous")] LastOfPrevious,
}

/// <summary>Dilation of the first unit of a dilated block.</summary>
public enum FirstDilation
{
    /// <summary>The block's own rate: the reference, semseg, TF-slim.</summary>
    [JsonStringEnumMemberName("full")] Full,

    /// <summary>The rate of the block before: torchvision, MMSegmentation's contract_dilation.</summary>
    [JsonStringEnumMemberName("previous")] Previous,
}

/// <summary>How the pyramid pools.</summary>
public enum PyramidPooling
{
    /// <summary>Kernel and stride are size // bins: the reference. The features' size must be a multiple of the bins.</summary>
    [JsonStringEnumMemberName("fixed")] Fixed,

    /// <summary>Adaptive average pooling, any size of features: semseg, MMSegmentation.</summary>
    [JsonStringEnumMemberName("adaptive")] Adaptive,
}

/// <summary>Bilinear convention for logits.</summary>
public enum LogitResize
{
    /// <summary>The same as for the pyramid maps (network.resize).</summary>
    [JsonStringEnumMemberName("same")] Same,

    /// <summary>See <see cref="ResizeConvention.HalfPixel"/>.</summary>
    [JsonStringEnumMemberName("half-pixel")] HalfPixel,

    /// <summary>See <see cref="ResizeConvention.AlignCorners"/>.</summary>
    [JsonStringEnumMemberName("align-corners")] AlignCorners,

    /// <summary>See <see cref="ResizeConvention.Tf1Legacy"/>.</summary>
    [JsonStringEnumMemberName("tf1-legacy")] Tf1Legacy,
}

/// <summary>What dropout before the classifiers zeroes.</summary>
public enum DropoutKind
{
    /// <summary>Single values: the reference.</summary>
    [JsonStringEnumMemberName("element")] Element,

    /// <summary>Whole channels of an image (Dropout2d): semseg, MMSegmentation.</summary>
    [JsonStringEnumMemberName("channel")] Channel,
}

/// <summary>Start values of convolutions; see <c>Models/Initialisation.cs</c>.</summary>
public enum Initialiser
{
    /// <summary>N(0, sqrt(2/(k²·out))): He et al. 2015 by fan-out; the reference, torchvision's ResNets.</summary>
    [JsonStringEnumMemberName("he")] He,

    /// <summary>U(±sqrt(6/(k²·in + k²·out))): Glorot and Bengio 2010; the reference's other choice.</summary>
    [JsonStringEnumMemberName("xavier")] Xavier,

    /// <summary>U(±1/sqrt(k²·in)) for weights: PyTorch's own default, which semseg leaves for its new layers.</summary>
    [JsonStringEnumMemberName("pytorch")] PyTorch,
}

/// <summary>Order of the colour channels at the network's input.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    [JsonStringEnumMemberName("rgb")] Rgb,

    /// <summary>Blue, green, red: networks that were trained on OpenCV's images, such as the Caffe ones.</summary>
    [JsonStringEnumMemberName("bgr")] Bgr,
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

    /// <summary>Bilinear convention inside the network: pyramid maps to the features' size, and logits unless <see cref="LogitResize"/> says otherwise. What the papers call the align_corners factor.</summary>
    [Setting("Bilinear convention inside the network (pyramid maps and logits): PyTorch's two align_corners values and TensorFlow 1's.")]
    public ResizeConvention Resize { get; init; } = ResizeConvention.HalfPixel;

    /// <summary>Bilinear convention for logits to the labels' or the window's size.</summary>
    [Setting("Bilinear convention for logits alone, where it is to differ from that of the pyramid maps.")]
    public LogitResize LogitResize { get; init; } = LogitResize.Same;

    /// <summary>Stem of ImageNet networks.</summary>
    [Setting("First convolutions of an ImageNet network: one 7×7, or three 3×3 of the given widths.")]
    public Stem Stem { get; init; } = Stem.Single7x7;

    /// <summary>Max-pool after the stem of ImageNet networks.</summary>
    [Setting("Borders of the 3×3/2 max-pool after an ImageNet network's stem: PyTorch's, TensorFlow's 'SAME', or Caffe's ceil mode.")]
    public StemPooling StemPooling { get; init; } = StemPooling.Padded;

    /// <summary>Which convolution strides.</summary>
    [Setting("Which convolution of an ImageNet network strides between blocks; the weights file says which one it was trained with.")]
    public StridePlacement StridePlacement { get; init; } = StridePlacement.First3x3;

    /// <summary>Dilation of the first unit of a dilated block.</summary>
    [Setting("Dilation of the first unit of each dilated block: the block's own, or that of the block before.")]
    public FirstDilation FirstDilation { get; init; } = FirstDilation.Full;

    /// <summary>How the pyramid pools.</summary>
    [Setting("Pyramid pooling by fixed kernels (size // bins) or adaptive.")]
    public PyramidPooling PyramidPooling { get; init; } = PyramidPooling.Fixed;

    /// <summary>What dropout zeroes.</summary>
    [Setting("Whether dropout zeroes single values or whole channels.")]
    public DropoutKind DropoutKind { get; init; } = DropoutKind.Element;

    /// <summary>Start values of convolutions.</summary>
    [Setting("Start values of new convolutions.")]
    public Initialiser Initialiser { get; init; } = Initialiser.He;

    /// <summary>Standard deviation of the classifiers' start weights; 0 takes the initialiser's.</summary>
    [Setting("Standard deviation of the classifiers' normal start weights (MMSegmentation 0.01); 0 starts them like every other convolution.", Min = 0, Max = 10)]
    public double ClassifierDeviation { get; init; }

    /// <summary>Order of the channels at the input; mean and std are always stated red, green, blue.</summary>
    [Setting("Order of the colour channels at the network's input, as the weights file was trained; mean and std stay red, green, blue.")]
    public ChannelOrder ChannelOrder { get; init; } = ChannelOrder.Rgb;

    /// <summary>Quirk of the reference: with several replicas batch norm normalises by the unbiased variance.</summary>
    [Setting("Quirk of the reference: with several replicas, batch norm normalises by the unbiased variance.")]
    public bool BatchNormUnbiased { get; init; }

    /// <summary>Quirk of the reference: with several replicas the variance is E[x²] − μ², which cancels badly.</summary>
    [Setting("Quirk of the reference: with several replicas, batch norm's variance is E[x²] − μ², which loses digits where the mean is large.")]
    public bool BatchNormFromMoments { get; init; }

    /// <summary>Start value of the classifiers' biases.</summary>
    [Setting("Start value of the classifiers' biases.", Min = -10, Max = 10)]
    public double ClassifierBias { get; init; } = 0.01;

    /// <summary>The bilinear convention for logits.</summary>
    internal ResizeConvention LogitConvention => LogitResize switch
    {
        LogitResize.Same => Resize,
        LogitResize.HalfPixel => ResizeConvention.HalfPixel,
        LogitResize.AlignCorners => ResizeConvention.AlignCorners,
        LogitResize.Tf1Legacy => ResizeConvention.Tf1Legacy,
        _ => throw new InvalidOperationException($"Unknown resize convention {LogitResize}."),
    };
}
