namespace Experiments.Engine.Schema.Rules;

/// <summary>What must hold between the settings of data and augmentation.</summary>
internal static class DataRules
{
    public static IEnumerable<string> Problems(RunConfiguration c)
    {
        if (c.Augmentation.ScaleMin > c.Augmentation.ScaleMax)
            yield return $"augmentation.scaleMin is {SettingDescriptor.Format(c.Augmentation.ScaleMin)}: it must not exceed augmentation.scaleMax, which is {SettingDescriptor.Format(c.Augmentation.ScaleMax)}; exchange them.";
        if (c.Augmentation.BlurProbability > 0 && c.Augmentation.Order == AugmentationOrder.Reference)
            yield return $"augmentation.blurProbability is {SettingDescriptor.Format(c.Augmentation.BlurProbability)}: the reference's order has no blur; set it to 0, or augmentation.order to semseg.";
        if (c.Data.Dataset == DatasetName.Folder && c.Data.Root.Length == 0)
            yield return "data.root is empty: a folder set needs its root folder; set data.root, or use data.dataset synthetic.";
        if (c.Data.Dataset == DatasetName.ClassFolders)
        {
            foreach (var problem in ClassFolders(c)) yield return problem;
        }
    }

    private static IEnumerable<string> ClassFolders(RunConfiguration c)
    {
        if (c.Data.Root.Length == 0)
            yield return "data.root is empty: a set of class folders needs its root folder; set data.root, or use data.dataset synthetic.";
        if (c.Task == LearningTask.Segmentation)
            yield return "data.dataset is class-folders, but task is segmentation: class folders say what an image is, not what its pixels are; set task to classification, or use data.dataset folder.";
        if (c.Data.ShortSide > 0 && c.Data.ShortSide < c.Training.Crop)
            yield return $"data.shortSide is {c.Data.ShortSide}: it must be at least training.crop, which is {c.Training.Crop}, or every crop would be padded; raise it, or lower training.crop.";
    }
}
