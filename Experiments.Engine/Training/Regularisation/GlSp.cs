using Experiments.Engine.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Regularisation;

/// <summary>
/// GL-SP, group lasso: α Σ_g sqrt(p_g)‖w_g − w⁰_g‖₂ + β/2‖w_S̄‖², a group the p_g weights of the fan-in of one output channel (Li et al.
/// 2018, arXiv:1802.01483, section 3); its gradient is 0 in a group where w = w⁰.
/// </summary>
/// <param name="alpha">Rate of inherited weights.</param>
/// <param name="beta">Rate of new weights.</param>
public sealed class GlSp(double alpha, double beta) : Regulariser(beta)
{
    /// <inheritdoc/>
    protected override void AddInherited(TrainedParameter parameter, Tensor target, double scale)
    {
        var difference = Difference(parameter);
        var norms = difference.norm(1, keepdim: true); // (out, 1)
        target.AddInPlace((difference / norms.Filled(norms.Is(0), 1)).view_as(target), scale * alpha * RootOf(parameter));
    }

    /// <inheritdoc/>
    protected override double InheritedValue(TrainedParameter parameter) =>
        alpha * RootOf(parameter) * Difference(parameter).norm(1, keepdim: true).sum().ToDouble();

    private static double RootOf(TrainedParameter parameter) => Math.Sqrt(FanIn.Of(parameter.Value));

    private static Tensor Difference(TrainedParameter parameter) => FanIn.Rows(parameter.Value - parameter.Start!); // (out, fan-in)
}
