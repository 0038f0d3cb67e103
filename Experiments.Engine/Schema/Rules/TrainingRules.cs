namespace Experiments.Engine.Schema.Rules;

/// <summary>What must hold between the settings of schedule, batch and loss.</summary>
internal static class TrainingRules
{
    public static IEnumerable<string> Problems(RunConfiguration c)
    {
        if (c.Training.BatchSize % c.Training.Replicas != 0)
            yield return $"training.batchSize is {c.Training.BatchSize}: it must be a multiple of training.replicas, which is {c.Training.Replicas}; use {(c.Training.BatchSize / c.Training.Replicas + 1) * c.Training.Replicas}.";
        if (c.Task == LearningTask.Segmentation && c.Training.BatchSize == 1 && c.Network.PyramidBins.Contains(1))
            yield return "training.batchSize is 1: batch norm of the pyramid's 1×1 bin needs at least 2 values a channel; use 2 or more.";
    }
}
