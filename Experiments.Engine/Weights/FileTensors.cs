using Experiments.Engine.Weights.Conventions;
using Experiments.Engine.Weights.Names;
using static TorchSharp.torch;

namespace Experiments.Engine.Weights;

/// <summary>The tensors of a file under our keys and in our layout.</summary>
internal static class FileTensors
{
    /// <summary>The header of a file that is open already.</summary>
    public static WeightsHeader HeaderOf(WeightsFile file) => new(
        file.Path, file.Format, file.Entries.ToDictionary(t => t.Key, t => new TensorEntry(t.Value.ElementType, t.Value.Shape)), file.Metadata);

    /// <summary>One tensor as our networks want it; dispose it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="scheme">The file's scheme.</param>
    /// <param name="layout">How the file stores it.</param>
    public static Tensor Ours(WeightsFile file, string name, NameScheme scheme, TensorLayout layout)
    {
        var stored = ToOurs(file.Tensors[name], layout);
        if (!scheme.Subtracted.TryGetValue(name, out var other) || !file.Tensors.TryGetValue(other, out var shift) || !shift.shape.SequenceEqual(stored.shape)) return stored;
        using (stored)
        {
            return stored - shift;
        }
    }

    /// <summary>A stored tensor in our layout; a view where that is possible.</summary>
    public static Tensor ToOurs(Tensor stored, TensorLayout layout) => layout switch
    {
        TensorLayout.Same => stored.alias(),
        TensorLayout.KernelFirst when stored.dim() == 4 => stored.permute(3, 2, 0, 1),
        TensorLayout.PointwiseKernelFirst when stored.dim() == 4 && stored.shape is [1, 1, ..] => stored.squeeze(0).squeeze(0).t(),
        TensorLayout.PointwiseKernelFirst when stored.dim() == 2 => stored.t(),
        _ => stored.alias(), // Of no such shape: reported as of another shape.
    };

    /// <summary>A tensor of ours in a stored layout; a view where that is possible.</summary>
    public static Tensor ToTheirs(Tensor ours, TensorLayout layout) => layout switch
    {
        TensorLayout.Same => ours.alias(),
        TensorLayout.KernelFirst => ours.permute(2, 3, 1, 0),
        TensorLayout.PointwiseKernelFirst => ours.t().unsqueeze(0).unsqueeze(0),
        _ => throw new ArgumentOutOfRangeException(nameof(layout), layout, "Unknown layout."),
    };
}
