using Experiments.Engine.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Regularisation;

/// <summary>L1-SP: α‖w_S − w⁰_S‖₁ + β/2‖w_S̄‖² (Li et al. 2018, arXiv:1802.01483, section 3); its gradient is 0 where w = w⁰.</summary>
/// <param name="alpha">Rate of inherited weights.</param>
/// <param name="beta">Rate of new weights.</param>
public sealed class L1Sp(double alpha, double beta) : Regulariser(beta)
{
    /// <inheritdoc/>
    protected override void AddInherited(TrainedParameter parameter, Tensor target, double scale) =>
        target.AddInPlace((parameter.Value - parameter.Start!).sign_(), scale * alpha);

    /// <inheritdoc/>
    protected override double InheritedValue(TrainedParameter parameter) =>
        alpha * (parameter.Value - parameter.Start!).abs_().sum().ToDouble();
}
