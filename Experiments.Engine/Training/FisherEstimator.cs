using Experiments.Engine.Models;
using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Training;

/// <summary>
/// The diagonal Fisher information of a classifier's weights on its source data:
/// F_jj = E_x Σ_k p_k(x; w) (∂ log p_k(x; w)/∂w_j)², the mean over images (Li et al. 2018, arXiv:1802.01483, section 3). Batch norm uses its
/// moving statistics. The sum over classes is exact, or one class an image is drawn by its probability.
/// </summary>
public sealed class FisherEstimator : IDisposable
{
    private readonly Classifier _network;
    private readonly Placement _placement;
    private readonly FisherLabels _labels;
    private readonly List<(string Name, Parameter Value)> _parameters;
    private readonly Dictionary<string, Tensor> _sums;
    private int _images;

    /// <summary>Puts the network into evaluation mode; every sum is zero.</summary>
    public FisherEstimator(Classifier network, Placement placement, FisherLabels labels)
    {
        (_network, _placement, _labels) = (network, placement, labels);
        network.eval();
        _parameters = [.. network.named_parameters().Select(p => (p.name, p.parameter))];
        _sums = _parameters.ToDictionary(p => p.Name, p => zeros_like(p.Value, requires_grad: false).DetachFromDisposeScope(), StringComparer.Ordinal);
    }

    /// <summary>Number of images seen.</summary>
    public int Images => _images;

    /// <summary>Adds one image.</summary>
    /// <param name="image">1×3×H×W.</param>
    /// <param name="draw">Uniform in [0, 1): which class is drawn; not used where the sum is exact.</param>
    public void Add(Tensor image, double draw)
    {
        using var scope = NewDisposeScope();
        var logarithms = functional.log_softmax(_network.Logits([image.to(_placement.Home)])[0], 1)[0]; // (K)
        var probabilities = logarithms.detach().exp().to(ScalarType.Float64).cpu().data<double>().ToArray();
        if (_labels == FisherLabels.Exact)
        {
            for (var k = 0; k < probabilities.Length; k++) AddSquares(logarithms[k], probabilities[k], keepGraph: k + 1 < probabilities.Length);
        }
        else
        {
            AddSquares(logarithms[Drawn(probabilities, draw)], 1, keepGraph: false);
        }

        _images++;
    }

    /// <summary>F of every tensor by its key; the caller disposes them.</summary>
    public IReadOnlyDictionary<string, Tensor> Diagonal() =>
        _sums.ToDictionary(s => s.Key, s => (s.Value / Math.Max(1, _images)).DetachFromDisposeScope(), StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var sum in _sums.Values) sum.Dispose();
    }

    /// <summary>The class into whose share of [0, 1) a draw falls.</summary>
    internal static int Drawn(IReadOnlyList<double> probabilities, double draw)
    {
        var k = 0;
        for (var reached = probabilities[0]; k + 1 < probabilities.Count && draw >= reached; reached += probabilities[k]) k++;
        return k;
    }

    private void AddSquares(Tensor logarithm, double weight, bool keepGraph)
    {
        using var scope = NewDisposeScope(); // one class's gradients at a time
        var gradients = autograd.grad([logarithm], [.. _parameters.Select(p => p.Value)], retain_graph: keepGraph);
        using var guard = no_grad();
        for (var i = 0; i < gradients.Count; i++) _sums[_parameters[i].Name].AddProductInPlace(gradients[i], gradients[i], weight);
    }
}
