using Experiments.Engine.Native;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Optimisation;

/// <summary>
/// SGD with momentum as PyTorch and TensorFlow 1 have it: v ← m·v + g, w ← w − lr·v, with v = 0 before the first step.
/// </summary>
public sealed class MomentumSgd : Optimiser
{
    // No prefix: checkpoints have held velocities under the parameters' own names from the beginning.
    private const string Velocity = "";

    private readonly double _momentum;

    /// <summary>Creates the rule with every velocity at zero.</summary>
    /// <param name="parameters">What it trains.</param>
    /// <param name="momentum">m, 0 to 1.</param>
    public MomentumSgd(IReadOnlyList<TrainedParameter> parameters, double momentum) : base(parameters)
    {
        _momentum = momentum;
        AddState(Velocity, 0);
    }

    /// <inheritdoc/>
    protected override void Update(TrainedParameter parameter, Tensor gradient, double rate, int step)
    {
        var velocity = StateOf(Velocity, parameter);
        velocity.MultiplyInPlace(_momentum);
        velocity.AddInPlace(gradient);
        parameter.Value.AddInPlace(velocity, -rate);
    }
}
