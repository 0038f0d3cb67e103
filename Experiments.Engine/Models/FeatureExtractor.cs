using Experiments.Engine.Schema;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Models;

/// <summary>A feature extractor: (N, 3, H, W) → the features of its last two stages.</summary>
public abstract class FeatureExtractor : Module
{
    private readonly ChannelOrder _order;

    /// <summary>Creates the extractor.</summary>
    protected FeatureExtractor(string name, NetworkSettings settings) : base(name) => _order = settings.ChannelOrder;

    /// <summary>Width C of the last stage.</summary>
    public abstract int Width { get; }

    /// <summary>Width of the stage before, which the auxiliary head reads.</summary>
    public abstract int AuxiliaryWidth { get; }

    /// <summary>Starts of the keys of the blocks whose stride becomes dilation in a segmentation network.</summary>
    public abstract IReadOnlyList<string> DilatedBlocks { get; }

    /// <summary>Features of the stage before the last, and of the last.</summary>
    /// <param name="images">One tensor a replica, N×3×H×W, red, green, blue.</param>
    public (Tensor[] Auxiliary, Tensor[] Features) Extract(Tensor[] images) =>
        Stages(_order == ChannelOrder.Bgr ? Replicas.Map(images, x => x.flip(1)) : images);

    /// <summary>The network's own stages, on channels in the order that it was trained with.</summary>
    protected abstract (Tensor[] Auxiliary, Tensor[] Features) Stages(Tensor[] images);

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
        new(placement, channels, settings);
}
