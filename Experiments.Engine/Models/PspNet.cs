using Experiments.Engine.Schema;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Models;

/// <summary>
/// PSPNet (Zhao et al. 2017, arXiv:1612.01105): a dilated ResNet, a pyramid of average pools that is concatenated after
/// the features, and a classifier. Images (N, 3, H, W) → logits (N, K, H/s, W/s), s the output stride; the loss and
/// the resize to the image's size live outside.
/// </summary>
public sealed class PspNet : Module
{
    /// <summary>
    /// Pyramid width × head width from which taps are spread: those of 512 features, ResNet-18's. Measured (docs/performance.md):
    /// clearly faster there, about even at 128 features (the quarter-width networks), whose numbers stay as they were.
    /// </summary>
    private const long SpreadFrom = 512 * 128;

    /// <summary>Feature extractor.</summary>
    public readonly FeatureExtractor backbone;

    /// <summary>Pyramid pooling.</summary>
    public readonly Pyramid pyramid;

    /// <summary>Classifier on features and pyramid.</summary>
    public readonly ClassifierHead head;

    /// <summary>Classifier on the stage before the last; training only.</summary>
    public readonly ClassifierHead? aux;

    /// <summary>Creates the network with uninitialised weights; see <see cref="Initialisation"/>.</summary>
    /// <param name="placement">Where it lives.</param>
    /// <param name="settings">The network's settings.</param>
    /// <param name="classes">Number of classes K.</param>
    public PspNet(Placement placement, NetworkSettings settings, int classes) : this(placement, settings, classes, null)
    {
    }

    /// <summary>Creates the network with a given way from the pyramid through the head; null chooses it by the widths.</summary>
    internal PspNet(Placement placement, NetworkSettings settings, int classes, PyramidRoute? route) : base(nameof(PspNet))
    {
        backbone = FeatureExtractor.Create(placement, settings, dilated: true);
        var branch = Math.Max(16, backbone.Width / 4); // 512 of 2048
        var auxiliary = Math.Max(16, backbone.Width / 8); // 256 of 2048
        Route = route ?? RouteOf(branch * settings.PyramidBins.Count, branch);
        pyramid = new Pyramid(placement, settings, backbone.Width, branch);
        head = new ClassifierHead(placement, settings, backbone.Width + (branch * settings.PyramidBins.Count), branch, classes);
        if (settings.AuxiliaryWeight > 0)
            aux = new ClassifierHead(placement, settings, backbone.AuxiliaryWidth, auxiliary, classes);
        RegisterComponents();
    }

    /// <summary>Logits of the main head and, in training mode and where the network has one, of the auxiliary head.</summary>
    /// <param name="images">One tensor a replica, N×3×H×W, mean subtracted.</param>
    public (Tensor[] Main, Tensor[]? Auxiliary) Logits(Tensor[] images)
    {
        using var scope = NewDisposeScope();
        var (auxiliary, features) = backbone.Extract(images); // (N, C, H/s, W/s)
        var main = Route == PyramidRoute.Spread
            ? head.WithMaps(features, pyramid.Maps(features), pyramid.Resize)
            : head.forward(pyramid.forward(features)); // (N, K, H/s, W/s)
        var extra = training ? aux?.forward(auxiliary) : null;
        foreach (var logits in main.Concat(extra ?? [])) logits.MoveToOuterDisposeScope();
        return (main, extra);
    }

    /// <summary>The way from the pyramid through the head.</summary>
    internal PyramidRoute Route { get; }

    /// <summary>
    /// The faster way: spreading the taps saves a convolution's work, which grows with the product of the widths, and
    /// costs a fixed number of small operations. A function of the configuration alone, because the two ways differ in
    /// their last bits.
    /// </summary>
    /// <param name="pyramidWidth">Channels of all pyramid maps together.</param>
    /// <param name="headWidth">Channels of the head's 3×3.</param>
    internal static PyramidRoute RouteOf(int pyramidWidth, int headWidth) =>
        (long)pyramidWidth * headWidth >= SpreadFrom ? PyramidRoute.Spread : PyramidRoute.Join;

    /// <summary>Every dropout of the network, so that a step can hand them its generator.</summary>
    public IEnumerable<Dropout> Dropouts => aux is null ? [head.dropout] : [head.dropout, aux.dropout];
}

/// <summary>How pyramid maps reach the head's 3×3 convolution.</summary>
internal enum PyramidRoute
{
    /// <summary>Resized to the features' size and joined with them, as the paper draws it.</summary>
    Join,

    /// <summary>Convolved as they are, and the result spread: <see cref="PyramidConvolution"/>.</summary>
    Spread,
}

/// <summary>
/// Pyramid pooling: for each number of bins b an average pool to b×b (kernel and stride size//b, or adaptive), 1×1, batch
/// norm, ReLU and a resize back; all concatenated after the features. (N, C, h, w) → (N, C + bins·branch, h, w).
/// </summary>
public sealed class Pyramid : Layer
{
    private readonly IReadOnlyList<int> _bins;
    private readonly PyramidPooling _pooling;
    private readonly ResizeConvention _resize;

    /// <summary>1×1 convolution of each branch.</summary>
    public readonly ModuleList<Layer> conv;

    /// <summary>Batch norm of each branch.</summary>
    public readonly ModuleList<Layer> bn;

    /// <summary>Creates the pyramid.</summary>
    public Pyramid(Placement placement, NetworkSettings settings, int features, int branch) : base(nameof(Pyramid), placement)
    {
        (_bins, _pooling, _resize) = (settings.PyramidBins, settings.PyramidPooling, settings.Resize);
        conv = new ModuleList<Layer>([.. _bins.Select(_ => new Conv2d(placement, features, branch, 1))]);
        bn = new ModuleList<Layer>([.. _bins.Select(_ => FeatureExtractor.Norm(placement, settings, branch))]);
        RegisterComponents();
    }

    /// <summary>How maps are resized to the features' size.</summary>
    internal ResizeConvention Resize => _resize;

    /// <inheritdoc/>
    protected override Tensor[] Compute(Tensor[] input)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (input[0].shape[2], input[0].shape[3]);
        var resized = Maps(input).Select(map => Replicas.Map(map, x => BilinearResize.Apply(x, height, width, _resize))); // (N, branch, h, w)
        return Keep(Replicas.Concatenate([input, .. resized]));
    }

    /// <summary>The pooled maps before their resize: (N, branch, b, b) for each number of bins b, one tensor a replica.</summary>
    internal IReadOnlyList<Tensor[]> Maps(Tensor[] input)
    {
        var maps = new List<Tensor[]>();
        for (var i = 0; i < _bins.Count; i++)
        {
            using var scope = NewDisposeScope();
            var bins = _bins[i];
            var pooled = Replicas.Map(input, x => Pool(x, bins)); // (N, C, b, b)
            maps.Add(Keep(Replicas.Relu(bn[i].forward(conv[i].forward(pooled))))); // (N, branch, b, b)
        }

        return maps;
    }

    private Tensor Pool(Tensor x, int bins)
    {
        if (_pooling == PyramidPooling.Adaptive) return functional.adaptive_avg_pool2d(x, [bins, bins]);
        long[] kernel = [x.shape[2] / bins, x.shape[3] / bins];
        return functional.avg_pool2d(x, kernel, kernel);
    }
}

/// <summary>3×3, batch norm, ReLU, dropout, 1×1 to the classes. (N, in, h, w) → (N, K, h, w).</summary>
public sealed class ClassifierHead : Layer
{
    /// <summary>3×3 convolution.</summary>
    public readonly Conv2d conv;

    /// <summary>Its batch norm.</summary>
    public readonly BatchNorm2d bn;

    /// <summary>Dropout before the classifier.</summary>
    public readonly Dropout dropout;

    /// <summary>1×1 to the classes, with bias.</summary>
    public readonly Conv2d classifier;

    /// <summary>Creates the head.</summary>
    public ClassifierHead(Placement placement, NetworkSettings settings, int inputs, int width, int classes)
        : base(nameof(ClassifierHead), placement)
    {
        conv = new Conv2d(placement, inputs, width, 3);
        bn = FeatureExtractor.Norm(placement, settings, width);
        dropout = new Dropout(placement, settings.Dropout, settings.DropoutKind);
        classifier = new Conv2d(placement, width, classes, 1, withBias: true);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor[] Compute(Tensor[] input)
    {
        using var scope = NewDisposeScope();
        return Keep(Classify(conv.forward(input)));
    }

    /// <summary>The same on features and pooled maps that are neither resized nor joined.</summary>
    /// <param name="features">(N, C, h, w) a replica.</param>
    /// <param name="maps">(N, branch, b, b) a replica, for each number of bins.</param>
    /// <param name="resize">How the maps would be resized.</param>
    internal Tensor[] WithMaps(Tensor[] features, IReadOnlyList<Tensor[]> maps, ResizeConvention resize)
    {
        using var scope = NewDisposeScope();
        return Keep(Classify(Each(features, (x, r) =>
            PyramidConvolution.Apply(Placement.On(conv.weight, r), x, [.. maps.Select(m => m[r])], resize))));
    }

    private Tensor[] Classify(Tensor[] convolved) =>
        classifier.forward(dropout.forward(Replicas.Relu(bn.forward(convolved))));
}
