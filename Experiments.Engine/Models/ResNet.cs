using Experiments.Engine.Schema;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Models;

/// <summary>
/// ResNet-V1 (He et al. 2015, arXiv:1512.03385) of 18, 34, 50, 101 or 152 layers, torchvision's names. Dilated: strides
/// 1, 2, 1, 1 and dilations 1, 1, 2, 4. Stem, pooling, which convolution strides and the dilation of a block's first
/// unit are settings, because published weights were trained under different ones.
/// </summary>
public sealed class ResNet : FeatureExtractor
{
    private readonly StemPooling _pooling;

    /// <summary>Stem: 7×7/2, or the first of three 3×3.</summary>
    public readonly Conv2d conv1;

    /// <summary>Its batch norm.</summary>
    public readonly BatchNorm2d bn1;

    /// <summary>Second convolution of a deep stem (semseg's name).</summary>
    public readonly Conv2d? conv2;

    /// <summary>Its batch norm.</summary>
    public readonly BatchNorm2d? bn2;

    /// <summary>Third convolution of a deep stem.</summary>
    public readonly Conv2d? conv3;

    /// <summary>Its batch norm.</summary>
    public readonly BatchNorm2d? bn3;

    /// <summary>First block.</summary>
    public readonly ModuleList<Layer> layer1;

    /// <summary>Second block.</summary>
    public readonly ModuleList<Layer> layer2;

    /// <summary>Third block.</summary>
    public readonly ModuleList<Layer> layer3;

    /// <summary>Fourth block.</summary>
    public readonly ModuleList<Layer> layer4;

    /// <summary>Creates the network with uninitialised weights.</summary>
    public ResNet(Placement placement, NetworkSettings settings, bool dilated) : base(nameof(ResNet), settings)
    {
        _pooling = settings.StemPooling;
        var (units, bottleneck) = Depth(settings.Backbone);
        var expansion = bottleneck ? 4 : 1;
        var stem = StemWidths(settings.Stem).Select(w => Scaled(w, settings)).ToArray();
        conv1 = new Conv2d(placement, 3, stem[0], stem.Length == 1 ? 7 : 3, stride: 2);
        bn1 = Norm(placement, settings, stem[0]);
        if (stem.Length == 3)
        {
            (conv2, bn2) = (new Conv2d(placement, stem[0], stem[1], 3), Norm(placement, settings, stem[1]));
            (conv3, bn3) = (new Conv2d(placement, stem[1], stem[2], 3), Norm(placement, settings, stem[2]));
        }

        var inputs = stem[^1];
        ModuleList<Layer> Block(int index)
        {
            var width = Scaled(64 << index, settings);
            var block = new ModuleList<Layer>();
            for (var unit = 0; unit < units[index]; unit++)
            {
                var shape = new UnitShape(inputs, width, Stride(settings, dilated, index, unit, units[index]), Dilation(settings, dilated, index, unit));
                block.append(bottleneck ? new Bottleneck(placement, settings, shape) : new BasicBlock(placement, settings, shape));
                inputs = width * expansion;
            }

            return block;
        }

        (layer1, layer2, layer3, layer4) = (Block(0), Block(1), Block(2), Block(3));
        AuxiliaryWidth = Scaled(256, settings) * expansion;
        Width = Scaled(512, settings) * expansion;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int Width { get; }

    /// <inheritdoc/>
    public override int AuxiliaryWidth { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> DilatedBlocks => ["backbone.layer3", "backbone.layer4"];

    /// <inheritdoc/>
    protected override (Tensor[] Auxiliary, Tensor[] Features) Stages(Tensor[] images)
    {
        var x = Replicas.Relu(bn1.forward(conv1.forward(images))); // (N, 64, H/2, W/2)
        if (conv2 is not null) x = Replicas.Relu(bn2!.forward(conv2.forward(x))); // (N, 64 or 32, H/2, W/2)
        if (conv3 is not null) x = Replicas.Relu(bn3!.forward(conv3.forward(x))); // (N, 128 or 64, H/2, W/2)
        x = Replicas.Map(x, Pool); // the same, H/4, W/4
        x = Run(layer2, Run(layer1, x)); // (N, 128·e, H/8, W/8)
        var auxiliary = Run(layer3, x); // (N, 256·e, H/8, W/8) where dilated
        return (auxiliary, Run(layer4, auxiliary)); // (N, 512·e, H/8, W/8) where dilated
    }

    internal static Tensor[] Run(ModuleList<Layer> block, Tensor[] x)
    {
        foreach (var unit in block) x = unit.forward(x);
        return x;
    }

    /// <summary>3×3 max-pool with stride 2; (N, C, H, W) → (N, C, ⌈H/2⌉, ⌈W/2⌉), in ceil mode ⌈(H−1)/2⌉.</summary>
    internal Tensor Pool(Tensor x)
    {
        switch (_pooling)
        {
            case StemPooling.Padded:
                return functional.max_pool2d(x, 3, 2, 1);
            case StemPooling.Ceil:
                return functional.max_pool2d(x, 3, 2, 0, ceil_mode: true);
            case StemPooling.TfSame:
                // 'SAME' pads (⌈n/2⌉ − 1)·2 + 3 − n pixels in all, the odd one last: 1 for even n, 1 + 1 for odd n.
                var (top, left) = (x.shape[2] % 2, x.shape[3] % 2);
                return functional.max_pool2d(functional.pad(x, [left, 1, top, 1], value: double.NegativeInfinity), 3, 2);
            default:
                throw new InvalidOperationException($"Unknown pooling {_pooling}.");
        }
    }

    private static int Stride(NetworkSettings settings, bool dilated, int block, int unit, int units)
    {
        int[] strides = dilated ? [1, 2, 1, 1] : [1, 2, 2, 2];
        return settings.StridePlacement == StridePlacement.LastOfPrevious
            ? unit == units - 1 && block < 3 ? strides[block + 1] : 1
            : unit == 0 ? strides[block] : 1;
    }

    private static int Dilation(NetworkSettings settings, bool dilated, int block, int unit)
    {
        int[] dilations = dilated ? [1, 1, 2, 4] : [1, 1, 1, 1];
        return unit == 0 && block > 0 && settings.FirstDilation == FirstDilation.Previous ? dilations[block - 1] : dilations[block];
    }

    private static int[] StemWidths(Stem stem) => stem switch
    {
        Stem.Single7x7 => [64],
        Stem.Deep64To128 => [64, 64, 128],
        Stem.Deep32To64 => [32, 32, 64],
        _ => throw new ArgumentOutOfRangeException(nameof(stem), stem, "Unknown stem."),
    };

    private static (int[] Units, bool Bottleneck) Depth(Backbone backbone) => backbone switch
    {
        Backbone.ResNet18 => ([2, 2, 2, 2], false),
        Backbone.ResNet34 => ([3, 4, 6, 3], false),
        Backbone.ResNet50 => ([3, 4, 6, 3], true),
        Backbone.ResNet101 => ([3, 4, 23, 3], true),
        Backbone.ResNet152 => ([3, 8, 36, 3], true),
        _ => throw new ArgumentOutOfRangeException(nameof(backbone), backbone, "Not an ImageNet ResNet."),
    };
}
