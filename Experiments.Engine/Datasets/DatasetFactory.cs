using System.Security.Cryptography;
using System.Text;
using Experiments.Engine.Datasets.Caching;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>Opens the data set that a configuration names.</summary>
public static class DatasetFactory
{
    /// <summary>Opens the data set, whether its pixels or its images have classes: lists its files and reads its classes, but no image yet.</summary>
    /// <param name="configuration">Its <c>data</c> and <c>synthetic</c> sections count.</param>
    /// <exception cref="UsageException">Every problem at once: missing folders, images without labels, empty splits, ...</exception>
    public static IImageSet OpenAny(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Data.Dataset == DatasetName.ClassFolders ? new ClassFolderDataset(configuration.Data) : Open(configuration);
    }

    /// <summary>Opens a data set whose pixels have classes: lists its files and reads its classes, but no image yet.</summary>
    /// <param name="configuration">Its <c>data</c> and <c>synthetic</c> sections count.</param>
    /// <exception cref="UsageException">Every problem at once: missing folders, images without labels, empty splits, ...; or only its images have classes.</exception>
    public static IDataset Open(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Data.Dataset switch
        {
            DatasetName.Folder or DatasetName.Cityscapes or DatasetName.Ade20k or DatasetName.Voc2012 or DatasetName.Sbd or DatasetName.VocAug => DiskCachedDataset.Over(new FileDataset(configuration.Data), configuration.Execution),
            DatasetName.Synthetic => new SyntheticDataset(configuration.Synthetic),
            DatasetName.ClassFolders => throw new UsageException(
                "data.dataset is class-folders: its images have one class each, and no pixel has one; use it with task classification, or give a data set with labels (folder, cityscapes, synthetic, ...)."),
            var other => throw new UsageException($"Unknown data set \"{other}\". Available: {string.Join(", ", SettingCatalog.Get("data.dataset").Choices.Order(StringComparer.Ordinal))}."),
        };
    }

    /// <summary>Opens what the first stage of a two-stage recipe trains on: its own images and, where it says so, the second stage's too.</summary>
    /// <param name="configuration">The run's; it has a first stage.</param>
    /// <exception cref="UsageException">Every problem at once, as <see cref="Open"/>; or the classes of the stages differ.</exception>
    public static IDataset OpenFirstStage(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var stage = configuration.FirstStage;
        var own = OpenOwn(configuration with
        {
            Data = configuration.Data with
            {
                TrainImages = stage.TrainImages,
                TrainLabels = stage.TrainLabels,
                TrainSubsets = stage.TrainSubsets,
                TrainList = stage.TrainList,
                TrainLimit = 0,
            },
            Synthetic = configuration.Synthetic with { TrainCount = stage.SyntheticCount, Seed = stage.SyntheticSeed },
        });
        var second = Open(configuration);
        JoinedTraining.CheckClasses(own, second);
        return stage.IncludeTrain ? new JoinedTraining(own, second) : own;
    }

    /// <summary>The first stage's own images; its folders, subsets and list have settings of their own, by which problems name them.</summary>
    private static IDataset OpenOwn(RunConfiguration configuration)
    {
        try
        {
            return Open(configuration);
        }
        catch (UsageException e)
        {
            throw new UsageException([.. e.Problems.Select(p => p.Replace("data.train", "firstStage.train", StringComparison.Ordinal))]);
        }
    }

    /// <summary>SHA-256 of a subset's stems in order, one a line: which images were chosen, whatever is in them.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="subset">Subset.</param>
    public static string ListHashOf(IImageSet dataset, Subset subset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(dataset.Stems(subset).Select(s => s + "\n")))));
    }

    /// <summary>The hash over both subsets that a resolved configuration carries as <c>data.manifest</c>.</summary>
    /// <param name="dataset">The data set.</param>
    public static string ManifestOf(IImageSet dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return ManifestOf(dataset.ManifestOf);
    }

    /// <summary>The same, from the hashes of the subsets.</summary>
    internal static string ManifestOf(Func<Subset, string> ofSubset)
    {
        var text = $"train {ofSubset(Subset.Train)}\nvalidation {ofSubset(Subset.Validation)}\n";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
