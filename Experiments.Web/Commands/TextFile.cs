using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Commands;

/// <summary>Reads the small text files that commands are given.</summary>
internal static class TextFile
{
    /// <summary>The text of a file.</summary>
    /// <param name="kind">What it should be, for the refusal: <c>sweep</c>, <c>protocol</c>.</param>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="UsageException">It is far too large, or cannot be read.</exception>
    public static async Task<string> ReadAsync(string kind, string file, CancellationToken cancellationToken)
    {
        try
        {
            // Far above what such a file may have; the reader of a sweep says how much that is.
            if (new FileInfo(file) is { Exists: true, Length: > 8L * SweepYaml.MostCharacters })
                throw new UsageException($"The {kind} file \"{file}\" is larger than any {kind}: is it the right file?");
            return await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The {kind} file \"{file}\" cannot be read ({e.Message}): check its path and permissions.");
        }
    }
}
