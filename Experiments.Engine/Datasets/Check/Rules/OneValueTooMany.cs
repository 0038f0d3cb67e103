using System.Globalization;

namespace Experiments.Engine.Datasets.Check.Rules;

/// <summary>One value above the classes: a void label that nobody said is ignored, or a class without a line in the class file.</summary>
internal sealed class OneValueTooMany : ICheckRule
{
    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        if (set.Strange is not [var value] || value.Value != set.Classes.Count) return null;
        var ignored = string.Join(", ", set.Settings.IgnoreLabels.Append(value.Value).Order().Select(v => v.ToString(CultureInfo.InvariantCulture)));
        return new DatasetFinding(
            "one-value-too-many", FindingWeight.Wrong,
            $"The labels have {set.Classes.Count + 1} values and the class file {set.Classes.Count} classes: value {value.Value} is one more than the last.",
            [set.Describe(value), $"classes are 0 to {set.Classes.Count - 1}, the last is {set.Classes[^1].Name}"],
            $"If it marks what is unlabelled, set data.ignoreLabels to {ignored}; if it is a class, add its line to {(set.Settings.ClassesFile.Length > 0 ? set.Settings.ClassesFile : "the class file")}.");
    }
}
