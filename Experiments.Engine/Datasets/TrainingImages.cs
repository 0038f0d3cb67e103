using Experiments.Engine.Datasets.Official;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>How many images a configuration trains on, as far as it says so itself: no folder is looked at.</summary>
public static class TrainingImages
{
    /// <summary>
    /// Images of one pass over the training subset; null where only the folder would tell (folders without <c>data.trainLimit</c>, split lists,
    /// images left out, incomplete copies).
    /// </summary>
    public static int? CountOf(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var data = configuration.Data;
        if (data.Dataset == DatasetName.Synthetic) return configuration.Synthetic.TrainCount;
        if (data.TrainLimit > 0) return data.TrainLimit;
        if (data.TrainList.Length > 0 || data.LeaveOut.Length > 0 || data.AllowIncomplete || OfficialSet.Find(data.Dataset) is not { } set) return null;
        var subsets = data.TrainSubsets.Select(name => set.Subsets.FirstOrDefault(s => s.Name == name)?.Images ?? 0).ToList();
        return subsets.Count > 0 && subsets.TrueForAll(n => n > 0) ? subsets.Sum() : null;
    }

    /// <summary>Iterations of one pass over the training subset; null where the number of images is not known.</summary>
    public static double? IterationsPerEpoch(RunConfiguration configuration) =>
        CountOf(configuration) is { } images ? images / ((double)configuration.Training.BatchSize * configuration.Training.Accumulation) : null;
}
