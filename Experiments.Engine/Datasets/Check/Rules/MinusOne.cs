using System.Globalization;

namespace Experiments.Engine.Datasets.Check.Rules;

/// <summary>The void label −1 stored without a sign, 255 or 65535, which nothing ignores.</summary>
internal sealed class MinusOne : ICheckRule
{
    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        if (set.Strange is not [{ Value: 255 or 65535 } value]) return null;
        var ignored = string.Join(", ", set.Settings.IgnoreLabels.Append(value.Value).Distinct().Order().Select(v => v.ToString(CultureInfo.InvariantCulture)));
        return new DatasetFinding(
            "minus-one", FindingWeight.Wrong,
            $"Value {value.Value} is the void label: −1 stored in {(value.Value == 255 ? "8" : "16")} bits; it is not ignored.",
            [set.Describe(value), $"every other value is a class; data.ignoreLabels is {(set.Settings.IgnoreLabels.Count == 0 ? "empty" : string.Join(", ", set.Settings.IgnoreLabels))}"],
            $"Set data.ignoreLabels to {ignored}.");
    }
}
