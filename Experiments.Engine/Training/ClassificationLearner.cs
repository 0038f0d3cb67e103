using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Training;

/// <summary>
/// Trains a classifier, on images of class folders or on patches of a segmentation set, by the softmax cross-entropy:
/// Σ w_y·CE / Σ w_y over the images of all replicas, w_y the class weights (1 where none are given), as PyTorch's
/// weighted mean. Its backbone can become w⁰ of later runs.
/// </summary>
public sealed class ClassificationLearner : Learner
{
    // No class has it: every image counts.
    private const long NoneIgnored = -100;

    private readonly Classifier _network;
    private readonly double[] _classWeights;
    private ShortSideImages? _validation;

    /// <summary>Creates the learner with uninitialised weights; see <see cref="Learner.Create"/>.</summary>
    public ClassificationLearner(RunConfiguration configuration, Placement placement, int classes) : base(configuration, placement)
    {
        _classWeights = [.. configuration.Training.ClassWeights];
        _network = new Classifier(placement, configuration.Network, classes);
    }

    /// <inheritdoc/>
    public override Module Network => _network;

    /// <inheritdoc/>
    public override Tensor Loss(TrainingBatch batch, int iteration, List<StepFigure>? figures)
    {
        using var scope = NewDisposeScope();
        var images = Share(batch.Images, batch.Stems.Count); // (N/R, 3, crop, crop)
        var labels = Placement.Share(tensor(batch.Labels)); // (N/R)
        var logits = _network.Logits(images); // (N/R, K)
        var loss = CrossEntropy(Placement, logits, labels, _classWeights);
        if (figures is not null)
        {
            using var guard = no_grad();
            var right = logits.Select((scores, r) => scores.argmax(1).eq(labels[r]).sum().ToInt64()).Sum();
            figures.Add(new("train/accuracy", (double)right / batch.Stems.Count));
        }

        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>Σ w_y·CE / Σ w_y over all replicas, a scalar on the first device.</summary>
    /// <param name="placement">Where the replicas are.</param>
    /// <param name="logits">N×K a replica.</param>
    /// <param name="labels">N a replica, int64.</param>
    /// <param name="classWeights">One a class; empty weighs all alike.</param>
    public static Tensor CrossEntropy(Placement placement, IReadOnlyList<Tensor> logits, IReadOnlyList<Tensor> labels, double[] classWeights)
    {
        using var scope = NewDisposeScope();
        var replicas = logits.Select((scores, r) => new Comparison(scores, labels[r]));
        return MeanCrossEntropy.Of(placement, replicas, MeanCrossEntropy.Weights(classWeights, logits[0], placement), NoneIgnored).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Top-1 and top-5 on validation images (<c>execution.validateImages</c>, evenly spread), centre crop, no mirror;
    /// nothing on a segmentation set, whose patches nobody scores. Leaves the network in training mode.
    /// </summary>
    /// <param name="dataset">The run's data set.</param>
    public IReadOnlyList<StepFigure> Validate(IImageSet dataset)
    {
        if (dataset is not IClassificationDataset images) return [];
        _validation ??= new ShortSideImages(images, Subset.Validation, Configuration.Data.ShortSide);
        var wanted = Math.Min(_validation.Count, Configuration.Execution.ValidateImages);
        var indices = Enumerable.Range(0, wanted).Select(i => (int)((long)i * _validation.Count / wanted));
        var predictor = new ClassifierPredictor(_network, Placement, Configuration, Protocol.SingleScale.Resolve(Configuration.Training.Crop, ""));
        var tally = ClassificationEvaluator.Score(predictor, _validation, images.Classes.Count, indices, null, CancellationToken.None);
        _network.train();
        return [new($"validation/{MetricNames.TopOne}", tally.TopOne), new($"validation/{MetricNames.TopFive}", tally.TopFive)];
    }
}
