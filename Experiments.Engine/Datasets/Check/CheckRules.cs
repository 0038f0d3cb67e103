using Experiments.Engine.Datasets.Check.Rules;

namespace Experiments.Engine.Datasets.Check;

/// <summary>A pattern in the facts of a data set that points to one mistake, or to one thing worth knowing.</summary>
internal interface ICheckRule
{
    /// <summary>The finding; null where the pattern is not there.</summary>
    DatasetFinding? Find(CheckedSet set);
}

/// <summary>All rules.</summary>
internal static class CheckRules
{
    /// <summary>Explanations of the label values. They exclude each other: the first that fits is told.</summary>
    private static readonly ICheckRule[] OfValues =
    [
        new ExchangedFolders(),
        new InstanceFiles(),
        new SmearedLabels(),
        new LabelIds(),
        new BinaryMasks(),
        new StretchedValues(),
        new GreyPalette(),
        new MinusOne(),
        new LabelsFromOne(),
        new OneValueTooMany(),
    ];

    private static readonly ICheckRule[] Others =
    [
        new ColourMasks(),
        new JpegLabels(),
        new ResizedLabels(),
        new TurnedImages(),
        new OneValueOnly(),
        new NothingCounts(),
        new SameImages(),
        new CopiesAcross(),
        new CopiesWithin(),
        new VoidClass(),
        new OneClassImages(),
    ];

    /// <summary>What is told of the classes only where the values are as they should be: else the mistake explains it.</summary>
    private static readonly ICheckRule[] OfClasses =
    [
        new UnseenClasses(),
        new ClassesOfOneSubset(),
    ];

    /// <summary>What the rules find; what weighs most comes first.</summary>
    public static IReadOnlyList<DatasetFinding> Find(CheckedSet set)
    {
        var ofValues = set.StoresClasses ? OfValues.Select(r => r.Find(set)).FirstOrDefault(f => f is not null) : null;
        var others = ofValues is { Weight: FindingWeight.Wrong } ? Others : [.. Others, .. OfClasses];
        return [.. others.Select(r => r.Find(set)).Prepend(ofValues).OfType<DatasetFinding>().OrderBy(f => f.Weight)];
    }
}
