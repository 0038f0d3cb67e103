using Experiments.Engine.Native;
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
        square.MultiplyInPlace(_decay).AddProductInPlace(gradient, gradient, 1 - _decay);
        parameter.Value.AddQuotientInPlace(gradient, square.sqrt().AddInPlace(_epsilon), -rate);
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
        square.MultiplyInPlace(_decay).AddProductInPlace(gradient, gradient, 1 - _decay);
        parameter.Value.AddQuotientInPlace(gradient, square.Plus(_epsilon).sqrt_(), -rate);
    }
}
