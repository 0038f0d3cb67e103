namespace Experiments.Engine.Schema;

/// <summary>
/// How far L2-SP can draw a weight back to its start: pull = α·Σ lr/(1−momentum) over the schedule; the share of a
/// distance that is undone is 1 − e^(−pull). The reference's 30,000 iterations at α = 1e-4 pull 0.16.
/// </summary>
public static class Pull
{
    /// <summary>The pull of a configuration's α over its schedule; NaN for Adam and RMSProp, which rescale the penalty's gradient.</summary>
    public static double Of(RunConfiguration configuration) =>
        configuration.Training.EffectiveOptimiser is OptimiserName.Adam or OptimiserName.RmsProp or OptimiserName.RmsPropTf
            ? double.NaN
            : configuration.Regulariser.Alpha * Exposure(configuration.Training);

    /// <summary>The α that gives a schedule that pull.</summary>
    /// <param name="pull">Wanted pull; 0.16 is the reference's.</param>
    /// <param name="training">The schedule.</param>
    public static double AlphaFor(double pull, TrainingSettings training) => pull / Exposure(training);

    /// <summary>Σ lr/(1−momentum) over the schedule; Σ lr where there is no momentum.</summary>
    private static double Exposure(TrainingSettings training)
    {
        var sum = 0.0;
        for (var step = 0; step < training.Iterations; step++) sum += LearningRateSchedule.Rate(training, step);
        return training.EffectiveOptimiser is OptimiserName.Momentum or OptimiserName.CaffeMomentum ? sum / (1 - training.Momentum) : sum;
    }
}
