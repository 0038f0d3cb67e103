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

        if (DatasetDefaults.IsOfficial(c.Data.Dataset))
        {
            foreach (var problem in Official(c)) yield return problem;
        }
        else
        {
            foreach (var problem in LabelMapText.Problems(c.Data)) yield return problem;
            if (c.Data.LabelMap.Count > 0 && c.Data.Dataset != DatasetName.Folder)
                yield return $"data.labelMap is given, but data.dataset {SettingDescriptor.NameOf(c.Data.Dataset)} has no label files: empty it, or use data.dataset folder.";
        }
    }

    private static IEnumerable<string> Official(RunConfiguration c)
    {
        var name = SettingDescriptor.NameOf(c.Data.Dataset);
        if (c.Data.Root.Length == 0)
            yield return $"data.root is empty: {name} needs the folder that its archives were unpacked in; set data.root, or use data.dataset synthetic.";
        if (c.Data.LabelMap.Count > 0)
            yield return $"data.labelMap is given, but {name} brings its own label values: empty it, or use data.dataset folder.";
        if (c.Data.ClassesFile.Length > 0)
            yield return $"data.classesFile is \"{c.Data.ClassesFile}\", but {name} brings its own classes: empty it, or use data.dataset folder.";
        var twice = TwoStage.Applies(c) && c.FirstStage.IncludeTrain ? c.FirstStage.TrainSubsets.Intersect(c.Data.TrainSubsets, StringComparer.Ordinal).ToList() : [];
        if (twice.Count > 0)
            yield return $"firstStage.trainSubsets and data.trainSubsets both have {string.Join(", ", twice)}, and firstStage.includeTrain is true: the first stage would see these images twice; take them out of firstStage.trainSubsets, or set firstStage.includeTrain to false.";
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
