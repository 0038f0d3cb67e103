namespace Experiments.Engine.Schema;

/// <summary>Names of the metrics that an evaluation keeps beside mIoU, mAcc and aAcc; pages and tables show them as they are.</summary>
public static class MetricNames
{
    /// <summary>Frequency-weighted IoU: Σ (row/ΣC)·IoU_c.</summary>
    public const string FrequencyWeightedIoU = "fwIoU";

    /// <summary>The ADE20K challenge's score: (aAcc + mIoU)/2, mIoU under the protocol's absent-class rule.</summary>
    public const string AdeScore = "ADE score";

    /// <summary>Mean IoU over categories of classes; absent categories are skipped (Cityscapes).</summary>
    public const string CategoryMeanIoU = "category mIoU";

    /// <summary>Mean instance-weighted IoU over the classes with instances (Cityscapes).</summary>
    public const string InstanceIoU = "iIoU";

    /// <summary>Mean instance-weighted IoU over the categories all of whose classes have instances (Cityscapes).</summary>
    public const string CategoryInstanceIoU = "category iIoU";

    /// <summary>Classification: share of images whose class has the highest score.</summary>
    public const string TopOne = "top-1";

    /// <summary>Classification: share of images whose class is among the five with the highest scores; 1 where there are at most five classes.</summary>
    public const string TopFive = "top-5";

    /// <summary>mIoU under an absent-class rule, whatever the protocol's own: <c>mIoU (skip)</c>.</summary>
    public static string MeanIoU(AbsentClassRule rule) => $"mIoU ({SettingDescriptor.NameOf(rule)})";

    /// <summary>IoU of a category: <c>IoU category vehicle</c>.</summary>
    public static string CategoryIoU(string category) => $"IoU category {category}";

    /// <summary>Instance-weighted IoU of a class: <c>iIoU car</c>.</summary>
    public static string ClassInstanceIoU(string name) => $"iIoU {name}";
}
