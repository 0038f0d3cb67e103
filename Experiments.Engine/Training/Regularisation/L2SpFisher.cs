using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Regularisation;

/// <summary>
/// L2-SP-Fisher: α/2 Σ_j F_jj (w_j − w⁰_j)² + β/2‖w_S̄‖², F the diagonal Fisher information of the source task at w⁰ (Li et al. 2018,
/// arXiv:1802.01483, section 3; Kirkpatrick et al. 2017). The diagonal is estimated by a job of its own.
/// </summary>
public sealed class L2SpFisher : Regulariser
{
    private readonly double _alpha;
    private readonly IReadOnlyDictionary<string, Tensor> _diagonal;

    /// <summary>Creates the penalty.</summary>
    /// <param name="alpha">Rate of inherited weights.</param>
    /// <param name="beta">Rate of new weights.</param>
    /// <param name="diagonal">F of every inherited tensor by its key, of the tensor's shape; owned by the penalty from here on.</param>
    public L2SpFisher(double alpha, double beta, IReadOnlyDictionary<string, Tensor> diagonal) : base(beta) =>
        (_alpha, _diagonal) = (alpha, diagonal);

    /// <summary>Reads the diagonal from the file that the configuration names.</summary>
    /// <param name="settings">Rates, path.</param>
    /// <param name="parameters">The network's tensors; those in the inherited group need their F.</param>
    /// <exception cref="DataException">The file has no F, or one of another shape, for an inherited tensor.</exception>
    public static L2SpFisher Read(RegulariserSettings settings, IReadOnlyList<TrainedParameter> parameters)
    {
        using var file = SafetensorsFile.Read(settings.FisherPath);
        var diagonal = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var parameter in parameters.Where(p => p.Group == PenaltyGroup.Inherited))
        {
            if (!file.Tensors.TryGetValue(parameter.Name, out var stored) || !stored.shape.SequenceEqual(parameter.Value.shape))
            {
                foreach (var tensor in diagonal.Values) tensor.Dispose();
                throw new DataException(
                    $"Fisher file {settings.FisherPath} has no tensor {parameter.Name} of the shape {string.Join("×", parameter.Value.shape)}: estimate it from the classifier that weights.path holds, or put the tensor into regulariser.newTensors.", "weights");
            }

            diagonal[parameter.Name] = stored.to(parameter.Value.dtype).to(parameter.Value.device).clone().DetachFromDisposeScope();
        }

        return new L2SpFisher(settings.Alpha, settings.Beta, diagonal);
    }

    /// <inheritdoc/>
    protected override void AddInherited(TrainedParameter parameter, Tensor target, double scale) =>
        target.AddProductInPlace(parameter.Value - parameter.Start!, _diagonal[parameter.Name], scale * _alpha);

    /// <inheritdoc/>
    protected override double InheritedValue(TrainedParameter parameter) =>
        _alpha / 2 * ((parameter.Value - parameter.Start!).square() * _diagonal[parameter.Name]).sum().ToDouble();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var tensor in _diagonal.Values) tensor.Dispose();
        base.Dispose(disposing);
    }
}
