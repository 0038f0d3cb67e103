using Experiments.Engine.Native;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Optimisation;

/// <summary>Plain SGD: w ← w − lr·g.</summary>
/// <param name="parameters">What it trains.</param>
public sealed class Sgd(IReadOnlyList<TrainedParameter> parameters) : Optimiser(parameters)
{
    /// <inheritdoc/>
    protected override void Update(TrainedParameter parameter, Tensor gradient, double rate, int step) =>
        parameter.Value.AddInPlace(gradient, -rate);
}
