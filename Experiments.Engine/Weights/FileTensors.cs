using Experiments.Engine.Weights.Names;
using static TorchSharp.torch;

namespace Experiments.Engine.Weights;

/// <summary>The tensors of a file under our keys and in our layout.</summary>
internal static class FileTensors
{
    /// <summary>Shapes of every tensor that the scheme knows.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes(WeightsHeader header, NameScheme? scheme)
    {
        var shapes = new Dictionary<string, IReadOnlyList<long>>(StringComparer.Ordinal);
        foreach (var (name, entry) in header.Entries)
        {
            if (scheme?.Find(name) is { } place) shapes[place.Key] = NameScheme.ToOurs(entry.Shape, place.Layout);
        }

        return shapes;
    }

    /// <summary>One tensor as our networks want it; dispose it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="scheme">The file's scheme.</param>
    /// <param name="layout">How the file stores it.</param>
    public static Tensor Ours(WeightsFile file, string name, NameScheme scheme, TensorLayout layout)
    {
        var stored = NameScheme.ToOurs(file.Tensors[name], layout);
        if (!scheme.Subtracted.TryGetValue(name, out var other) || !file.Tensors.TryGetValue(other, out var shift) || !shift.shape.SequenceEqual(stored.shape)) return stored;
        using (stored)
        {
            return stored - shift;
        }
    }
}
