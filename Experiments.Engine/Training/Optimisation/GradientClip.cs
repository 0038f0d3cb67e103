using Experiments.Engine.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Engine.Training.Optimisation;

/// <summary>Limits the gradient's Euclidean norm over all tensors together (Pascanu et al. 2013, arXiv:1211.5063).</summary>
public static class GradientClip
{
    // PyTorch's, so that a clipped step is the same to the last digit.
    private const double Epsilon = 1e-6;

    /// <summary>Scales every gradient by limit/(norm + 1e-6) where that is below 1.</summary>
    /// <param name="parameters">Tensors with their gradients.</param>
    /// <param name="limit">Largest norm; 0 for none.</param>
    /// <returns>The norm before; 0 where there is no limit.</returns>
    public static double Apply(IReadOnlyList<TrainedParameter> parameters, double limit)
    {
        if (limit == 0) return 0;
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var gradients = parameters.Select(p => p.Value.grad).OfType<Tensor>().ToList();
        var norm = Math.Sqrt(gradients.Sum(g => g.square().sum().ToDouble()));
        var scale = limit / (norm + Epsilon);
        if (scale < 1)
        {
            foreach (var gradient in gradients) gradient.MultiplyInPlace(scale);
        }

        return norm;
    }
}
