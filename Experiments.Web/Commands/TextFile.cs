using Experiments.Engine.Schema;
using Experiments.Web.Declarations;

namespace Experiments.Web.Commands;

/// <summary>Reads the small text files that commands are given.</summary>
internal static class TextFile
{
    /// <summary>The text of a file, or of the standard input.</summary>
    /// <param name="kind">What it should be, for the refusal: <c>sweep</c>, <c>protocol</c>.</param>
    /// <param name="file">The file; <c>-</c> for the standard input.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="UsageException">It is far too large, or cannot be read.</exception>
    public static Task<string> ReadOrInputAsync(string kind, string file, CancellationToken cancellationToken) =>
        file == "-" ? Console.In.ReadToEndAsync(cancellationToken) : ReadAsync(kind, file, cancellationToken);

    /// <summary>What a file is called in an error.</summary>
    public static string NameOf(string file) => file == "-" ? "standard input" : file;

    /// <summary>The text of a file.</summary>
    /// <param name="kind">What it should be, for the refusal.</param>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="UsageException">It is far too large, or cannot be read.</exception>
    public static async Task<string> ReadAsync(string kind, string file, CancellationToken cancellationToken)
    {
        try
        {
            // Far above what such a file may have; the reader of a sweep says how much that is.
            if (new FileInfo(file) is { Exists: true, Length: > 8L * YamlFile.MostCharacters })
                throw new UsageException($"The {kind} file \"{file}\" is larger than any {kind}: is it the right file?");
            return await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The {kind} file \"{file}\" cannot be read ({e.Message}): check its path and permissions.");
        }
    }
}
