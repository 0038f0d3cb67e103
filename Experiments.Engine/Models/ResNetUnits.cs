using Experiments.Engine.Schema;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments.Engine.Models;

/// <summary>Shape of one unit.</summary>
/// <param name="Inputs">Channels that come in.</param>
/// <param name="Width">Width of its 3×3 convolutions.</param>
/// <param name="Stride">1, or 2 where it halves the resolution.</param>
/// <param name="Dilation">Dilation of its 3×3 convolutions.</param>
public readonly record struct UnitShape(int Inputs, int Width, int Stride, int Dilation);

/// <summary>3×3 → 3×3 with an identity or projected shortcut (ResNet-18 and -34).</summary>
public sealed class BasicBlock : Layer
{
    private readonly int _stride;

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
    public BasicBlock(Placement placement, NetworkSettings settings, UnitShape shape) : base(nameof(BasicBlock), placement)
    {
        var (inputs, width, stride, dilation) = shape;
        _stride = stride;
        conv1 = new Conv2d(placement, inputs, width, 3, stride, dilation);
        bn1 = FeatureExtractor.Norm(placement, settings, width);
        conv2 = new Conv2d(placement, width, width, 3, 1, dilation);
        bn2 = FeatureExtractor.Norm(placement, settings, width);
        downsample = Shortcut.Create(placement, settings, inputs, width, stride);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor[] Compute(Tensor[] input)
    {
        using var scope = NewDisposeScope();
        var y = Replicas.Relu(bn1.forward(conv1.forward(input)));
        y = bn2.forward(conv2.forward(y));
        return Keep(Replicas.AddRelu(y, Shortcut.Apply(downsample, input, _stride)));
    }
}

/// <summary>1×1 → 3×3 → 1×1 to four times the width (ResNet-50, -101, -152).</summary>
public sealed class Bottleneck : Layer
{
    private readonly int _stride;

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
    public Bottleneck(Placement placement, NetworkSettings settings, UnitShape shape) : base(nameof(Bottleneck), placement)
    {
        var (inputs, width, stride, dilation) = shape;
        _stride = stride;
        var outputs = width * 4;
        var first = settings.StridePlacement == StridePlacement.First1x1 ? stride : 1;
        conv1 = new Conv2d(placement, inputs, width, 1, first);
        bn1 = FeatureExtractor.Norm(placement, settings, width);
        conv2 = new Conv2d(placement, width, width, 3, stride / first, dilation);
        bn2 = FeatureExtractor.Norm(placement, settings, width);
        conv3 = new Conv2d(placement, width, outputs, 1);
        bn3 = FeatureExtractor.Norm(placement, settings, outputs);
        downsample = Shortcut.Create(placement, settings, inputs, outputs, stride);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor[] Compute(Tensor[] input)
    {
        using var scope = NewDisposeScope();
        var y = Replicas.Relu(bn1.forward(conv1.forward(input)));
        y = Replicas.Relu(bn2.forward(conv2.forward(y)));
        y = bn3.forward(conv3.forward(y));
        return Keep(Replicas.AddRelu(y, Shortcut.Apply(downsample, input, _stride)));
    }
}

/// <summary>
/// The shortcut of a unit: the identity; a 1×1 convolution and batch norm where the widths differ, or where a block's
/// first unit strides; the identity subsampled where a later unit strides (TF-slim).
/// </summary>
internal static class Shortcut
{
    public static ModuleList<Layer>? Create(Placement placement, NetworkSettings settings, int inputs, int outputs, int stride)
    {
        var isIdentity = inputs == outputs && (stride == 1 || settings.StridePlacement == StridePlacement.LastOfPrevious);
        return isIdentity
            ? null
            : new ModuleList<Layer>(new Conv2d(placement, inputs, outputs, 1, stride), FeatureExtractor.Norm(placement, settings, outputs));
    }

    public static Tensor[] Apply(ModuleList<Layer>? projection, Tensor[] input, int stride)
    {
        if (projection is not null) return ResNet.Run(projection, input);
        if (stride == 1) return input;
        return Replicas.Map(input, x => x[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(step: stride), TensorIndex.Slice(step: stride)]);
    }
}
