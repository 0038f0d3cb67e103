using Experiments.Engine.Schema;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Models;

/// <summary>
/// An image classifier: the strided backbone, a global average pool and a fully connected layer.
/// (N, 3, H, W) → (N, K). Its backbone has the same tensors as a PSPNet's: it is what pre-training trains.
/// </summary>
public sealed class Classifier : Module
{
    /// <summary>Feature extractor.</summary>
    public readonly FeatureExtractor backbone;

    /// <summary>Fully connected layer to the classes.</summary>
    public readonly Linear fc;

    /// <summary>Creates the network with uninitialised weights; see <see cref="Initialisation"/>.</summary>
    public Classifier(Placement placement, NetworkSettings settings, int classes) : base(nameof(Classifier))
    {
        backbone = FeatureExtractor.Create(placement, settings, dilated: false);
        fc = new Linear(placement, backbone.Width, classes);
        RegisterComponents();
    }

    /// <summary>Logits (N, K) of each replica.</summary>
    public Tensor[] Logits(Tensor[] images)
    {
        using var scope = NewDisposeScope();
        var (_, features) = backbone.Extract(images);
        var logits = fc.forward(Replicas.Map(features, x => x.mean([2, 3])));
        foreach (var tensor in logits) tensor.MoveToOuterDisposeScope();
        return logits;
    }
}
