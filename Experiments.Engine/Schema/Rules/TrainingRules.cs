namespace Experiments.Engine.Schema.Rules;

/// <summary>What must hold between the settings of schedule, batch and loss.</summary>
internal static class TrainingRules
{
    public static IEnumerable<string> Problems(RunConfiguration c) => Batch(c).Concat(Schedule(c.Training)).Concat(Loss(c)).Concat(Stages(c));

    private static IEnumerable<string> Batch(RunConfiguration c)
    {
        if (c.Training.BatchSize % c.Training.Replicas != 0)
            yield return $"training.batchSize is {c.Training.BatchSize}: it must be a multiple of training.replicas, which is {c.Training.Replicas}; use {(c.Training.BatchSize / c.Training.Replicas + 1) * c.Training.Replicas}.";
        if (c.Task == LearningTask.Segmentation && c.Training.BatchSize == 1 && c.Network.PyramidBins.Contains(1))
            yield return "training.batchSize is 1: batch norm of the pyramid's 1×1 bin needs at least 2 values a channel; use 2 or more.";
    }

    private static IEnumerable<string> Schedule(TrainingSettings t)
    {
        if (t.MinimumLearningRate > t.BaseLearningRate)
            yield return $"training.minimumLearningRate is {SettingDescriptor.Format(t.MinimumLearningRate)}: it must not exceed training.baseLearningRate, which is {SettingDescriptor.Format(t.BaseLearningRate)}; lower it.";
        if (t.WarmupIterations > t.Iterations)
            yield return $"training.warmupIterations is {t.WarmupIterations}: warm-up must end within the {t.Iterations} iterations of training.iterations; lower it.";
        if (t.Schedule != ScheduleName.Steps) yield break;
        if (t.StepIterations.Count == 0)
            yield return "training.stepIterations is empty: the steps schedule needs the iterations at which the rate falls, for example 10000, 20000; or use training.schedule constant.";
        if (t.StepIterations.FirstOrDefault(s => s >= t.Iterations) is > 0 and var late)
            yield return $"training.stepIterations has {late}: every step must come before the end at iteration {t.Iterations}; remove it or raise training.iterations.";
    }

    private static IEnumerable<string> Loss(RunConfiguration c)
    {
        if (c.Training.ClassWeights.Count > 0 && c.Training.ClassWeights.All(w => w == 0))
            yield return "training.classWeights are all 0: no pixel would count; give one class a weight, or leave the list empty.";
        if (c.Task != LearningTask.Segmentation && c.Training.OhemThreshold > 0)
            yield return $"training.ohemThreshold is {SettingDescriptor.Format(c.Training.OhemThreshold)}: hard pixels are mined in segmentation only; set it to 0 for task {SettingDescriptor.NameOf(c.Task)}.";
    }

    private static IEnumerable<string> Stages(RunConfiguration c)
    {
        if (c.FirstStage.Iterations > 0 && c.Task != LearningTask.Segmentation)
            yield return $"firstStage.iterations is {c.FirstStage.Iterations}: only a segmentation run has two stages; set it to 0 for task {SettingDescriptor.NameOf(c.Task)}.";
        if (!TwoStage.Applies(c)) yield break;
        if (c.Regulariser.Kind == RegulariserName.L2SpFisher)
            yield return $"regulariser.kind is l2-sp-fisher and firstStage.iterations is {c.FirstStage.Iterations}: the second stage's w⁰ is the first stage's network, of which there is no Fisher information; use l2-sp, or set firstStage.iterations to 0.";
        foreach (var problem in Schedule(TwoStage.First(c).Training)) yield return $"In the first stage, whose iterations are firstStage.iterations and whose rate is firstStage.baseLearningRate: {problem}";
    }
}
