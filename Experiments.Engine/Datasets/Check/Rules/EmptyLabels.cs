using System.Globalization;

namespace Experiments.Engine.Datasets.Check.Rules;

/// <summary>All labels of a subset hold one and the same value.</summary>
internal sealed class OneValueOnly : ICheckRule
{
    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        if (!set.HasLabels) return null;
        var flat = set.Subsets.Where(s => s is { Labels: > 1, Stored.Count: 1 }).ToList();
        if (flat.Count == 0) return null;
        return new DatasetFinding(
            "one-value-only", FindingWeight.Wrong,
            $"Every label of the {string.Join(" and the ", flat.Select(s => s.Name))} subset is one flat area of one value.",
            [.. flat.Select(s => $"{s.Name}: {Show.Count(s.Labels, "label")}, only value {s.Stored.First().Value}, for example {Path.GetFileName(s.Stored.First().Example)}")],
            "The labels were lost when they were written: export them anew, and look at one of them before the next check.");
    }
}

/// <summary>Images without a single pixel that counts.</summary>
internal sealed class NothingCounts : ICheckRule
{
    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var empty = set.Subsets.SelectMany(s => s.AllIgnored).ToList();
        if (!set.HasLabels || empty.Count == 0) return null;
        var all = set.Subsets.Where(s => s.Labels > 0 && s.AllIgnored.Count == s.Labels).ToList();
        return new DatasetFinding(
            "nothing-counts", all.Count > 0 ? FindingWeight.Wrong : FindingWeight.Doubtful,
            all.Count > 0
                ? $"No pixel of the {string.Join(" and the ", all.Select(s => s.Name))} subset counts: every value is ignored."
                : $"{Show.Count(empty.Count, "image")} without a pixel that counts: all of it is ignored.",
            [$"for example {CheckedSet.Few(empty)}; data.ignoreLabels is {string.Join(", ", set.Settings.IgnoreLabels.Select(v => v.ToString(CultureInfo.InvariantCulture)))}"],
            all.Count > 0 ? "Take the classes' values out of data.ignoreLabels." : "Leave them out: they cost time and teach nothing.");
    }
}

/// <summary>Images of one class alone.</summary>
internal sealed class OneClassImages : ICheckRule
{
    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var flat = set.Subsets.SelectMany(s => s.OneClass).ToList();
        if (!set.HasLabels || flat.Count == 0 || set.Classes.Count < 2) return null;
        return new DatasetFinding(
            "one-class-images", FindingWeight.Remark,
            $"{Show.Count(flat.Count, "image")} of one class alone.",
            [$"for example {CheckedSet.Few(flat)}"],
            "Nothing to do where that is what they show; look at one where it is not.");
    }
}
