using Experiments.Engine.Schema;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Regularisation;

/// <summary>
/// A penalty on the weights, applied as in-place updates of their gradients rather than as a graph over all weights.
/// S are the inherited weights, S̄ the new ones; every relative here pulls S̄ to zero: β/2‖w_S̄‖².
/// </summary>
public abstract class Regulariser
{
    private readonly double _beta;

    /// <summary>Creates the penalty.</summary>
    /// <param name="beta">Rate of new weights.</param>
    protected Regulariser(double beta) => _beta = beta;

    /// <summary>Adds the penalty's gradient to every penalised tensor's gradient.</summary>
    public void AddGradients(IReadOnlyList<TrainedParameter> parameters)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in parameters)
        {
            if (!parameter.IsPenalised || parameter.Value.grad is not { } gradient) continue;
            if (parameter.IsInherited) AddInherited(parameter, gradient);
            else gradient.add_(parameter.Value, alpha: _beta);
        }
    }

    /// <summary>The penalty's value Ω.</summary>
    public double Value(IReadOnlyList<TrainedParameter> parameters)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var sum = 0.0;
        foreach (var parameter in parameters.Where(p => p.IsPenalised))
            sum += parameter.IsInherited ? InheritedValue(parameter) : _beta / 2 * SquaredNorm(parameter.Value);
        return sum;
    }

    /// <summary>Adds the gradient of an inherited tensor's penalty.</summary>
    protected abstract void AddInherited(TrainedParameter parameter, Tensor gradient);

    /// <summary>The penalty's value on an inherited tensor.</summary>
    protected abstract double InheritedValue(TrainedParameter parameter);

    /// <summary>‖t‖².</summary>
    protected static double SquaredNorm(Tensor tensor) => tensor.square().sum().ToDouble();

    /// <summary>The penalty of a configuration.</summary>
    public static Regulariser Create(RegulariserSettings settings) => settings.Kind switch
    {
        RegulariserName.None => new NoPenalty(),
        RegulariserName.L2 => new L2(settings.Alpha, settings.Beta),
        RegulariserName.L2Sp => new L2Sp(settings.Alpha, settings.Beta),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Kind, "Unknown regulariser."),
    };
}
