using Experiments.Engine.Native;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Regularisation;

/// <summary>L2, weight decay: α/2‖w_S‖² + β/2‖w_S̄‖².</summary>
/// <param name="alpha">Rate of inherited weights.</param>
/// <param name="beta">Rate of new weights.</param>
public sealed class L2(double alpha, double beta) : Regulariser(beta)
{
    /// <inheritdoc/>
    protected override void AddInherited(TrainedParameter parameter, Tensor target, double scale) =>
        target.AddInPlace(parameter.Value, scale * alpha);

    /// <inheritdoc/>
    protected override double InheritedValue(TrainedParameter parameter) => alpha / 2 * SquaredNorm(parameter.Value);
}
