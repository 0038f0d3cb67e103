using Experiments.Engine.Schema;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Models;

/// <summary>A feature extractor: (N, 3, H, W) → the features of its last two stages.</summary>
public abstract class FeatureExtractor : Module
{
    /// <summary>Creates the extractor.</summary>
    protected FeatureExtractor(string name) : base(name) { }

    /// <summary>Width C of the last stage.</summary>
    public abstract int Width { get; }

    /// <summary>Width of the stage before, which the auxiliary head reads.</summary>
    public abstract int AuxiliaryWidth { get; }

    /// <summary>Features of the stage before the last, and of the last.</summary>
    public abstract (Tensor[] Auxiliary, Tensor[] Features) Extract(Tensor[] images);

    /// <summary>Builds the extractor of a configuration.</summary>
    /// <param name="placement">Where it lives.</param>
    /// <param name="settings">Backbone, width multiplier, batch norm.</param>
    /// <param name="dilated">Dilated for segmentation (output stride 8; 2 for CIFAR networks), or strided as for classification.</param>
    public static FeatureExtractor Create(Placement placement, NetworkSettings settings, bool dilated) => settings.Backbone switch
    {
        Backbone.CifarResNet20 => new CifarResNet(placement, settings, 3, dilated),
        Backbone.CifarResNet56 => new CifarResNet(placement, settings, 9, dilated),
        _ => new ResNet(placement, settings, dilated),
    };

    /// <summary>A width under the width multiplier, at least 1, rounded to whole channels.</summary>
    protected static int Scaled(int width, NetworkSettings settings) => Math.Max(1, (int)Math.Round(width * settings.WidthMultiplier));

    /// <summary>A batch norm with the configuration's decay and ε.</summary>
    internal static BatchNorm2d Norm(Placement placement, NetworkSettings settings, long channels) =>
        new(placement, channels, settings.BatchNormDecay, settings.BatchNormEpsilon);
}

/// <summary>
/// ResNet-V1 (He et al. 2015, arXiv:1512.03385) of 18, 34, 50, 101 or 152 layers, torchvision's names. Stride on the
/// 3×3 of a block's first unit; dilated: strides 1, 2, 1, 1 and dilations 1, 1, 2, 4, every unit of a block at the
/// block's full rate (the reference, semseg).
/// </summary>
public sealed class ResNet : FeatureExtractor
{
    /// <summary>Stem, 7×7/2.</summary>
    public readonly Conv2d conv1;

    /// <summary>Stem's batch norm.</summary>
    public readonly BatchNorm2d bn1;

    /// <summary>First block.</summary>
    public readonly ModuleList<Layer> layer1;

    /// <summary>Second block.</summary>
    public readonly ModuleList<Layer> layer2;

    /// <summary>Third block.</summary>
    public readonly ModuleList<Layer> layer3;

    /// <summary>Fourth block.</summary>
    public readonly ModuleList<Layer> layer4;

    /// <summary>Creates the network with uninitialised weights.</summary>
    public ResNet(Placement placement, NetworkSettings settings, bool dilated) : base(nameof(ResNet))
    {
        var (units, bottleneck) = Depth(settings.Backbone);
        var expansion = bottleneck ? 4 : 1;
        int[] strides = dilated ? [1, 2, 1, 1] : [1, 2, 2, 2];
        int[] dilations = dilated ? [1, 1, 2, 4] : [1, 1, 1, 1];
        var stem = Scaled(64, settings);
        conv1 = new Conv2d(placement, 3, stem, 7, stride: 2);
        bn1 = Norm(placement, settings, stem);
        var inputs = stem;
        ModuleList<Layer> Block(int index)
        {
            var width = Scaled(64 << index, settings);
            var block = new ModuleList<Layer>();
            for (var unit = 0; unit < units[index]; unit++)
            {
                var stride = unit == 0 ? strides[index] : 1;
                block.append(bottleneck
                    ? new Bottleneck(placement, settings, inputs, width, stride, dilations[index])
                    : new BasicBlock(placement, settings, inputs, width, stride, dilations[index]));
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
    public override (Tensor[] Auxiliary, Tensor[] Features) Extract(Tensor[] images)
    {
        var x = Replicas.Relu(bn1.forward(conv1.forward(images))); // (N, 64, H/2, W/2)
        x = Replicas.Map(x, t => functional.max_pool2d(t, 3, 2, 1)); // (N, 64, H/4, W/4)
        x = Run(layer2, Run(layer1, x)); // (N, 128·e, H/8, W/8)
        var auxiliary = Run(layer3, x); // (N, 256·e, H/8, W/8) where dilated
        return (auxiliary, Run(layer4, auxiliary)); // (N, 512·e, H/8, W/8) where dilated
    }

    internal static Tensor[] Run(ModuleList<Layer> block, Tensor[] x)
    {
        foreach (var unit in block) x = unit.forward(x);
        return x;
    }

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

/// <summary>3×3 → 3×3 with an identity or projected shortcut (ResNet-18 and -34).</summary>
public sealed class BasicBlock : Layer
{
    /// <summary>First convolution.</summary>
    public readonly Conv2d conv1;

    /// <summary>Its batch norm.</summary>
    public readonly BatchNorm2d bn1;

    /// <summary>Second convolution.</summary>
    public readonly Conv2d conv2;

    /// <summary>Its batch norm.</summary>
    public readonly BatchNorm2d bn2;

    /// <summary>Projection (1×1, batch norm) where shapes differ.</summary>
    public readonly ModuleList<Layer>? downsample;

    /// <summary>Creates the unit.</summary>
    public BasicBlock(Placement placement, NetworkSettings settings, int inputs, int width, int stride, int dilation)
        : base(nameof(BasicBlock), placement)
    {
        conv1 = new Conv2d(placement, inputs, width, 3, stride, dilation);
        bn1 = FeatureExtractor.Norm(placement, settings, width);
        conv2 = new Conv2d(placement, width, width, 3, 1, dilation);
        bn2 = FeatureExtractor.Norm(placement, settings, width);
        downsample = Projection.Create(placement, settings, inputs, width, stride);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor[] forward(Tensor[] input)
    {
        using var scope = NewDisposeScope();
        var y = Replicas.Relu(bn1.forward(conv1.forward(input)));
        y = bn2.forward(conv2.forward(y));
        return Keep(Replicas.AddRelu(y, Projection.Apply(downsample, input)));
    }
}

/// <summary>1×1 → 3×3 → 1×1 to four times the width (ResNet-50, -101, -152); the 3×3 strides.</summary>
public sealed class Bottleneck : Layer
{
    /// <summary>1×1 reduction.</summary>
    public readonly Conv2d conv1;

    /// <summary>Its batch norm.</summary>
    public readonly BatchNorm2d bn1;

    /// <summary>3×3.</summary>
    public readonly Conv2d conv2;

    /// <summary>Its batch norm.</summary>
    public readonly BatchNorm2d bn2;

    /// <summary>1×1 expansion.</summary>
    public readonly Conv2d conv3;

    /// <summary>Its batch norm.</summary>
    public readonly BatchNorm2d bn3;

    /// <summary>Projection (1×1, batch norm) where shapes differ.</summary>
    public readonly ModuleList<Layer>? downsample;

    /// <summary>Creates the unit.</summary>
    public Bottleneck(Placement placement, NetworkSettings settings, int inputs, int width, int stride, int dilation)
        : base(nameof(Bottleneck), placement)
    {
        var outputs = width * 4;
        conv1 = new Conv2d(placement, inputs, width, 1);
        bn1 = FeatureExtractor.Norm(placement, settings, width);
        conv2 = new Conv2d(placement, width, width, 3, stride, dilation);
        bn2 = FeatureExtractor.Norm(placement, settings, width);
        conv3 = new Conv2d(placement, width, outputs, 1);
        bn3 = FeatureExtractor.Norm(placement, settings, outputs);
        downsample = Projection.Create(placement, settings, inputs, outputs, stride);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor[] forward(Tensor[] input)
    {
        using var scope = NewDisposeScope();
        var y = Replicas.Relu(bn1.forward(conv1.forward(input)));
        y = Replicas.Relu(bn2.forward(conv2.forward(y)));
        y = bn3.forward(conv3.forward(y));
        return Keep(Replicas.AddRelu(y, Projection.Apply(downsample, input)));
    }
}

/// <summary>The shortcut of a unit whose input and output shapes differ: 1×1 convolution and batch norm.</summary>
internal static class Projection
{
    public static ModuleList<Layer>? Create(Placement placement, NetworkSettings settings, int inputs, int outputs, int stride) =>
        inputs == outputs && stride == 1
            ? null
            : new ModuleList<Layer>(new Conv2d(placement, inputs, outputs, 1, stride), FeatureExtractor.Norm(placement, settings, outputs));

    public static Tensor[] Apply(ModuleList<Layer>? projection, Tensor[] input) =>
        projection is null ? input : ResNet.Run(projection, input);
}
