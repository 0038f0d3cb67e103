using System.Text.RegularExpressions;

namespace Experiments.Engine;

/// <summary>
/// The names of a TensorFlow bundle's files: <c>prefix.index</c> and <c>prefix.data-i-of-n</c>. People name it by its
/// prefix, which is no file.
/// </summary>
internal static partial class TensorFlowBundle
{
    /// <summary>Ending of the index, which holds the checksums of all data.</summary>
    public const string IndexEnding = ".index";

    /// <summary>The index that a path means, where it is a bundle's prefix or one of its data files.</summary>
    /// <returns>None where it means another file, the index itself included, or none.</returns>
    public static string? IndexOf(string path)
    {
        if (File.Exists(path)) return DataEnding().Match(path) is { Success: true } data ? path[..data.Index] + IndexEnding : null;
        return File.Exists(path + IndexEnding) ? path + IndexEnding : null;
    }

    [GeneratedRegex(@"\.data-\d{5}-of-\d{5}$", RegexOptions.None, 1000)]
    private static partial Regex DataEnding();
}
