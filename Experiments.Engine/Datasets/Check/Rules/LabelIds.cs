using System.Globalization;

namespace Experiments.Engine.Datasets.Check.Rules;

/// <summary>
/// Cityscapes' label ids (0 to 33) given where its train ids (0 to 18) are wanted: the nineteen ids that are trained on
/// carry most pixels, and ids above 18 occur.
/// </summary>
internal sealed class LabelIds : ICheckRule
{
    private const double LeastShare = 0.7;

    /// <summary>The label ids of the nineteen classes, in the order of their train ids (cityscapesScripts, labels.py).</summary>
    private static readonly int[] Trained = [7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33];

    private const int Largest = 33;

    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var values = set.Counting;
        if (values.Count < 5 || values[^1].Value is <= 18 or > Largest) return null;
        // Somebody who names all 30 or 34 classes in a class file means them.
        if (!set.AreClassesDerived && set.Strange.Count == 0) return null;
        // Road, building, vegetation, sky: a street has at least two of them among its commonest values.
        var commonest = values.OrderByDescending(v => v.Pixels).Take(5).Select(v => v.Value);
        var share = set.ShareOf(v => Trained.Contains(v));
        if (share < LeastShare || commonest.Count(v => v is 7 or 11 or 21 or 23) < 2) return null;
        var map = string.Join(", ", Trained.Select((id, train) => string.Create(CultureInfo.InvariantCulture, $"{id}={train}")));
        var rest = Show.Ranges(Enumerable.Range(0, Largest + 1).Except(Trained).Append(255));
        return new DatasetFinding(
            "label-ids", FindingWeight.Wrong,
            "The labels hold Cityscapes' label ids (0 to 33), not its train ids (0 to 18).",
            [
                $"values found: {Show.Ranges(values.Select(v => v.Value))}; {set.Classes.Count} classes {(set.AreClassesDerived ? "were counted from them" : "are in the class file")}",
                string.Create(CultureInfo.InvariantCulture, $"{share:P1} of the pixels have one of the nineteen label ids that are trained on; value 7 would be road, 21 vegetation, 23 sky"),
                set.Describe(values.MaxBy(v => v.Pixels)!),
            ],
            $"Set data.labelMap to {map} and data.ignoreLabels to the rest ({rest}); or, where the archives lie as they unpack, set data.dataset to cityscapes.");
    }
}
