using Experiments.Engine.Augmentation;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Training;

/// <summary>Trains a classifier on patches by the mean softmax cross-entropy; its backbone becomes w⁰ of later runs.</summary>
public sealed class ClassificationLearner : Learner
{
    private readonly Classifier _network;

    /// <summary>Creates the learner with uninitialised weights; see <see cref="Learner.Create"/>.</summary>
    public ClassificationLearner(RunConfiguration configuration, Placement placement, int classes) : base(configuration, placement) =>
        _network = new Classifier(placement, configuration.Network, classes);

    /// <inheritdoc/>
    public override Module Network => _network;

    /// <inheritdoc/>
    public override Tensor Loss(TrainingBatch batch, int iteration, List<StepFigure>? figures)
    {
        using var scope = NewDisposeScope();
        var images = Share(batch.Images, batch.Stems.Count); // (N/R, 3, crop, crop)
        var labels = Share(tensor(batch.Labels)); // (N/R)
        var logits = _network.Logits(images); // (N/R, K)
        var weights = Configuration.Training.ClassWeights;
        var own = weights.Count == 0 ? null : tensor(weights.ToArray()).to(Placement.Type);
        var count = own is null ? batch.Stems.Count : Math.Max(double.Epsilon, batch.Labels.Sum(l => weights[(int)l]));
        var loss = logits.Select((scores, r) => functional.cross_entropy(scores, labels[r], own?.to(scores.device), reduction: Reduction.Sum).to(Placement.Home))
            .Aggregate((a, b) => a + b) / count;
        if (figures is not null)
        {
            using var guard = no_grad();
            var right = logits.Select((scores, r) => scores.argmax(1).eq(labels[r]).sum().ToInt64()).Sum();
            figures.Add(new("train/accuracy", (double)right / batch.Stems.Count));
        }

        return loss.MoveToOuterDisposeScope();
    }
}
