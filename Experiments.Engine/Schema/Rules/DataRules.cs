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
    }
}
