using static TorchSharp.torch;

namespace Experiments.Engine.Training;

/// <summary>
/// SGD with momentum as PyTorch has it: v ← m·v + g, w ← w − lr·v, with v = 0 before the first step.
/// </summary>
public sealed class MomentumSgd : IDisposable
{
    private readonly IReadOnlyList<TrainedParameter> _parameters;
    private readonly Dictionary<string, Tensor> _velocities;
    private readonly double _momentum;

    /// <summary>Creates the optimiser with every velocity at zero.</summary>
    /// <param name="parameters">What it trains.</param>
    /// <param name="momentum">m, 0 to 1.</param>
    public MomentumSgd(IReadOnlyList<TrainedParameter> parameters, double momentum)
    {
        (_parameters, _momentum) = (parameters, momentum);
        _velocities = parameters.ToDictionary(p => p.Name, p => zeros_like(p.Value, requires_grad: false), StringComparer.Ordinal);
    }

    /// <summary>The velocities by parameter name: all there is to save.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _velocities;

    /// <summary>One step at the schedule's rate; each tensor's own multiplier applies.</summary>
    public void Step(double learningRate)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in _parameters)
        {
            if (parameter.Value.grad is not { } gradient) continue;
            var velocity = _velocities[parameter.Name];
            velocity.mul_(_momentum);
            velocity.add_(gradient);
            parameter.Value.add_(velocity, alpha: -learningRate * parameter.LearningRateMultiplier);
        }
    }

    /// <summary>Sets every gradient to zero, keeping its memory.</summary>
    public void ZeroGradients()
    {
        using var scope = NewDisposeScope();
        foreach (var parameter in _parameters)
        {
            if (parameter.Value.grad is { } gradient) gradient.zero_();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var velocity in _velocities.Values) velocity.Dispose();
    }
}
