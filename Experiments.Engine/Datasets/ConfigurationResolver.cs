using System.Text.Json;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>Turns the paths of a configuration into hashes, so that its fingerprint speaks of content and not of places.</summary>
public static class ConfigurationResolver
{
    /// <summary>
    /// A copy with the hashes filled in: <c>data.manifest</c> (both subsets), the hashes of the chosen stems (told by the manifest too,
    /// so not checked), <c>selection.manifest</c>, <c>firstStage.manifest</c>, <c>weights.sha256</c> and
    /// <c>regulariser.fisherSha256</c>. A hash that is given already is checked against the files.
    /// </summary>
    /// <param name="configuration">The configuration; its files are read.</param>
    /// <exception cref="UsageException">Every problem at once: a missing file or folder, or a hash that differs.</exception>
    public static RunConfiguration Resolve(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var problems = new List<string>();
        var (data, selection) = (configuration.Data, configuration.Selection);
        Collect(problems, () =>
        {
            var dataset = DatasetFactory.OpenAny(configuration);
            data = WithHashes(data, dataset);
            selection = WithHash(selection, SelectedImages.ToChooseOn(configuration, dataset), dataset);
            return data.Manifest;
        });
        var firstStage = Collect(problems, () => FirstStageManifest(configuration));
        var weights = Collect(problems, () => HashOf("weights.path", configuration.Weights.Path, "weights.sha256", configuration.Weights.Sha256, "give a safetensors, PyTorch or TensorFlow file, or leave it empty to start from random weights"));
        var fisher = Collect(problems, () => FisherHash(configuration.Regulariser));
        // What both stages' images share is wrong with both.
        if (problems.Count > 0) throw new UsageException([.. problems.Distinct(StringComparer.Ordinal)]);
        return configuration with
        {
            Data = data,
            Selection = selection,
            FirstStage = configuration.FirstStage with { Manifest = firstStage },
            Weights = configuration.Weights with { Sha256 = weights },
            Regulariser = configuration.Regulariser with { FisherSha256 = fisher },
        };
    }

    /// <summary>
    /// What the hashes depend on, as text: configurations of one key have the same hashes, whatever else they differ in, so that a
    /// data set that many rows share is hashed once. Files that change meanwhile do not change it.
    /// </summary>
    /// <param name="configuration">The configuration; no file is looked at.</param>
    public static string KeyOf(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return JsonSerializer.Serialize(
            new { configuration.Data, configuration.Synthetic, configuration.Selection, configuration.Weights, configuration.FirstStage, configuration.Regulariser.Kind, configuration.Regulariser.FisherPath, configuration.Regulariser.FisherSha256 },
            SchemaJson.Compact);
    }

    /// <summary>A configuration with the hashes of a resolved one of the same <see cref="KeyOf"/>; all else stays its own.</summary>
    /// <param name="own">The configuration.</param>
    /// <param name="resolved">What <see cref="Resolve"/> gave for a configuration of the same key.</param>
    public static RunConfiguration WithHashes(RunConfiguration own, RunConfiguration resolved)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(resolved);
        return own with
        {
            Data = resolved.Data,
            Selection = resolved.Selection,
            Weights = resolved.Weights,
            FirstStage = resolved.FirstStage,
            Regulariser = own.Regulariser with { FisherSha256 = resolved.Regulariser.FisherSha256 },
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

    private static DataSettings WithHashes(DataSettings data, IImageSet dataset) => data with
    {
        Manifest = Checked("data.manifest", data.Manifest, DatasetFactory.ManifestOf(dataset)),
        TrainListSha256 = DatasetFactory.ListHashOf(dataset, Subset.Train),
        ValidationListSha256 = DatasetFactory.ListHashOf(dataset, Subset.Validation),
    };

    private static SelectionSettings WithHash(SelectionSettings selection, IImageSet chosen, IImageSet own) => ReferenceEquals(chosen, own)
        ? selection
        : selection with { Manifest = Checked("selection.manifest", selection.Manifest, chosen.ManifestOf(Subset.Validation)) };

    private static string FirstStageManifest(RunConfiguration configuration) => TwoStage.Applies(configuration)
        ? Checked("firstStage.manifest", configuration.FirstStage.Manifest, DatasetFactory.ManifestOf(DatasetFactory.OpenFirstStage(configuration)))
        : configuration.FirstStage.Manifest;

    private static string Checked(string setting, string given, string manifest) =>
        given.Length == 0 || given.Equals(manifest, StringComparison.OrdinalIgnoreCase)
            ? manifest
            : throw new UsageException($"{setting} is {given}, but the images and labels found give {manifest}: they are not the ones that the configuration was made for; restore them, or empty {setting} to take them as they are.");

    private static string FisherHash(RegulariserSettings regulariser) => regulariser.Kind == RegulariserName.L2SpFisher
        ? HashOf("regulariser.fisherPath", regulariser.FisherPath, "regulariser.fisherSha256", regulariser.FisherSha256, "give the file that a Fisher job left, or use l2-sp")
        : regulariser.FisherSha256;

    /// <summary>SHA-256 of the file that <c>weights.path</c> or <c>regulariser.fisherPath</c> names.</summary>
    private static string HashOf(string pathKey, string path, string hashKey, string given, string remedy)
    {
        if (path.Length == 0)
            return given.Length == 0 ? "" : throw new UsageException($"{hashKey} is {given} but {pathKey} is empty: name the file that has this hash, or empty {hashKey}.");
        // A TensorFlow bundle is known by its index, which holds the checksums of all its data.
        path = TensorFlowBundle.IndexOf(path) ?? path;
        if (!File.Exists(path))
            throw new UsageException($"{pathKey} is \"{path}\", which does not exist ({Path.GetFullPath(path)}): {remedy}.");
        string hash;
        try
        {
            hash = FileHash.Sha256(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{pathKey} is \"{path}\", which cannot be read ({e.Message}): check the file and its permissions.");
        }

        if (given.Length > 0 && !given.Equals(hash, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"{hashKey} is {given}, but \"{path}\" has {hash}: it is not the file that the configuration was made for; restore it, or empty {hashKey} to take it as it is.");
        return hash;
    }
}
