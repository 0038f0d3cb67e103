using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Web.Runs;

/// <summary>A configuration with its hashes filled in, and what evaluations of it need to know about the data.</summary>
/// <param name="Configuration">Complete, validated, its paths absolute.</param>
/// <param name="ValidationManifest">SHA-256 of the validation images and labels.</param>
/// <param name="TrainManifest">SHA-256 of the training images and labels.</param>
/// <param name="ValidationImages">Number of validation images.</param>
/// <param name="TrainImages">Number of training images.</param>
public sealed record ResolvedConfiguration(
    RunConfiguration Configuration, string ValidationManifest, string TrainManifest, int ValidationImages, int TrainImages)
{
    /// <summary>The template for this run: training crop and image list filled in.</summary>
    /// <exception cref="UsageException">The protocol's own list of images cannot be used.</exception>
    public Protocol Resolve(Protocol template) => template.Resolve(
        Configuration.Training.Crop,
        template.ImageList.Length > 0 ? SelectedImages.ToScore(Configuration, template).ManifestOf(template.Subset)
        : template.Subset == Subset.Train ? TrainManifest : ValidationManifest);

    /// <summary>Number of images that a protocol scores.</summary>
    public int ImagesOf(Protocol protocol)
    {
        if (protocol.ImageList.Length > 0) return SelectedImages.ToScore(Configuration, protocol).Stems(protocol.Subset).Count;
        return protocol.Subset == Subset.Train ? TrainImages : ValidationImages;
    }
}

/// <summary>Resolves configurations, reading each data set and weights file once for all rows that share it.</summary>
public sealed class ConfigurationResolution
{
    private readonly Dictionary<string, ResolvedConfiguration> _byFiles = new(StringComparer.Ordinal);

    /// <summary>Resolves a configuration.</summary>
    /// <exception cref="UsageException">Every problem at once.</exception>
    public ResolvedConfiguration Add(RunConfiguration configuration)
    {
        ConfigurationValidator.Check(configuration);
        var rooted = Rooted(configuration);
        var key = ConfigurationResolver.KeyOf(rooted);
        if (!_byFiles.TryGetValue(key, out var read))
        {
            var dataset = DatasetFactory.OpenAny(rooted);
            read = new ResolvedConfiguration(
                ConfigurationResolver.Resolve(rooted),
                dataset.ManifestOf(Subset.Validation),
                dataset.ManifestOf(Subset.Train),
                dataset.Stems(Subset.Validation).Count,
                dataset.Stems(Subset.Train).Count);
            _byFiles[key] = read;
        }

        return read with { Configuration = ConfigurationResolver.WithHashes(rooted, read.Configuration) };
    }

    /// <summary>Paths made absolute: a worker may be started in another folder than the one in which they were typed.</summary>
    private static RunConfiguration Rooted(RunConfiguration configuration) => configuration with
    {
        Data = configuration.Data with { Root = Absolute(configuration.Data.Root), SbdRoot = Absolute(configuration.Data.SbdRoot) },
        Weights = configuration.Weights with { Path = Absolute(configuration.Weights.Path) },
        Regulariser = configuration.Regulariser with { FisherPath = Absolute(configuration.Regulariser.FisherPath) },
    };

    private static string Absolute(string path) => path.Length == 0 ? path : Path.GetFullPath(path);
}
