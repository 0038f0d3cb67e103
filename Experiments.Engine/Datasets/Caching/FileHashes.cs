namespace Experiments.Engine.Datasets.Caching;

/// <summary>Hashes of many files, through the user's cache of them (<see cref="CacheFolder"/>).</summary>
internal static class FileHashes
{
    /// <summary>SHA-256 of each file, in order.</summary>
    /// <exception cref="Schema.UsageException">Files cannot be read: names each.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> paths) => new FileHashCache(CacheFolder.Path(), TimeProvider.System).Of(paths);
}
