using System.Globalization;

namespace Experiments.Engine.Datasets.Check.Rules;

/// <summary>Instance images given as labels: 16-bit values of class · 1000 + number.</summary>
internal sealed class InstanceFiles : ICheckRule
{
    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var instances = set.Strange.Where(v => v.Value is >= 1000 and < 60000).ToList();
        if (instances.Count < 2 || instances.Any(v => v.Value % 1000 >= 500)) return null;
        return new DatasetFinding(
            "instance-files", FindingWeight.Wrong,
            "The labels are instance images: values of 1000 and more are class · 1000 + number of the instance.",
            [
                $"values found: {Show.Ranges(set.Counting.Select(v => v.Value))}",
                string.Create(CultureInfo.InvariantCulture, $"they stand for the classes {Show.Ranges(instances.Select(v => v.Value / 1000).Distinct())}"),
                set.Describe(instances[0]),
            ],
            "Give the folder of label files as data.trainLabels and data.validationLabels, and this one as data.validationInstances.");
    }
}
