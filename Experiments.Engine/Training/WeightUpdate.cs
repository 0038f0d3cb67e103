using Experiments.Engine.Schema;
using Experiments.Engine.Training.Optimisation;
using Experiments.Engine.Training.Regularisation;
using static TorchSharp.torch;

namespace Experiments.Engine.Training;

/// <summary>
/// What happens between the loss's gradients and the new weights: clip → penalty → update rule, at the schedule's rate.
/// </summary>
public sealed class WeightUpdate : IDisposable
{
    private readonly IReadOnlyList<TrainedParameter> _parameters;
    private readonly TrainingSettings _training;
    private readonly Regulariser _regulariser;
    private readonly Optimiser _optimiser;

    /// <summary>Prepares penalty and rule; the rule's state is fresh.</summary>
    /// <param name="parameters">The network's tensors.</param>
    /// <param name="training">Schedule, rule, clipping.</param>
    /// <param name="regulariser">Penalty.</param>
    /// <exception cref="DataException">The Fisher file does not fit the network.</exception>
    public WeightUpdate(IReadOnlyList<TrainedParameter> parameters, TrainingSettings training, RegulariserSettings regulariser)
    {
        (_parameters, _training) = (parameters, training);
        _regulariser = Regulariser.Create(regulariser, parameters);
        _optimiser = Optimiser.Create(training, parameters);
    }

    /// <summary>The rule's tensors by name: what a checkpoint keeps to go on from.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _optimiser.State;

    /// <summary>The penalty's value Ω on the weights as they are.</summary>
    public double Penalty() => _regulariser.Value(_parameters);

    /// <summary>Drops every gradient, before a step's first backward pass.</summary>
    public void ClearGradients() => _optimiser.ClearGradients();

    /// <summary>Turns the loss's gradients into new weights.</summary>
    /// <param name="step">From 0.</param>
    /// <returns>The gradient's norm before it was clipped; 0 without clipping.</returns>
    public double Apply(int step)
    {
        var rate = LearningRateSchedule.Rate(_training, step);
        var norm = GradientClip.Apply(_parameters, _training.ClipNorm);
        if (_optimiser.DecouplesPenalty) _regulariser.Decay(_parameters, rate);
        else _regulariser.AddGradients(_parameters);
        _optimiser.Step(rate, step);
        return norm;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _regulariser.Dispose();
    }
}
