using Experiments.Engine.Augmentation;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Training;

/// <summary>One term of the loss, or another figure of a step, that is logged.</summary>
/// <param name="Key">Series key, such as <c>train/loss_main</c>.</param>
/// <param name="Value">Its value at this step.</param>
public readonly record struct StepFigure(string Key, double Value);

/// <summary>A network and the loss that it is trained by; the loop around it is <see cref="Trainer"/>.</summary>
public abstract class Learner : IDisposable
{
    /// <summary>Creates the learner.</summary>
    protected Learner(RunConfiguration configuration, Placement placement) => (Configuration, Placement) = (configuration, placement);

    /// <summary>The run's configuration.</summary>
    protected RunConfiguration Configuration { get; }

    /// <summary>Where the network lives.</summary>
    protected Placement Placement { get; }

    /// <summary>The network that is trained.</summary>
    public abstract Module Network { get; }

    /// <summary>The loss of a batch, without the regulariser; a scalar with its graph.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="iteration">From 0; dropout's masks are a function of it.</param>
    /// <param name="figures">Where the loss's terms go; null when they are not wanted, since reading them costs time.</param>
    public abstract Tensor Loss(TrainingBatch batch, int iteration, List<StepFigure>? figures);

    /// <summary>Creates the learner of a configuration, its weights initialised by the seed.</summary>
    /// <param name="configuration">The run's configuration.</param>
    /// <param name="placement">Where the network lives.</param>
    /// <param name="classes">Number of classes K.</param>
    public static Learner Create(RunConfiguration configuration, Placement placement, int classes)
    {
        Learner learner = configuration.Task == LearningTask.Classification
            ? new ClassificationLearner(configuration, placement, classes)
            : new SegmentationLearner(configuration, placement, classes);
        Initialisation.Apply(learner.Network, configuration.Seed, configuration.Network);
        return learner;
    }

    /// <summary>The batch's images, shared out to the replicas: (N/R, 3, H, W) each.</summary>
    protected Tensor[] Share(float[] images, int count) => Share(tensor(images, [count, 3, Configuration.Training.Crop, Configuration.Training.Crop]));

    /// <summary>Shares a batch out along its first dimension.</summary>
    protected Tensor[] Share(Tensor batch)
    {
        if (Placement.Replicas == 1) return [batch.to(Placement.Home)];
        var parts = batch.chunk(Placement.Replicas, 0);
        return [.. parts.Select((part, r) => part.to(Placement.Devices[r]))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Trains a PSPNet: ΣCE + weight·ΣCE_aux over the valid pixels.</summary>
public sealed class SegmentationLearner : Learner
{
    private readonly PspNet _network;

    /// <summary>Creates the learner with uninitialised weights; see <see cref="Learner.Create"/>.</summary>
    public SegmentationLearner(RunConfiguration configuration, Placement placement, int classes) : base(configuration, placement) =>
        _network = new PspNet(placement, configuration.Network, classes);

    /// <inheritdoc/>
    public override Module Network => _network;

    /// <inheritdoc/>
    public override Tensor Loss(TrainingBatch batch, int iteration, List<StepFigure>? figures)
    {
        var (training, resize) = (Configuration.Training, Configuration.Network.LogitConvention);
        using var scope = NewDisposeScope();
        var chance = new Generator((ulong)Chance.TorchSeed(Configuration.Seed, ChancePurpose.Dropout, iteration));
        foreach (var dropout in _network.Dropouts) dropout.Chance = chance;
        var images = Share(batch.Images, batch.Stems.Count); // (N/R, 3, crop, crop)
        var labels = Share(tensor(batch.Labels, [batch.Stems.Count, training.Crop, training.Crop])); // (N/R, crop, crop)
        var (main, auxiliary) = _network.Logits(images); // (N/R, K, crop/s, crop/s)
        var loss = SegmentationLoss.CrossEntropy(Placement, main, labels, training.LossResolution, resize);
        figures?.Add(new("train/loss_main", loss.ToDouble()));
        if (auxiliary is not null)
        {
            var extra = SegmentationLoss.CrossEntropy(Placement, auxiliary, labels, training.LossResolution, resize);
            figures?.Add(new("train/loss_aux", extra.ToDouble()));
            loss += extra * Configuration.Network.AuxiliaryWeight;
        }

        figures?.Add(new("train/pixel_accuracy", PixelAccuracy(main, labels, resize)));
        return loss.MoveToOuterDisposeScope();
    }

    private static double PixelAccuracy(Tensor[] logits, Tensor[] labels, ResizeConvention resize)
    {
        using var guard = no_grad();
        var (right, valid) = (0L, 0L);
        for (var r = 0; r < logits.Length; r++)
        {
            var (_, predicted) = BilinearResize.Apply(logits[r], labels[r].shape[1], labels[r].shape[2], resize).max(1);
            right += predicted.eq(labels[r]).sum().ToInt64();
            valid += labels[r].ne(SegmentationLoss.Ignored).sum().ToInt64();
        }

        return valid == 0 ? 0 : (double)right / valid;
    }
}

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
        var loss = logits.Select((scores, r) => functional.cross_entropy(scores, labels[r], reduction: Reduction.Sum).to(Placement.Home))
            .Aggregate((a, b) => a + b) / batch.Stems.Count;
        if (figures is not null)
        {
            using var guard = no_grad();
            var right = logits.Select((scores, r) => scores.argmax(1).eq(labels[r]).sum().ToInt64()).Sum();
            figures.Add(new("train/accuracy", (double)right / batch.Stems.Count));
        }

        return loss.MoveToOuterDisposeScope();
    }
}
