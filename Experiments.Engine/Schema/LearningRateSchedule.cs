namespace Experiments.Engine.Schema;

/// <summary>The learning rate of each step, before any multiplier of new layers.</summary>
public static class LearningRateSchedule
{
    /// <summary>The rate of one step: the schedule's, times the warm-up's share while that lasts.</summary>
    /// <param name="training">Schedule, iterations, base rate, warm-up.</param>
    /// <param name="step">From 0.</param>
    public static double Rate(TrainingSettings training, int step) => Scheduled(training, step) * Warmup(training, step);

    private static double Scheduled(TrainingSettings training, int step)
    {
        var (start, end) = (training.BaseLearningRate, training.MinimumLearningRate);
        var done = (double)step / training.Iterations;
        return training.Schedule switch
        {
            ScheduleName.Poly => ((start - end) * Math.Pow(1 - done, training.PolyPower)) + end,
            ScheduleName.Cosine => end + ((start - end) * (1 + Math.Cos(Math.PI * done)) / 2),
            ScheduleName.Steps => start * Math.Pow(training.StepFactor, training.StepIterations.Count(s => s <= step)),
            ScheduleName.Constant => start,
            _ => throw new ArgumentOutOfRangeException(nameof(training), training.Schedule, "Unknown schedule."),
        };
    }

    /// <summary>Linear from the factor at step 0 to 1 at the end of warm-up (PyTorch's LinearLR).</summary>
    private static double Warmup(TrainingSettings training, int step) => step >= training.WarmupIterations
        ? 1
        : training.WarmupFactor + ((1 - training.WarmupFactor) * step / training.WarmupIterations);
}
