namespace Experiments.Engine.Schema;

/// <summary>
/// A two-stage recipe as two trainings of one run, as the reference does it: the second starts from all trained weights of the
/// first, which become its w⁰, without momentum and without batch norm's moving statistics; no layer is new to it.
/// </summary>
public static class TwoStage
{
    /// <summary>Whether the configuration has a first stage.</summary>
    public static bool Applies(RunConfiguration configuration) => configuration.FirstStage.Iterations > 0;

    /// <summary>The first stage as a training of its own; its images are <c>DatasetFactory.OpenFirstStage</c>'s.</summary>
    /// <param name="configuration">The run's, resolved.</param>
    public static RunConfiguration First(RunConfiguration configuration) => configuration with
    {
        Training = configuration.Training with
        {
            Iterations = configuration.FirstStage.Iterations,
            BaseLearningRate = configuration.FirstStage.BaseLearningRate,
        },
        Data = configuration.Data with { Manifest = configuration.FirstStage.Manifest, TrainListSha256 = "" },
        FirstStage = new FirstStageSettings(),
        // What is kept beside the last checkpoint is the second stage's.
        Selection = new SelectionSettings(),
        Execution = configuration.Execution with { KeepIterations = [] },
    };

    /// <summary>The second stage as a training of its own.</summary>
    /// <param name="configuration">The run's, resolved.</param>
    /// <param name="checkpoint">Final checkpoint of the first stage.</param>
    /// <param name="sha256">SHA-256 of it.</param>
    public static RunConfiguration Second(RunConfiguration configuration, string checkpoint, string sha256) => configuration with
    {
        Weights = new WeightsSettings { Path = checkpoint, Sha256 = sha256, LoadBatchNormStatistics = false },
        // Nothing is new to the second stage; what was named by hand belonged to the first stage's weights file.
        Regulariser = configuration.Regulariser with { NewTensors = [], InheritedTensors = [] },
        FirstStage = new FirstStageSettings(),
    };
}
