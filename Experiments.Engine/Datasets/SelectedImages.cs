using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>
/// A run's data set with other validation images: those that its best weights are chosen on (<c>selection.list</c>), or those
/// that a protocol's own list names.
/// </summary>
public static class SelectedImages
{
    private const int Named = 5;

    /// <summary>What the run's best weights are chosen on, as the validation images of the result.</summary>
    /// <param name="configuration">The run's.</param>
    /// <param name="own">Its data set.</param>
    /// <returns><paramref name="own"/> itself where <c>selection.list</c> is empty.</returns>
    /// <exception cref="UsageException">The list cannot be read or names nothing, or an image of it is trained on or is a validation image.</exception>
    public static IImageSet ToChooseOn(RunConfiguration configuration, IImageSet own)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(own);
        var selection = configuration.Selection;
        if (!selection.KeepBest || selection.List.Length == 0) return own;
        var chosen = Open(configuration, selection.Subset, selection.List, "selection.list");
        if (!chosen.Classes.Select(c => c.Name).SequenceEqual(own.Classes.Select(c => c.Name), StringComparer.Ordinal))
            throw new UsageException($"selection.list \"{selection.List}\" names images with {chosen.Classes.Count} classes, the run's own have {own.Classes.Count}: the best is chosen among the same classes; name them all in data.classesFile.");
        foreach (var subset in Enum.GetValues<Subset>().Where(s => SharesFolders(configuration.Data, selection.Subset, s)))
        {
            var shared = chosen.Stems(Subset.Validation).Intersect(own.Stems(subset), StringComparer.Ordinal).ToList();
            if (shared.Count == 0) continue;
            var (name, use) = subset == Subset.Train ? ("trainList", "trained on") : ("validationList", "scored at the end");
            throw new UsageException($"selection.list \"{selection.List}\" names {shared.Count} {(shared.Count == 1 ? "image that is" : "images that are")} {use} too ({string.Join(", ", shared.Take(Named))}{(shared.Count > Named ? ", ..." : "")}): images to choose on serve for nothing else; take them out of data.{name}, or of selection.list.");
        }

        return chosen;
    }

    /// <summary>What a protocol scores: the run's own images, or those of the protocol's own list as the protocol's subset.</summary>
    /// <param name="configuration">The run's.</param>
    /// <param name="protocol">Its subset and list count.</param>
    /// <exception cref="UsageException">The list cannot be read or names nothing, or the data set has no files to list.</exception>
    public static IImageSet ToScore(RunConfiguration configuration, Protocol protocol)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(protocol);
        if (protocol.ImageList.Length == 0) return DatasetFactory.OpenAny(configuration);
        if (configuration.Data.Dataset == DatasetName.Synthetic)
            throw new UsageException($"Protocol {protocol.Name} has imageList \"{protocol.ImageList}\", but the synthetic set has no files to choose from: empty it, and choose a subset.");
        var data = configuration.Data;
        data = protocol.Subset == Subset.Train ? data with { TrainList = protocol.ImageList, TrainLimit = 0 } : data with { ValidationList = protocol.ImageList, ValidationLimit = 0 };
        return Opened(configuration with { Data = data }, protocol.Subset == Subset.Train ? "data.trainList" : "data.validationList", $"imageList of protocol {protocol.Name}");
    }

    private static IImageSet Open(RunConfiguration configuration, Subset subset, string list, string setting)
    {
        var data = configuration.Data with { ValidationList = list, ValidationLimit = 0, ValidationInstances = "" };
        if (subset == Subset.Train) data = data with { ValidationImages = data.TrainImages, ValidationLabels = data.TrainLabels, ValidationSubsets = data.TrainSubsets };
        return Opened(configuration with { Data = data }, "data.validationList", setting);
    }

    /// <summary>Opens the set; problems name the setting that the list is in.</summary>
    private static IImageSet Opened(RunConfiguration configuration, string key, string setting)
    {
        try
        {
            return DatasetFactory.OpenAny(configuration);
        }
        catch (UsageException e)
        {
            throw new UsageException([.. e.Problems.Select(p => p.Replace(key, setting, StringComparison.Ordinal))]);
        }
    }

    /// <summary>Whether equal stems of two subsets are the same file.</summary>
    private static bool SharesFolders(DataSettings data, Subset a, Subset b) =>
        a == b || (DatasetDefaults.IsOfficial(data.Dataset) ? data.TrainSubsets.Intersect(data.ValidationSubsets, StringComparer.Ordinal).Any() : data.TrainImages == data.ValidationImages);
}
