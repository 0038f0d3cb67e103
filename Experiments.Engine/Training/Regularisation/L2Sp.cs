using Experiments.Engine.Native;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Regularisation;

/// <summary>L2-SP: α/2‖w_S − w⁰_S‖² + β/2‖w_S̄‖² (Li et al. 2018, arXiv:1802.01483, eq. 1).</summary>
/// <param name="alpha">Rate of inherited weights.</param>
/// <param name="beta">Rate of new weights.</param>
public sealed class L2Sp(double alpha, double beta) : Regulariser(beta)
{
    /// <inheritdoc/>
    protected override void AddInherited(TrainedParameter parameter, Tensor target, double scale) =>
        target.AddInPlace(parameter.Value - parameter.Start!, scale * alpha);

    /// <inheritdoc/>
    protected override double InheritedValue(TrainedParameter parameter) =>
        alpha / 2 * SquaredNorm(parameter.Value - parameter.Start!);
}
