namespace Experiments.Engine.Schema;

/// <summary>
/// How far L2-SP can draw a weight back to its start: pull = α·Σ lr/(1−momentum) over the schedule; the share of a
/// distance that is undone is 1 − e^(−pull). The reference's 30,000 iterations at α = 1e-4 pull 0.16.
/// </summary>
public static class Pull
{
    /// <summary>The pull of a configuration's α over its poly schedule.</summary>
    public static double Of(RunConfiguration configuration) =>
        configuration.Regulariser.Alpha * Exposure(configuration.Training);

    /// <summary>The α that gives a schedule that pull.</summary>
    /// <param name="pull">Wanted pull; 0.16 is the reference's.</param>
    /// <param name="training">The schedule.</param>
    public static double AlphaFor(double pull, TrainingSettings training) => pull / Exposure(training);

    /// <summary>Σ lr/(1−momentum) over the schedule.</summary>
    private static double Exposure(TrainingSettings training)
    {
        var sum = 0.0;
        for (var step = 0; step < training.Iterations; step++) sum += PolySchedule.Rate(training, step);
        return sum / (1 - training.Momentum);
    }
}

/// <summary>The poly schedule: lr(step) = base·(1 − step/iterations)^power for step = 0 … iterations − 1.</summary>
public static class PolySchedule
{
    /// <summary>The learning rate of one step, before any multiplier.</summary>
    public static double Rate(TrainingSettings training, int step) =>
        training.BaseLearningRate * Math.Pow(1 - ((double)step / training.Iterations), training.PolyPower);
}
