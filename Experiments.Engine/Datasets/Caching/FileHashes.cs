namespace Experiments.Engine.Datasets.Caching;

/// <summary>Hashes of many files, through the user's cache of them (<see cref="CacheFolder"/>).</summary>
internal static class FileHashes
{
    /// <summary>SHA-256 of each file, in order.</summary>
    /// <exception cref="Schema.UsageException">Files cannot be read: names each.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> paths) => new FileHashCache(CacheFolder.Path(), TimeProvider.System).Of(paths);

    /// <summary>SHA-256 of any of the files, by its path.</summary>
    /// <exception cref="Schema.UsageException">Files cannot be read: names each.</exception>
    public static Func<string, string> Lookup(IReadOnlyList<string> paths)
    {
        var hashes = paths.Zip(Of(paths)).DistinctBy(p => p.First, StringComparer.Ordinal).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        return path => hashes[path];
    }
}
