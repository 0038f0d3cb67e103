using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Optimisation;

/// <summary>
/// Adam (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1): m ← β₁·m + (1 − β₁)·g, s ← β₂·s + (1 − β₂)·g²,
/// w ← w − lr·m̂/(√ŝ + ε) with m̂ = m/(1 − β₁ᵗ), ŝ = s/(1 − β₂ᵗ), t = step + 1; as PyTorch has it. With the penalty
/// decoupled it is AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101): the penalty's gradient times lr comes off the
/// weights first and never enters the moments.
/// </summary>
public sealed class Adam : Optimiser
{
    private const string First = "first.";
    private const string Second = "second.";

    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;

    /// <summary>Creates the rule with both moments at zero.</summary>
    /// <param name="parameters">What it trains.</param>
    /// <param name="training">β₁, β₂, ε.</param>
    /// <param name="decouples">Whether the penalty is decoupled.</param>
    public Adam(IReadOnlyList<TrainedParameter> parameters, TrainingSettings training, bool decouples) : base(parameters)
    {
        (_beta1, _beta2, _epsilon) = (training.AdamBeta1, training.AdamBeta2, training.OptimiserEpsilon);
        DecouplesPenalty = decouples;
        AddState(First, 0);
        AddState(Second, 0);
    }

    /// <inheritdoc/>
    public override bool DecouplesPenalty { get; }

    /// <inheritdoc/>
    protected override void Update(TrainedParameter parameter, Tensor gradient, double rate, int step)
    {
        var (first, second) = (StateOf(First, parameter), StateOf(Second, parameter));
        first.MultiplyInPlace(_beta1).AddInPlace(gradient, 1 - _beta1);
        second.MultiplyInPlace(_beta2).AddProductInPlace(gradient, gradient, 1 - _beta2);
        var (bias1, bias2) = (1 - Math.Pow(_beta1, step + 1), 1 - Math.Pow(_beta2, step + 1));
        var root = second.sqrt().DivideInPlace(Math.Sqrt(bias2)).AddInPlace(_epsilon);
        parameter.Value.AddQuotientInPlace(first, root, -rate / bias1);
    }
}
