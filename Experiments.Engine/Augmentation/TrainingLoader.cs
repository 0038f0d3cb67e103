using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Augmentation;

/// <summary>Chooses how training batches are made.</summary>
public static class TrainingLoader
{
    /// <summary>
    /// Crops with a label a pixel for segmentation; whole images for a classifier on class folders; patches around a
    /// pixel for a classifier on a segmentation set.
    /// </summary>
    /// <param name="dataset">Data set.</param>
    /// <param name="configuration">Task, batch size, crop, augmentation, seed.</param>
    /// <param name="startIteration">First iteration to give.</param>
    /// <exception cref="UsageException">The data set has no labels of the kind that the task learns.</exception>
    public static PrefetchingLoader Create(IImageSet dataset, RunConfiguration configuration, int startIteration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var cacheBytes = (long)configuration.Execution.CacheMegabytes << 20;
        return (dataset, configuration.Task) switch
        {
            (IClassificationDataset images, not LearningTask.Segmentation) => new ClassFolderLoader(images, configuration, startIteration, cacheBytes: cacheBytes),
            (IDataset pixels, LearningTask.Segmentation) => new BatchLoader(pixels, configuration, startIteration, cacheBytes: cacheBytes),
            (IDataset pixels, _) => new PatchLoader(pixels, configuration, startIteration, cacheBytes: cacheBytes),
            _ => throw new UsageException($"Data set {dataset?.Name} has no labels that task {SettingDescriptor.NameOf(configuration.Task)} could learn: use task classification, or a data set with a label for each pixel."),
        };
    }
}
