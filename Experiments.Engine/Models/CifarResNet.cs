using Experiments.Engine.Schema;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Models;

/// <summary>
/// CIFAR ResNet (He et al. 2015, section 4.2): 3×3 stem, three stages of basic blocks 16/32/64, option-A shortcuts
/// (subsampled, channels padded with zeros). Dilated: the last stage's stride is replaced by dilation 2, output
/// stride 2.
/// </summary>
public sealed class CifarResNet : FeatureExtractor
{
    /// <summary>Stem, 3×3.</summary>
    public readonly Conv2d conv1;

    /// <summary>Stem's batch norm.</summary>
    public readonly BatchNorm2d bn1;

    /// <summary>First stage.</summary>
    public readonly ModuleList<Layer> layer1;

    /// <summary>Second stage.</summary>
    public readonly ModuleList<Layer> layer2;

    /// <summary>Third stage.</summary>
    public readonly ModuleList<Layer> layer3;

    /// <summary>Creates the network with uninitialised weights.</summary>
    /// <param name="placement">Where it lives.</param>
    /// <param name="settings">Width multiplier, batch norm.</param>
    /// <param name="units">Units a stage: 3 for ResNet-20, 9 for ResNet-56.</param>
    /// <param name="dilated">For segmentation, or strided as for classification.</param>
    public CifarResNet(Placement placement, NetworkSettings settings, int units, bool dilated) : base(nameof(CifarResNet), settings)
    {
        var stem = Scaled(16, settings);
        conv1 = new Conv2d(placement, 3, stem, 3);
        bn1 = Norm(placement, settings, stem);
        var inputs = stem;
        ModuleList<Layer> Stage(int index, int stride, int dilation)
        {
            var width = Scaled(16 << index, settings);
            var stage = new ModuleList<Layer>();
            for (var unit = 0; unit < units; unit++)
            {
                stage.append(new CifarBlock(placement, settings, inputs, width, unit == 0 ? stride : 1, dilation));
                inputs = width;
            }

            return stage;
        }

        layer1 = Stage(0, 1, 1);
        layer2 = Stage(1, 2, 1);
        layer3 = dilated ? Stage(2, 1, 2) : Stage(2, 2, 1);
        AuxiliaryWidth = Scaled(32, settings);
        Width = Scaled(64, settings);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int Width { get; }

    /// <inheritdoc/>
    public override int AuxiliaryWidth { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> DilatedBlocks => ["backbone.layer3"];

    /// <inheritdoc/>
    protected override (Tensor[] Auxiliary, Tensor[] Features) Stages(Tensor[] images)
    {
        var x = Replicas.Relu(bn1.forward(conv1.forward(images))); // (N, 16, H, W)
        var auxiliary = ResNet.Run(layer2, ResNet.Run(layer1, x)); // (N, 32, H/2, W/2)
        return (auxiliary, ResNet.Run(layer3, auxiliary)); // (N, 64, H/2, W/2) where dilated
    }
}

/// <summary>3×3 → 3×3 with an option-A shortcut, which has no parameters.</summary>
public sealed class CifarBlock : Layer
{
    private readonly int _stride;
    private readonly int _missing;

    /// <summary>First convolution.</summary>
    public readonly Conv2d conv1;

    /// <summary>Its batch norm.</summary>
    public readonly BatchNorm2d bn1;

    /// <summary>Second convolution.</summary>
    public readonly Conv2d conv2;

    /// <summary>Its batch norm.</summary>
    public readonly BatchNorm2d bn2;

    /// <summary>Creates the unit.</summary>
    public CifarBlock(Placement placement, NetworkSettings settings, int inputs, int width, int stride, int dilation)
        : base(nameof(CifarBlock), placement)
    {
        (_stride, _missing) = (stride, width - inputs);
        conv1 = new Conv2d(placement, inputs, width, 3, stride, dilation);
        bn1 = FeatureExtractor.Norm(placement, settings, width);
        conv2 = new Conv2d(placement, width, width, 3, 1, dilation);
        bn2 = FeatureExtractor.Norm(placement, settings, width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor[] Compute(Tensor[] input)
    {
        using var scope = NewDisposeScope();
        var y = Replicas.Relu(bn1.forward(conv1.forward(input)));
        y = bn2.forward(conv2.forward(y));
        return Keep(Replicas.AddRelu(y, Replicas.Map(input, Shortcut)));
    }

    private Tensor Shortcut(Tensor x)
    {
        if (_stride > 1) x = x[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(step: _stride), TensorIndex.Slice(step: _stride)];
        if (_missing == 0) return x;
        long before = _missing / 2;
        return functional.pad(x, [0, 0, 0, 0, before, _missing - before]);
    }
}
