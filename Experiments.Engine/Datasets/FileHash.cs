using System.Security.Cryptography;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>SHA-256 of files' content, 64 hexadecimal digits.</summary>
internal static class FileHash
{
    /// <summary>The hash of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>The hash of a file that a person named.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static string Of(string path)
    {
        try
        {
            return Sha256(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read ({e.Message}); check that it exists and may be read.");
        }
    }
}
