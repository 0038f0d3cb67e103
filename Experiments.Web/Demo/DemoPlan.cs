using Experiments.Engine.Schema;

namespace Experiments.Web.Demo;

/// <summary>
/// All numbers of the demo: a miniature of the reference's table that fills within minutes on two CPU cores. The
/// source city pre-trains the backbone, the target city (few images) fine-tunes it under L2 and L2-SP.
/// </summary>
public sealed record DemoPlan
{
    /// <summary>Experiment that the demo's runs join.</summary>
    public const string Experiment = "Demo";

    /// <summary>How long it took, measured on two busy CPU cores.</summary>
    public static readonly TimeSpan UsualTime = TimeSpan.FromMinutes(8);

    /// <summary>What it left in the runs folder, measured.</summary>
    public const long UsualBytes = 260_000_000;

    /// <summary>Images' height in pixels.</summary>
    public int Height { get; init; } = 120;

    /// <summary>Images' width in pixels.</summary>
    public int Width { get; init; } = 160;

    /// <summary>Factor on ResNet-18's widths.</summary>
    public double WidthMultiplier { get; init; } = 0.25;

    /// <summary>Images of the source city to pre-train on.</summary>
    public int PretrainingImages { get; init; } = 400;

    /// <summary>Iterations of the pre-training.</summary>
    public int PretrainingIterations { get; init; } = 800;

    /// <summary>Patches a step of the pre-training.</summary>
    public int PretrainingBatch { get; init; } = 64;

    /// <summary>Side of the patches in pixels.</summary>
    public int PretrainingCrop { get; init; } = 48;

    /// <summary>Learning rate of the pre-training.</summary>
    public double PretrainingRate { get; init; } = 0.1;

    /// <summary>Images of the target city to fine-tune on.</summary>
    public int TrainingImages { get; init; } = 24;

    /// <summary>Images of the target city to score.</summary>
    public int ValidationImages { get; init; } = 20;

    /// <summary>Iterations of the fine-tuning.</summary>
    public int Iterations { get; init; } = 250;

    /// <summary>Images a step.</summary>
    public int Batch { get; init; } = 8;

    /// <summary>Side of the crops in pixels.</summary>
    public int Crop { get; init; } = 96;

    /// <summary>Learning rate.</summary>
    public double Rate { get; init; } = 0.02;

    /// <summary>
    /// Pull of α over the schedule, the same for both penalties: that of the reference's 30,000 iterations. At its α a
    /// run as short as this one would pull next to nothing and compare nothing.
    /// </summary>
    public double Pull { get; init; } = 0.16;

    /// <summary>β, the rate of new weights.</summary>
    public double Beta { get; init; } = 5e-4;

    /// <summary>Seeds of each row.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [0, 1, 2];

    /// <summary>Iterations between checkpoints that a stopped run goes on from.</summary>
    public int SnapshotEvery { get; init; } = 50;

    /// <summary>The classifier whose backbone becomes w⁰.</summary>
    public RunConfiguration Pretraining => new()
    {
        Task = LearningTask.Classification,
        Network = Network,
        Synthetic = new SyntheticSettings { Domain = SyntheticDomain.Source, TrainCount = PretrainingImages, ValidationCount = ValidationImages, Height = Height, Width = Width },
        Training = new TrainingSettings { Iterations = PretrainingIterations, BatchSize = PretrainingBatch, Crop = PretrainingCrop, BaseLearningRate = PretrainingRate },
        Regulariser = new RegulariserSettings { Kind = RegulariserName.L2, Alpha = Beta, Beta = Beta },
        Augmentation = Augmentation,
        Execution = new ExecutionSettings { SnapshotEvery = SnapshotEvery },
    };

    /// <summary>A row of the table.</summary>
    /// <param name="regulariser">Penalty.</param>
    /// <param name="weights">The pre-trained weights.</param>
    public RunConfiguration Row(RegulariserName regulariser, string weights)
    {
        var training = new TrainingSettings { Iterations = Iterations, BatchSize = Batch, Crop = Crop, BaseLearningRate = Rate };
        return new RunConfiguration
        {
            Network = Network,
            Weights = new WeightsSettings { Path = weights },
            Synthetic = new SyntheticSettings { Domain = SyntheticDomain.Target, TrainCount = TrainingImages, ValidationCount = ValidationImages, Height = Height, Width = Width },
            Training = training,
            Regulariser = new RegulariserSettings { Kind = regulariser, Alpha = Engine.Schema.Pull.AlphaFor(Pull, training), Beta = Beta },
            Augmentation = Augmentation,
            Execution = new ExecutionSettings { SnapshotEvery = SnapshotEvery, ValidateEvery = SnapshotEvery },
        };
    }

    /// <summary>The images are small: no rotation, and scales that keep a car a car.</summary>
    private static AugmentationSettings Augmentation => new() { Jitter = ColourJitter.Working, ScaleMin = 0.75, ScaleMax = 1.5, RotationDegrees = 0 };

    private NetworkSettings Network => new() { Backbone = Backbone.ResNet18, WidthMultiplier = WidthMultiplier };
}
