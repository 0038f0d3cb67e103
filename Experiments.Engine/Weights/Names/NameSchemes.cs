using System.Text.RegularExpressions;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Conventions;

namespace Experiments.Engine.Weights.Names;

/// <summary>
/// The naming schemes, one table each. Sources: torchvision 0.14 (<c>models/resnet.py</c>, <c>models/segmentation</c>),
/// github.com/hszhao/semseg (<c>model/pspnet.py</c>, <c>model/resnet.py</c>), MMSegmentation 1.x (<c>ResNetV1c</c>, <c>PSPHead</c>,
/// <c>FCNHead</c>), TF-slim (<c>nets/resnet_v1.py</c>), the Caffe models of github.com/KaimingHe/deep-residual-networks and
/// github.com/akamaster/pytorch_resnet_cifar10.
/// </summary>
public static class NameSchemes
{
    private const string Optimiser = "optimiser state";

    /// <summary>Names that are no weights in any scheme.</summary>
    internal static IReadOnlyList<NamesWithoutTensor> NeverTensors { get; } =
    [
        new(Like(@"(^|\.)num_batches_tracked$"), ""),
        new(Like(@"^optimi[sz]er\b"), Optimiser),
    ];

    private static readonly InputConvention TorchvisionInput = new()
    {
        ChannelOrder = ChannelOrder.Rgb,
        Mean = [123.675, 116.28, 103.53],
        Deviation = [58.395, 57.12, 57.375],
        StridePlacement = StridePlacement.First3x3,
        StemPooling = StemPooling.Padded,
    };

    // Shared by everybody who took torchvision's ResNet: only the start of the names differs.
    private static IEnumerable<NameRule> Units(string start) =>
    [
        new(start + "layer{block}.{unit}.conv{k}.weight", "backbone.layer{block}.{unit}.conv{k}.weight"),
        new(start + "layer{block}.{unit}.bn{k}.{leaf:bn}", "backbone.layer{block}.{unit}.bn{k}.{leaf:bn}"),
        new(start + "layer{block}.{unit}.downsample.0.weight", "backbone.layer{block}.{unit}.downsample.0.weight"),
        new(start + "layer{block}.{unit}.downsample.1.{leaf:bn}", "backbone.layer{block}.{unit}.downsample.1.{leaf:bn}"),
    ];

    /// <summary>Our own networks' keys: checkpoints, and files that were imported.</summary>
    public static NameScheme Ours { get; } = new()
    {
        Name = "ours",
        Title = "this engine",
        Examples = ["backbone.conv1.weight", "backbone.layer1.0.bn1.bias", "head.classifier.weight"],
        Rules =
        [
            new("backbone.conv{k}.weight", "backbone.conv{k}.weight"),
            new("backbone.bn{k}.{leaf:bn}", "backbone.bn{k}.{leaf:bn}"),
            .. Units("backbone."),
            new("fc.{leaf:affine}", "fc.{leaf:affine}"),
            new("pyramid.conv.{bin}.weight", "pyramid.conv.{bin}.weight"),
            new("pyramid.bn.{bin}.{leaf:bn}", "pyramid.bn.{bin}.{leaf:bn}"),
            .. new[] { "head", "aux" }.SelectMany(head => new NameRule[]
            {
                new($"{head}.conv.weight", $"{head}.conv.weight"),
                new(head + ".bn.{leaf:bn}", head + ".bn.{leaf:bn}"),
                new(head + ".classifier.{leaf:affine}", head + ".classifier.{leaf:affine}"),
            }),
        ],
    };

    /// <summary>CIFAR ResNets with option-A shortcuts.</summary>
    public static NameScheme Cifar { get; } = new()
    {
        Name = "cifar",
        Title = "CIFAR ResNets in PyTorch",
        Examples = ["conv1.weight", "layer1.0.bn1.weight", "linear.weight"],
        Prefixes = ["state_dict.", "module."],
        Rules =
        [
            new("conv1.weight", "backbone.conv1.weight"),
            new("bn1.{leaf:bn}", "backbone.bn1.{leaf:bn}"),
            new("layer{block}.{unit}.conv{k}.weight", "backbone.layer{block}.{unit}.conv{k}.weight"),
            new("layer{block}.{unit}.bn{k}.{leaf:bn}", "backbone.layer{block}.{unit}.bn{k}.{leaf:bn}"),
            new("linear.{leaf:affine}", "fc.{leaf:affine}"),
        ],
    };

    /// <summary>torchvision, and semseg's own ImageNet networks, whose deep stem goes on to conv2 and conv3.</summary>
    public static NameScheme Torchvision { get; } = new()
    {
        Name = "torchvision",
        Title = "torchvision",
        Examples = ["conv1.weight", "layer1.0.conv1.weight", "layer1.0.downsample.1.bias"],
        Prefixes = ["state_dict.", "module.", "backbone."],
        Rules =
        [
            new("conv{k}.weight", "backbone.conv{k}.weight"),
            new("bn{k}.{leaf:bn}", "backbone.bn{k}.{leaf:bn}"),
            .. Units(""),
            new("fc.{leaf:affine}", "fc.{leaf:affine}"),
        ],
        Others = [new(Like(@"^(aux_)?classifier\."), "head of another kind of segmentation network")],
        Convention = TorchvisionInput,
    };

    /// <summary>semseg's PSPNet.</summary>
    public static NameScheme Semseg { get; } = new()
    {
        Name = "semseg",
        Title = "semseg",
        Examples = ["layer0.0.weight", "ppm.features.0.1.weight", "cls.4.weight"],
        Prefixes = ["state_dict.", "module."],
        Rules =
        [
            new("layer0.{k:stem-conv}.weight", "backbone.conv{k}.weight"),
            new("layer0.{k:stem-bn}.{leaf:bn}", "backbone.bn{k}.{leaf:bn}"),
            .. Units(""),
            new("ppm.features.{bin}.1.weight", "pyramid.conv.{bin}.weight"),
            new("ppm.features.{bin}.2.{leaf:bn}", "pyramid.bn.{bin}.{leaf:bn}"),
            .. new[] { ("cls", "head"), ("aux", "aux") }.SelectMany(head => new NameRule[]
            {
                new($"{head.Item1}.0.weight", $"{head.Item2}.conv.weight"),
                new(head.Item1 + ".1.{leaf:bn}", head.Item2 + ".bn.{leaf:bn}"),
                new(head.Item1 + ".4.{leaf:affine}", head.Item2 + ".classifier.{leaf:affine}"),
            }),
        ],
        Convention = TorchvisionInput with { FirstDilation = FirstDilation.Full, PyramidBins = [1, 2, 3, 6] },
    };

    /// <summary>MMSegmentation's PSPNet on ResNetV1c (or on a plain ResNet).</summary>
    public static NameScheme Mmseg { get; } = new()
    {
        Name = "mmseg",
        Title = "MMSegmentation",
        Examples = ["backbone.stem.0.weight", "decode_head.psp_modules.0.1.conv.weight", "decode_head.conv_seg.weight"],
        Prefixes = ["state_dict.", "module."],
        Rules =
        [
            new("backbone.stem.{k:stem-conv}.weight", "backbone.conv{k}.weight"),
            new("backbone.stem.{k:stem-bn}.{leaf:bn}", "backbone.bn{k}.{leaf:bn}"),
            new("backbone.conv1.weight", "backbone.conv1.weight"),
            new("backbone.bn1.{leaf:bn}", "backbone.bn1.{leaf:bn}"),
            .. Units("backbone."),
            new("decode_head.psp_modules.{bin}.1.conv.weight", "pyramid.conv.{bin}.weight"),
            new("decode_head.psp_modules.{bin}.1.bn.{leaf:bn}", "pyramid.bn.{bin}.{leaf:bn}"),
            new("decode_head.bottleneck.conv.weight", "head.conv.weight"),
            new("decode_head.bottleneck.bn.{leaf:bn}", "head.bn.{leaf:bn}"),
            new("auxiliary_head.convs.0.conv.weight", "aux.conv.weight"),
            new("auxiliary_head.convs.0.bn.{leaf:bn}", "aux.bn.{leaf:bn}"),
            new("{head:head}.conv_seg.{leaf:affine}", "{head:our-head}.classifier.{leaf:affine}"),
        ],
        Convention = TorchvisionInput with { FirstDilation = FirstDilation.Previous, PyramidBins = [1, 2, 3, 6] },
    };

    /// <summary>TF-slim's resnet_v1.</summary>
    public static NameScheme Slim { get; } = new()
    {
        Name = "tf-slim",
        Title = "TF-slim",
        Examples = ["resnet_v1_50/conv1/weights", "resnet_v1_50/block1/unit_1/bottleneck_v1/conv1/BatchNorm/gamma"],
        Rules =
        [
            new("resnet_v1_{depth:depth}/conv1/weights", "backbone.conv1.weight", TensorLayout.KernelFirst),
            new("resnet_v1_{depth:depth}/conv1/BatchNorm/{leaf:slim-bn}", "backbone.bn1.{leaf:bn}"),
            new("resnet_v1_{depth:depth}/block{block}/unit_{unit:+1}/bottleneck_v1/conv{k}/weights", "backbone.layer{block}.{unit}.conv{k}.weight", TensorLayout.KernelFirst),
            new("resnet_v1_{depth:depth}/block{block}/unit_{unit:+1}/bottleneck_v1/conv{k}/BatchNorm/{leaf:slim-bn}", "backbone.layer{block}.{unit}.bn{k}.{leaf:bn}"),
            new("resnet_v1_{depth:depth}/block{block}/unit_{unit:+1}/bottleneck_v1/shortcut/weights", "backbone.layer{block}.{unit}.downsample.0.weight", TensorLayout.KernelFirst),
            new("resnet_v1_{depth:depth}/block{block}/unit_{unit:+1}/bottleneck_v1/shortcut/BatchNorm/{leaf:slim-bn}", "backbone.layer{block}.{unit}.downsample.1.{leaf:bn}"),
            new("resnet_v1_{depth:depth}/logits/weights", "fc.weight", TensorLayout.PointwiseKernelFirst),
            new("resnet_v1_{depth:depth}/logits/biases", "fc.bias"),
        ],
        Others =
        [
            new(Like("/(Momentum|RMSProp|Adam|Adagrad|Ftrl|Adadelta)(_[0-9]+)?$"), Optimiser),
            new(Like("^(global_step|beta[12]_power|learning_rate)$"), Optimiser),
            new(Like("/ExponentialMovingAverage$"), "a moving average of the weights"),
        ],
        Convention = new InputConvention
        {
            ChannelOrder = ChannelOrder.Rgb,
            Mean = [123.68, 116.78, 103.94], // preprocessing/vgg_preprocessing.py
            Deviation = [1, 1, 1],
            StridePlacement = StridePlacement.LastOfPrevious,
            StemPooling = StemPooling.TfSame,
        },
    };

    /// <summary>The Caffe ResNets of He et al., a batch norm's statistics and its scale in layers of their own.</summary>
    public static NameScheme Msra { get; } = new()
    {
        Name = "msra",
        Title = "the Caffe models of He et al.",
        Examples = ["conv1.weight", "res2a_branch2a.weight", "bn2a_branch2a.mean", "scale2a_branch2a.gamma"],
        Rules =
        [
            new("conv1.weight", "backbone.conv1.weight"),
            new("bn_conv1.{leaf:caffe-bn}", "backbone.bn1.{leaf:stat}"),
            new("scale_conv1.{leaf:caffe-scale}", "backbone.bn1.{leaf:affine}"),
            // Deep networks number the units of their inner blocks: 4a, 4b1, 4b2, ...
            .. CaffeUnits("inner", "a-b1", fromDepth: 101),
            .. CaffeUnits("inner", "letter", fromDepth: 0),
            .. CaffeUnits("outer", "letter", fromDepth: 0),
            new("fc1000.{leaf:affine}", "fc.{leaf:affine}"),
        ],
        Others = [new(Like("^conv1\\.bias$"), "its effect is subtracted from the mean of bn_conv1")],
        Subtracted = new Dictionary<string, string>(StringComparer.Ordinal) { ["bn_conv1.mean"] = "conv1.bias" },
        Convention = new InputConvention
        {
            ChannelOrder = ChannelOrder.Bgr,
            Mean = [123.151630838, 115.902882574, 103.062623801], // ResNet_mean.binaryproto, averaged over the pixels
            Deviation = [1, 1, 1],
            StridePlacement = StridePlacement.First1x1,
            StemPooling = StemPooling.Ceil,
        },
    };

    /// <summary>Every scheme; of two that know as many names of a file the first is meant.</summary>
    public static IReadOnlyList<NameScheme> All { get; } = [Ours, Cifar, Torchvision, Semseg, Mmseg, Slim, Msra];

    /// <summary>The scheme of that name.</summary>
    /// <exception cref="UsageException">There is none: lists those there are.</exception>
    public static NameScheme Get(string name) => All.FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UsageException($"Unknown naming scheme \"{name}\". Available: {string.Join(", ", All.Select(s => s.Name).Order(StringComparer.Ordinal))}.");

    /// <summary>The scheme that knows most names of a file; null where none knows a single one.</summary>
    public static NameScheme? Recognise(IReadOnlyCollection<string> names) =>
        All.Select(scheme => (Scheme: scheme, Known: scheme.Known(names)))
            .Where(s => s.Known > 0)
            .OrderByDescending(s => s.Known)
            .FirstOrDefault().Scheme;

    private static IEnumerable<NameRule> CaffeUnits(string blocks, string units, int fromDepth)
    {
        var unit = $"{{block:{blocks}+1}}{{unit:{units}}}";
        return
        [
            new($"res{unit}_branch2{{k:abc}}.weight", "backbone.layer{block}.{unit}.conv{k}.weight", fromDepth: fromDepth),
            new($"bn{unit}_branch2{{k:abc}}.{{leaf:caffe-bn}}", "backbone.layer{block}.{unit}.bn{k}.{leaf:stat}", fromDepth: fromDepth),
            new($"scale{unit}_branch2{{k:abc}}.{{leaf:caffe-scale}}", "backbone.layer{block}.{unit}.bn{k}.{leaf:affine}", fromDepth: fromDepth),
            new($"res{unit}_branch1.weight", "backbone.layer{block}.{unit}.downsample.0.weight", fromDepth: fromDepth),
            new($"bn{unit}_branch1.{{leaf:caffe-bn}}", "backbone.layer{block}.{unit}.downsample.1.{leaf:stat}", fromDepth: fromDepth),
            new($"scale{unit}_branch1.{{leaf:caffe-scale}}", "backbone.layer{block}.{unit}.downsample.1.{leaf:affine}", fromDepth: fromDepth),
        ];
    }

    private static Regex Like(string pattern) => new(pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
