using System.Collections.Concurrent;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Weights.Conventions;

/// <summary>
/// Lays the convention of the weights file that a configuration names under what the configuration states, and above
/// defaults and profile: who says "start from these weights" and nothing else feeds them as they were trained.
/// </summary>
public static class WeightsConvention
{
    // A form asks at every key stroke; a file that was written anew has another length or time.
    private static readonly ConcurrentDictionary<(string Path, long Length, DateTime Written), (InputConvention? Said, string Problem)> Known = new();

    /// <summary>A copy with every setting that the file says and the configuration does not state.</summary>
    /// <param name="configuration">Defaults, profile and stated values in one; left as it is.</param>
    /// <param name="stated">Keys of the settings that somebody gave a value; compared without regard to case.</param>
    /// <returns>The configuration itself where it names no weights, or a file that is not there (resolving it says so).</returns>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static RunConfiguration Lay(RunConfiguration configuration, IReadOnlyCollection<string> stated)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var keys = stated.ToHashSet(StringComparer.OrdinalIgnoreCase);
        // A complete configuration needs no word from the file.
        if (InputConvention.Keys.All(keys.Contains)) return configuration;
        foreach (var (key, text) in SaidBy(configuration.Weights.Path, configuration.Network.Backbone))
        {
            var setting = SettingCatalog.Get(key);
            if (!keys.Contains(key) && setting.GetText(configuration) != text) configuration = setting.With(configuration, text);
        }

        return configuration;
    }

    /// <summary>What a weights file says of a network with that backbone: setting to value.</summary>
    /// <param name="path">The file; empty, or no file, says nothing.</param>
    /// <param name="backbone">The network's backbone.</param>
    /// <exception cref="UsageException">The file cannot be read, or states something that cannot be understood.</exception>
    public static IReadOnlyDictionary<string, string> SaidBy(string path, Backbone backbone) => path.Length > 0 && File.Exists(FileOf(path))
        ? Of(path).For(backbone).Settings.ToDictionary(StringComparer.Ordinal)
        : new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A TensorFlow bundle is named by its prefix, which is no file.</summary>
    private static string FileOf(string path) => TensorFlowBundle.IndexOf(path) ?? path;

    private static InputConvention Of(string path)
    {
        var full = Path.GetFullPath(FileOf(path));
        var info = new FileInfo(full);
        // Failures are remembered too: a form asks again and again, and a damaged file may be long.
        var (said, problem) = Known.GetOrAdd((full, info.Length, info.LastWriteTimeUtc), key => Read(key.Path));
        return said ?? throw new UsageException($"weights.path is \"{path}\": {problem}");
    }

    private static (InputConvention? Said, string Problem) Read(string path)
    {
        try
        {
            return (InputConvention.Of(WeightsHeader.Read(path)), "");
        }
        catch (DataException e)
        {
            return (null, e.Message);
        }
    }
}
