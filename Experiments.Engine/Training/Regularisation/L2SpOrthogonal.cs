using Experiments.Engine.Native;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Regularisation;

/// <summary>
/// The reference's modes 2 and 3: what of each output channel c is orthogonal to its start,
/// r_c = w_c − (⟨w_c, w⁰_c⟩/‖w⁰_c‖²)·w⁰_c. Mode 3: α·½Σ_c‖r_c‖² = α(½Σ‖w‖² − ½Σ_c⟨w_c, w⁰_c⟩²/‖w⁰_c‖²); mode 2 ("normalised"):
/// the same times sqrt(kh·kw·cin) of the layer. A channel may grow or shrink freely, only its direction is held. Where w⁰_c is zero
/// there is no direction, and r_c = w_c. Plus β/2‖w_S̄‖².
/// </summary>
/// <param name="alpha">Rate of inherited weights.</param>
/// <param name="beta">Rate of new weights.</param>
/// <param name="isNormalised">Whether each layer counts times the root of its fan-in (mode 2).</param>
public sealed class L2SpOrthogonal(double alpha, double beta, bool isNormalised) : Regulariser(beta)
{
    /// <inheritdoc/>
    protected override void AddInherited(TrainedParameter parameter, Tensor target, double scale) =>
        // Projecting is symmetric and idempotent, so the gradient of ½‖r‖² is r itself.
        target.AddInPlace(Residual(parameter).view_as(parameter.Value), scale * alpha * FactorOf(parameter));

    /// <inheritdoc/>
    protected override double InheritedValue(TrainedParameter parameter) =>
        alpha / 2 * FactorOf(parameter) * SquaredNorm(Residual(parameter));

    private double FactorOf(TrainedParameter parameter) => isNormalised ? Math.Sqrt(FanIn.Of(parameter.Value)) : 1;

    private static Tensor Residual(TrainedParameter parameter)
    {
        var (weights, start) = (FanIn.Rows(parameter.Value), FanIn.Rows(parameter.Start!)); // (out, fan-in)
        var squared = start.square().sum(1, keepdim: true); // (out, 1)
        var share = (weights * start).sum(1, keepdim: true) / squared.Filled(squared.Is(0), 1);
        return weights - (share * start);
    }
}
