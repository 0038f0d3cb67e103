using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Names;

namespace Experiments.Engine.Weights.Conventions;

/// <summary>What a weights file says of a tensor without its numbers.</summary>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Its shape as stored.</param>
public sealed record TensorEntry(ElementType Type, IReadOnlyList<long> Shape);

/// <summary>What a weights file says without its numbers: all that outlives the open file. Read without libtorch.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Format">The file's format.</param>
/// <param name="Entries">Its tensors by name, in the file's order where the format has one.</param>
/// <param name="Metadata">The file's own text.</param>
public sealed record WeightsHeader(
    string Path, WeightsFormat Format, IReadOnlyDictionary<string, TensorEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Shapes under our keys, in our layout, of every tensor that the scheme knows.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> ShapesUnder(NameScheme? scheme)
    {
        var shapes = new Dictionary<string, IReadOnlyList<long>>(StringComparer.Ordinal);
        foreach (var (name, entry) in Entries)
        {
            if (scheme?.Find(name) is { } place) shapes[place.Key] = NameScheme.ToOurs(entry.Shape, place.Layout);
        }

        return shapes;
    }

    /// <summary>Whether a path means a file that is there: the file itself, or a TensorFlow checkpoint by its prefix.</summary>
    public static bool Exists(string path) => File.Exists(TensorFlowBundle.IndexOf(path) ?? path);

    /// <summary>Reads the header of a file.</summary>
    /// <exception cref="DataException">It is missing, cut off or no weights file.</exception>
    public static WeightsHeader Read(string path)
    {
        using var file = WeightsFile.Open(path);
        return FileTensors.HeaderOf(file);
    }
}
