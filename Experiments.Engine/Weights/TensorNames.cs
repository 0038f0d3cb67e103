namespace Experiments.Engine.Weights;

/// <summary>Lists of tensors that people write by hand.</summary>
public static class TensorNames
{
    /// <summary>Whether an entry means a tensor: it is its key, or the start of it up to a dot (<c>backbone.layer4</c>).</summary>
    public static bool Match(string entry, string name) =>
        name == entry || (name.StartsWith(entry, StringComparison.Ordinal) && name.Length > entry.Length && (entry.EndsWith('.') || name[entry.Length] == '.'));
}
