using System.Security.Cryptography;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>Turns the paths of a configuration into hashes, so that its fingerprint speaks of content and not of places.</summary>
public static class ConfigurationResolver
{
    /// <summary>
    /// A copy with <c>data.manifest</c> (both subsets) and <c>weights.sha256</c> filled in. A hash that is given
    /// already is checked against the files.
    /// </summary>
    /// <param name="configuration">The configuration; its files are read.</param>
    /// <exception cref="UsageException">Every problem at once: a missing file or folder, or a hash that differs.</exception>
    public static RunConfiguration Resolve(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var problems = new List<string>();
        var manifest = Collect(problems, () => Manifest(configuration));
        var weights = Collect(problems, () => WeightsHash(configuration.Weights));
        if (problems.Count > 0) throw new UsageException(problems);
        return configuration with
        {
            Data = configuration.Data with { Manifest = manifest },
            Weights = configuration.Weights with { Sha256 = weights },
        };
    }

    private static string Collect(List<string> problems, Func<string> compute)
    {
        try
        {
            return compute();
        }
        catch (UsageException e)
        {
            problems.AddRange(e.Problems);
            return "";
        }
        catch (DataException e)
        {
            // A label that the classes are to be derived from: as unusable here as a wrong path.
            problems.Add(e.Message);
            return "";
        }
    }

    private static string Manifest(RunConfiguration configuration)
    {
        var manifest = DatasetFactory.ManifestOf(DatasetFactory.Open(configuration));
        var given = configuration.Data.Manifest;
        if (given.Length > 0 && !given.Equals(manifest, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"data.manifest is {given}, but the images and labels found give {manifest}: they are not the ones that the configuration was made for; restore them, or empty data.manifest to take them as they are.");
        return manifest;
    }

    private static string WeightsHash(WeightsSettings weights)
    {
        if (weights.Path.Length == 0) return weights.Sha256;
        if (!File.Exists(weights.Path))
            throw new UsageException($"weights.path is \"{weights.Path}\", which does not exist ({Path.GetFullPath(weights.Path)}): give a safetensors file, or leave it empty to start from random weights.");
        string hash;
        try
        {
            using var stream = File.OpenRead(weights.Path);
            hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"weights.path is \"{weights.Path}\", which cannot be read ({e.Message}): check the file and its permissions.");
        }

        if (weights.Sha256.Length > 0 && !weights.Sha256.Equals(hash, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"weights.sha256 is {weights.Sha256}, but \"{weights.Path}\" has {hash}: it is not the file that the configuration was made for; restore it, or empty weights.sha256 to take it as it is.");
        return hash;
    }
}
