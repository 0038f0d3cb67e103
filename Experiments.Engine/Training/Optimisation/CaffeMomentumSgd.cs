using Experiments.Engine.Native;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Optimisation;

/// <summary>
/// SGD with momentum as Caffe has it: v ← m·v + lr·g, w ← w − v. The same as PyTorch's while the rate is constant; when
/// the rate falls, what is on its way still moves at the rate that it was given.
/// </summary>
public sealed class CaffeMomentumSgd : Optimiser
{
    private const string Velocity = "velocity.";

    private readonly double _momentum;

    /// <summary>Creates the rule with every velocity at zero.</summary>
    /// <param name="parameters">What it trains.</param>
    /// <param name="momentum">m, 0 to 1.</param>
    public CaffeMomentumSgd(IReadOnlyList<TrainedParameter> parameters, double momentum) : base(parameters)
    {
        _momentum = momentum;
        AddState(Velocity, 0);
    }

    /// <inheritdoc/>
    protected override void Update(TrainedParameter parameter, Tensor gradient, double rate, int step)
    {
        var velocity = StateOf(Velocity, parameter);
        velocity.MultiplyInPlace(_momentum);
        velocity.AddInPlace(gradient, rate);
        parameter.Value.sub_(velocity);
    }
}
