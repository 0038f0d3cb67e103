using Experiments.Engine.Augmentation;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
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
    /// <exception cref="UsageException">There are weights of classes, but not one a class.</exception>
    public static Learner Create(RunConfiguration configuration, Placement placement, int classes)
    {
        if (configuration.Training.ClassWeights.Count is > 0 and var given && given != classes)
            throw new UsageException($"training.classWeights has {given} values: the data set has {classes} classes; give one weight a class, or leave it empty.");
        Learner learner = configuration.Task == LearningTask.Classification
            ? new ClassificationLearner(configuration, placement, classes)
            : new SegmentationLearner(configuration, placement, classes);
        Initialisation.Apply(learner.Network, configuration.Seed, configuration.Network);
        return learner;
    }

    /// <summary>The batch's images, shared out to the replicas: (N/R, 3, H, W) each.</summary>
    protected Tensor[] Share(float[] images, int count) =>
        Placement.Share(tensor(images, [count, 3, Configuration.Training.Crop, Configuration.Training.Crop]));

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
        GC.SuppressFinalize(this);
    }
}
