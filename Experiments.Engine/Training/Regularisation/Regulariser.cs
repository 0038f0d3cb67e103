using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Regularisation;

/// <summary>
/// A penalty on the weights, applied as in-place updates rather than as a graph over all weights. S are the inherited
/// weights, S̄ the new ones; every relative here pulls S̄ to zero: β/2‖w_S̄‖².
/// </summary>
public abstract class Regulariser : IDisposable
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
            if (parameter.Value.grad is { } gradient) AddTo(parameter, gradient, 1);
        }
    }

    /// <summary>Takes the penalty's gradient times each tensor's own rate off the weights (the decoupled decay of AdamW).</summary>
    /// <param name="parameters">The network's tensors.</param>
    /// <param name="rate">The schedule's rate.</param>
    public void Decay(IReadOnlyList<TrainedParameter> parameters, double rate)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in parameters) AddTo(parameter, parameter.Value, -rate * parameter.LearningRateMultiplier);
    }

    /// <summary>The penalty's value Ω.</summary>
    public double Value(IReadOnlyList<TrainedParameter> parameters)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        return parameters.Sum(p => p.Group switch
        {
            PenaltyGroup.Inherited => InheritedValue(p),
            PenaltyGroup.New => _beta / 2 * SquaredNorm(p.Value),
            _ => 0,
        });
    }

    /// <summary>Adds scale times the gradient of an inherited tensor's penalty to a tensor, which may be the weights themselves.</summary>
    protected abstract void AddInherited(TrainedParameter parameter, Tensor target, double scale);

    /// <summary>The penalty's value on an inherited tensor.</summary>
    protected abstract double InheritedValue(TrainedParameter parameter);

    /// <summary>‖t‖².</summary>
    protected static double SquaredNorm(Tensor tensor) => tensor.square().sum().ToDouble();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the penalty holds beside the weights.</summary>
    protected virtual void Dispose(bool disposing) { }

    private void AddTo(TrainedParameter parameter, Tensor target, double scale)
    {
        if (parameter.Group == PenaltyGroup.Inherited) AddInherited(parameter, target, scale);
        else if (parameter.Group == PenaltyGroup.New) target.AddInPlace(parameter.Value, scale * _beta);
    }

    /// <summary>The penalty of a configuration.</summary>
    /// <param name="settings">Kind, rates, the Fisher file.</param>
    /// <param name="parameters">The network's tensors.</param>
    /// <exception cref="DataException">The Fisher file does not fit the network.</exception>
    public static Regulariser Create(RegulariserSettings settings, IReadOnlyList<TrainedParameter> parameters) => settings.Kind switch
    {
        RegulariserName.None => new NoPenalty(),
        RegulariserName.L2 => new L2(settings.Alpha, settings.Beta),
        RegulariserName.L2Sp => new L2Sp(settings.Alpha, settings.Beta),
        RegulariserName.L2SpNormalised => new L2SpOrthogonal(settings.Alpha, settings.Beta, isNormalised: true),
        RegulariserName.L2SpOrthogonal => new L2SpOrthogonal(settings.Alpha, settings.Beta, isNormalised: false),
        RegulariserName.L1Sp => new L1Sp(settings.Alpha, settings.Beta),
        RegulariserName.GlSp => new GlSp(settings.Alpha, settings.Beta),
        RegulariserName.L2SpFisher => L2SpFisher.Read(settings, parameters),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Kind, "Unknown regulariser."),
    };
}
