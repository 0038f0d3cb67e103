using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Training;

/// <summary>One trainable tensor of a network and what the run does with it.</summary>
/// <param name="Name">Its checkpoint key.</param>
/// <param name="Value">The tensor.</param>
/// <param name="Start">w⁰, a copy of its start value where the weights file has it; null for a new tensor.</param>
/// <param name="LearningRateMultiplier">Factor on the schedule's rate.</param>
public sealed record TrainedParameter(string Name, Parameter Value, Tensor? Start, double LearningRateMultiplier)
{
    /// <summary>Whether the weights file has it. New tensors are pulled to zero at β, inherited ones follow α.</summary>
    public bool IsInherited => Start is not null;

    /// <summary>Whether it takes part in regularisation: convolution and classifier weights, no biases, no batch norm.</summary>
    public bool IsPenalised => Value.dim() >= 2;

    /// <summary>Name of the block it belongs to, for drift curves: <c>layer3</c>, <c>head</c>, ...</summary>
    public string Block => Name.StartsWith("backbone.", StringComparison.Ordinal) ? Name.Split('.')[1] : Name.Split('.')[0];

    /// <summary>The parameters of a network, in the network's order.</summary>
    /// <param name="network">The network, with its start values in place.</param>
    /// <param name="inherited">Keys that were loaded from the weights file.</param>
    /// <param name="newWeightMultiplier">Factor on the rate of new weights.</param>
    /// <param name="newBiasMultiplier">Factor on the rate of new biases.</param>
    public static IReadOnlyList<TrainedParameter> Of(Module network, IReadOnlySet<string> inherited, double newWeightMultiplier, double newBiasMultiplier)
    {
        var parameters = new List<TrainedParameter>();
        foreach (var (name, value) in network.named_parameters())
        {
            var isNew = !inherited.Contains(name);
            var isBias = name.EndsWith("bias", StringComparison.Ordinal);
            var multiplier = !isNew ? 1 : isBias ? newBiasMultiplier : newWeightMultiplier;
            parameters.Add(new TrainedParameter(name, value, isNew ? null : value.detach().clone(), multiplier));
        }

        return parameters;
    }
}
