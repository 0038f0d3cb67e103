using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Optimisation;

/// <summary>
/// An update rule. It reads each tensor's gradient g, the schedule's rate times the tensor's own multiplier (lr), and
/// its own state, all of which starts afresh at step 0 and is saved with a checkpoint.
/// </summary>
public abstract class Optimiser : IDisposable
{
    private readonly IReadOnlyList<TrainedParameter> _parameters;
    private readonly Dictionary<string, Tensor> _state = new(StringComparer.Ordinal);

    /// <summary>Creates the rule.</summary>
    /// <param name="parameters">What it trains.</param>
    protected Optimiser(IReadOnlyList<TrainedParameter> parameters) => _parameters = parameters;

    /// <summary>Whether the penalty is taken off the weights directly instead of through the gradient (AdamW).</summary>
    public virtual bool DecouplesPenalty => false;

    /// <summary>Its tensors by name: all there is to save.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _state;

    /// <summary>One step.</summary>
    /// <param name="rate">The schedule's rate; each tensor's own multiplier applies.</param>
    /// <param name="step">From 0; Adam's bias correction needs it.</param>
    public void Step(double rate, int step)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in _parameters)
        {
            if (parameter.Value.grad is { } gradient) Update(parameter, gradient, rate * parameter.LearningRateMultiplier, step);
        }
    }

    /// <summary>
    /// Drops every gradient: the next backward pass makes them anew, so that their memory is free while activations take theirs.
    /// </summary>
    public void ClearGradients()
    {
        foreach (var parameter in _parameters) parameter.Value.grad = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _state.Values) tensor.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Updates one tensor in place.</summary>
    protected abstract void Update(TrainedParameter parameter, Tensor gradient, double rate, int step);

    /// <summary>Adds a state tensor of every parameter's shape, named <c>prefix + parameter</c>.</summary>
    protected void AddState(string prefix, double start)
    {
        foreach (var p in _parameters) _state.Add(prefix + p.Name, Arithmetic.FullLike(p.Value, start).DetachFromDisposeScope());
    }

    /// <summary>A state tensor.</summary>
    protected Tensor StateOf(string prefix, TrainedParameter parameter) => _state[prefix + parameter.Name];

    /// <summary>The rule of a configuration.</summary>
    public static Optimiser Create(TrainingSettings training, IReadOnlyList<TrainedParameter> parameters) => training.EffectiveOptimiser switch
    {
        OptimiserName.Momentum => new MomentumSgd(parameters, training.Momentum),
        OptimiserName.CaffeMomentum => new CaffeMomentumSgd(parameters, training.Momentum),
        OptimiserName.Sgd => new Sgd(parameters),
        OptimiserName.Adam => new Adam(parameters, training, decouples: false),
        OptimiserName.AdamW => new Adam(parameters, training, decouples: true),
        OptimiserName.RmsProp => new RmsProp(parameters, training),
        OptimiserName.RmsPropTf => new RmsPropTf(parameters, training),
        var other => throw new ArgumentOutOfRangeException(nameof(training), other, "Unknown optimiser."),
    };
}
