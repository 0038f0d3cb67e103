namespace Experiments.Engine.Datasets.Check.Rules;

/// <summary>A class whose name says that it is none, and which is trained and scored like any other.</summary>
internal sealed class VoidClass : ICheckRule
{
    private static readonly string[] Names = ["void", "unlabeled", "unlabelled", "ignore", "ignored", "unknown", "undefined", "no label", "not labeled", "nolabel", "don't care"];

    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var found = set.Classes.Index()
            .Where(c => Names.Contains(c.Item.Name.Trim().Replace('_', ' ').Replace('-', ' '), StringComparer.OrdinalIgnoreCase) && set.Subsets.Any(s => s.ClassPixels[c.Index] > 0)).ToList();
        if (!set.HasLabels || found.Count == 0) return null;
        var ignored = string.Join(", ", set.Settings.IgnoreLabels.Concat(found.Select(c => c.Index)).Distinct().Order());
        return new DatasetFinding(
            "void-class", FindingWeight.Doubtful,
            $"Class {string.Join(", ", found.Select(c => $"{c.Index} ({c.Item.Name})"))} is void by its name, and is trained and scored like any other.",
            [.. found.Select(c => $"{c.Item.Name}: {set.Subsets.Sum(s => s.ClassPixels[c.Index])} pixels")],
            set.StoresClasses ? $"Set data.ignoreLabels to {ignored}, if these pixels are to count for nothing." : "Ignore its label, if these pixels are to count for nothing.");
    }
}

/// <summary>Classes that training never shows.</summary>
internal sealed class UnseenClasses : ICheckRule
{
    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var (train, validation) = (set.Subsets[0], set.Subsets[1]);
        if (train.ClassPixels.Sum() == 0) return null;
        var unseen = set.Classes.Index().Where(c => train.ClassPixels[c.Index] == 0).ToList();
        if (unseen.Count == 0) return null;
        var scored = unseen.Where(c => validation.ClassPixels[c.Index] > 0).Select(c => $"{c.Index} {c.Item.Name}").ToList();
        return new DatasetFinding(
            "unseen-classes", FindingWeight.Doubtful,
            $"{Show.Count(unseen.Count, "class").Replace("classs", "classes", StringComparison.Ordinal)} never {(unseen.Count == 1 ? "occurs" : "occur")} in training.",
            [
                $"without a training pixel: {CheckedSet.Few([.. unseen.Select(c => $"{c.Index} {c.Item.Name}")], 10)}",
                scored.Count > 0 ? $"scored in validation all the same, with IoU 0: {CheckedSet.Few(scored, 10)}" : "validation has none of them either",
            ],
            "Check the class file against the labels; or choose a split whose training images show every class.");
    }
}

/// <summary>Classes that training shows and validation does not.</summary>
internal sealed class ClassesOfOneSubset : ICheckRule
{
    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var (train, validation) = (set.Subsets[0], set.Subsets[1]);
        if (validation.ClassPixels.Sum() == 0) return null;
        var unscored = set.Classes.Index().Where(c => train.ClassPixels[c.Index] > 0 && validation.ClassPixels[c.Index] == 0).Select(c => $"{c.Index} {c.Item.Name}").ToList();
        return unscored.Count == 0 ? null : new DatasetFinding(
            "unscored-classes", FindingWeight.Remark,
            $"{unscored.Count} of {set.Classes.Count} classes {(unscored.Count == 1 ? "occurs" : "occur")} in training and not in validation.",
            [CheckedSet.Few(unscored, 10)],
            "Their IoU depends on the protocol's rule for absent classes; compare scores only under one rule.");
    }
}
