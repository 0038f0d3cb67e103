using Experiments.Engine.Schema;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Optimisation;

/// <summary>
/// RMSProp (Hinton's lecture 6e) as PyTorch has it: s ← d·s + (1 − d)·g², w ← w − lr·g/(√s + ε), s = 0 at first. Without
/// momentum.
/// </summary>
public sealed class RmsProp : Optimiser
{
    private const string Square = "square.";

    private readonly double _decay;
    private readonly double _epsilon;

    /// <summary>Creates the rule.</summary>
    /// <param name="parameters">What it trains.</param>
    /// <param name="training">d, ε.</param>
    public RmsProp(IReadOnlyList<TrainedParameter> parameters, TrainingSettings training) : base(parameters)
    {
        (_decay, _epsilon) = (training.RmsDecay, training.OptimiserEpsilon);
        AddState(Square, 0);
    }

    /// <inheritdoc/>
    protected override void Update(TrainedParameter parameter, Tensor gradient, double rate, int step)
    {
        var square = StateOf(Square, parameter);
        square.mul_(_decay).addcmul_(gradient, gradient, value: 1 - _decay);
        parameter.Value.addcdiv_(gradient, square.sqrt().add_(_epsilon), value: -rate);
    }
}

/// <summary>
/// RMSProp as TensorFlow 1 has it: s ← d·s + (1 − d)·g², w ← w − lr·g/√(s + ε), s = 1 at first. Without momentum.
/// </summary>
public sealed class RmsPropTf : Optimiser
{
    private const string Square = "square.";

    private readonly double _decay;
    private readonly double _epsilon;

    /// <summary>Creates the rule.</summary>
    /// <param name="parameters">What it trains.</param>
    /// <param name="training">d, ε.</param>
    public RmsPropTf(IReadOnlyList<TrainedParameter> parameters, TrainingSettings training) : base(parameters)
    {
        (_decay, _epsilon) = (training.RmsDecay, training.OptimiserEpsilon);
        AddState(Square, 1);
    }

    /// <inheritdoc/>
    protected override void Update(TrainedParameter parameter, Tensor gradient, double rate, int step)
    {
        var square = StateOf(Square, parameter);
        square.mul_(_decay).addcmul_(gradient, gradient, value: 1 - _decay);
        parameter.Value.addcdiv_(gradient, square.add(_epsilon).sqrt_(), value: -rate);
    }
}
