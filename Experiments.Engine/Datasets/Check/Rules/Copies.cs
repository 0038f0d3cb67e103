using System.Globalization;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Check.Rules;

/// <summary>Validation on the images that were trained on.</summary>
internal sealed class SameImages : ICheckRule
{
    private const int LeastImages = 4;
    private const double Most = 0.9;

    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        if (!IsSame(set)) return null;
        var settings = set.Settings;
        var isFolder = settings.TrainImages == settings.ValidationImages;
        return new DatasetFinding(
            "same-images", FindingWeight.Wrong,
            "Training and validation are the same images: a score would be taken on what was trained on.",
            [
                $"{CopiesAcross.Copied(set).Count} of {set.Subsets[1].Facts.Count} validation images are training images, for example {CopiesAcross.Copied(set)[0]}",
                isFolder
                    ? $"data.trainImages and data.validationImages are both \"{settings.TrainImages}\", with the lists \"{settings.TrainList}\" and \"{settings.ValidationList}\""
                    : $"data.trainImages is \"{settings.TrainImages}\", data.validationImages is \"{settings.ValidationImages}\"",
            ],
            isFolder ? "Give two folders; or one, with data.trainList and data.validationList that share no image." : "Give the validation images: one folder holds copies of the other.");
    }

    /// <summary>Whether nearly all validation images are training images.</summary>
    public static bool IsSame(CheckedSet set) =>
        set.Subsets[1].Facts.Count >= LeastImages && CopiesAcross.Copied(set).Count >= Most * set.Subsets[1].Facts.Count;
}

/// <summary>Some validation images that are training images too.</summary>
internal sealed class CopiesAcross : ICheckRule
{
    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var copied = Copied(set);
        if (copied.Count == 0 || SameImages.IsSame(set)) return null;
        var example = set.Duplicates.First(d => d.IsAcross);
        return new DatasetFinding(
            "copies-across", FindingWeight.Doubtful,
            string.Create(CultureInfo.InvariantCulture, $"{Show.Count(copied.Count, "validation image")} ({(double)copied.Count / set.Subsets[1].Facts.Count:P1}) also {(copied.Count == 1 ? "is a training image" : "are training images")}: the score is taken in part on what was trained on."),
            [
                $"the same pixels{(example.IsSameFile ? "" : " under another encoding")}: {CheckedSet.Few([.. example.Images.Select(i => $"{SettingDescriptor.NameOf(i.Subset)} {i.Stem}")])}",
                $"validation images concerned: {CheckedSet.Few(copied, 5)}",
            ],
            "Leave them out of one of the subsets.");
    }

    /// <summary>Validation images that training has too.</summary>
    public static IReadOnlyList<string> Copied(CheckedSet set) =>
        [.. set.Duplicates.Where(d => d.IsAcross).SelectMany(d => d.Images).Where(i => i.Subset == Subset.Validation).Select(i => i.Stem)];
}

/// <summary>Images that one subset has more than once.</summary>
internal sealed class CopiesWithin : ICheckRule
{
    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var evidence = new List<string>();
        var surplus = 0;
        foreach (var subset in set.Subsets.Select(s => s.Subset))
        {
            var groups = set.Duplicates.Select(d => d.Images.Where(i => i.Subset == subset).Select(i => i.Stem).ToList()).Where(g => g.Count > 1).ToList();
            if (groups.Count == 0) continue;
            surplus += groups.Sum(g => g.Count - 1);
            evidence.Add($"{SettingDescriptor.NameOf(subset)}: {Show.Count(groups.Count, "picture")} more than once, for example {CheckedSet.Few(groups[0])}");
        }

        return surplus == 0 ? null : new DatasetFinding(
            "copies-within", FindingWeight.Doubtful,
            $"{Show.Count(surplus, "image")} {(surplus == 1 ? "is a copy of another" : "are copies of others")} in the same subset: {(surplus == 1 ? "it counts" : "they count")} more than once.",
            evidence, "Leave the copies out, unless their weight is meant.");
    }
}
