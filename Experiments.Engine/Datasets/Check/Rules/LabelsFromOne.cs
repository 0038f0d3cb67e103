using System.Globalization;

namespace Experiments.Engine.Datasets.Check.Rules;

/// <summary>
/// Labels that count classes from 1, with 0 for what is unlabelled, as ADE20K's do: the largest value is the number of
/// classes.
/// </summary>
internal sealed class LabelsFromOne : ICheckRule
{
    private const int AdeClasses = 150;
    private const double RareShare = 0.02;
    private const int LongestMap = 30;

    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var values = set.Counting;
        if (values.Count < 2) return null;
        var (smallest, largest) = (values[0].Value, values[^1].Value);
        var isAde = largest == AdeClasses && (set.AreClassesDerived || set.Classes.Count == AdeClasses);
        if (set.AreClassesDerived)
        {
            // Nothing is out of range then: only a missing 0, or ADE20K's very number, says anything.
            if (!isAde && smallest != 1) return null;
        }
        else if (set.Strange.Count != 1 || largest != set.Classes.Count || set.Strange[0].Value != largest || !(isAde || smallest == 1 || set.ShareOf(v => v == 0) < RareShare))
        {
            return null;
        }

        var shift = largest <= LongestMap
            ? $"set data.labelMap to {string.Join(", ", Enumerable.Range(1, largest).Select(v => string.Create(CultureInfo.InvariantCulture, $"{v}={v - 1}")))} and ignore 0"
            : "subtract one from every label, with 0 becoming 255";
        return new DatasetFinding(
            isAde ? "ade-off-by-one" : "labels-from-one", set.AreClassesDerived && !isAde ? FindingWeight.Doubtful : FindingWeight.Wrong,
            isAde
                ? "The labels are ADE20K's as distributed: 1 to 150 are the classes, 0 is unlabelled; every class is off by one."
                : $"The labels count classes from 1: {largest} is the largest value, and {(smallest == 1 ? "0 never occurs" : "0 is rare, as unlabelled pixels are")}.",
            [
                $"values found: {Show.Ranges(values.Select(v => v.Value))}; {set.Classes.Count} classes {(set.AreClassesDerived ? "were counted from them" : "are in the class file")}",
                set.Describe(values[^1]),
            ],
            isAde
                ? $"Where the archive lies as it unpacks, set data.dataset to ade20k, which reduces them by one; or {shift}."
                : $"{char.ToUpperInvariant(shift[0])}{shift[1..]}.");
    }
}
