using static TorchSharp.torch;

namespace Experiments.Engine.Training.Regularisation;

/// <summary>None: Ω = 0, for new weights too.</summary>
public sealed class NoPenalty() : Regulariser(beta: 0)
{
    /// <inheritdoc/>
    protected override void AddInherited(TrainedParameter parameter, Tensor target, double scale) { }

    /// <inheritdoc/>
    protected override double InheritedValue(TrainedParameter parameter) => 0;
}
