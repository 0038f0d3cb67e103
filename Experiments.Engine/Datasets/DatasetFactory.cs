using System.Security.Cryptography;
using System.Text;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>Opens the data set that a configuration names.</summary>
public static class DatasetFactory
{
    /// <summary>Opens the data set: lists its files and reads its classes, but no image yet.</summary>
    /// <param name="configuration">Its <c>data</c> and <c>synthetic</c> sections count.</param>
    /// <exception cref="UsageException">Every problem at once: missing folders, images without labels, empty splits, ...</exception>
    public static IDataset Open(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Data.Dataset switch
        {
            DatasetName.Folder => new FolderDataset(configuration.Data),
            DatasetName.Synthetic => new SyntheticDataset(configuration.Synthetic),
            var other => throw new UsageException($"Unknown data set \"{other}\". Available: {string.Join(", ", SettingCatalog.Get("data.dataset").Choices.Order(StringComparer.Ordinal))}."),
        };
    }

    /// <summary>The hash over both subsets that a resolved configuration carries as <c>data.manifest</c>.</summary>
    /// <param name="dataset">The data set.</param>
    public static string ManifestOf(IDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var text = $"train {dataset.ManifestOf(Subset.Train)}\nvalidation {dataset.ManifestOf(Subset.Validation)}\n";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
