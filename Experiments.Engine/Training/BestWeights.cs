using Experiments.Engine.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Training;

/// <summary>
/// The weights of the best evaluation during training, as they were then, in the computer's own memory. A snapshot carries
/// them, so that a run that goes on from it ends with the same best weights as one that was never interrupted.
/// </summary>
internal sealed class BestWeights : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>When they were and what they scored; null before the first evaluation that gave a number.</summary>
    public BestEvaluation? Evaluation { get; private set; }

    /// <summary>The network's tensors by name; empty while there are none.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>Keeps the network's weights if they score higher than all before; of equals the earliest stays. NaN is never the best.</summary>
    /// <param name="network">The network as it was evaluated.</param>
    /// <param name="iteration">Iterations done.</param>
    /// <param name="value">Its score.</param>
    public void Offer(Module network, int iteration, double value)
    {
        if (double.IsNaN(value) || (Evaluation is { } best && value <= best.Value)) return;
        using var guard = no_grad();
        Keep(network.state_dict(), t => t.to(CPU, copy: true));
        Evaluation = new BestEvaluation(iteration, value);
    }

    /// <summary>Takes over what a snapshot carries.</summary>
    /// <param name="about">What the snapshot says of itself.</param>
    /// <param name="file">Its tensors.</param>
    /// <param name="network">Whose names and shapes they have.</param>
    public void Restore(CheckpointInfo about, WeightsFile file, Module network)
    {
        Clear();
        if (about.Best is null) return;
        using var guard = no_grad();
        Keep(network.state_dict(), t => empty_like(t, device: CPU));
        Checkpoint.RestoreBest(file, _tensors);
        Evaluation = about.Best;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private void Keep(IDictionary<string, Tensor> weights, Func<Tensor, Tensor> copy)
    {
        Clear();
        foreach (var (name, tensor) in weights) _tensors[name] = copy(tensor);
    }

    private void Clear()
    {
        foreach (var tensor in _tensors.Values) tensor.Dispose();
        _tensors.Clear();
        Evaluation = null;
    }
}
