using System.Text.Json.Serialization;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>How far a walk over a data set is.</summary>
/// <param name="Done">Images done.</param>
/// <param name="Total">Images in all.</param>
public sealed record DatasetProgress(int Done, int Total);

/// <summary>How much a finding weighs.</summary>
public enum FindingWeight
{
    /// <summary>The set is not what its owner thinks: nothing trained on it would mean anything.</summary>
    [JsonStringEnumMemberName("wrong")] Wrong,

    /// <summary>It can be trained on, and something about it will colour the numbers.</summary>
    [JsonStringEnumMemberName("doubtful")] Doubtful,

    /// <summary>Good to know.</summary>
    [JsonStringEnumMemberName("remark")] Remark,
}

/// <summary>What the files as a whole point to: a probable mistake by name, or a property worth knowing.</summary>
/// <param name="Rule">Name of the rule that found it, such as <c>label-ids</c>.</param>
/// <param name="Weight">How much it weighs.</param>
/// <param name="Title">What it is, one sentence.</param>
/// <param name="Evidence">Values, counts and files that speak for it.</param>
/// <param name="Remedy">What to do: the setting to change, or how to convert the files.</param>
public sealed record DatasetFinding(string Rule, FindingWeight Weight, string Title, IReadOnlyList<string> Evidence, string Remedy);

/// <summary>What is wrong with one file.</summary>
public enum FileFault
{
    /// <summary>Image, label or instances are missing.</summary>
    [JsonStringEnumMemberName("unpaired")] Unpaired,

    /// <summary>The image cannot be decoded.</summary>
    [JsonStringEnumMemberName("image")] Image,

    /// <summary>The label file cannot be decoded, or holds colours.</summary>
    [JsonStringEnumMemberName("label")] Label,

    /// <summary>Image and label differ in size.</summary>
    [JsonStringEnumMemberName("size")] Size,

    /// <summary>The label has values that are neither classes nor ignored.</summary>
    [JsonStringEnumMemberName("value")] Value,
}

/// <summary>An image that cannot be trained on or scored as it is.</summary>
/// <param name="Subset">Its subset; null where a missing partner keeps it out of both.</param>
/// <param name="Stem">Stem.</param>
/// <param name="Fault">Kind.</param>
/// <param name="Reason">One sentence.</param>
public sealed record FaultyImage(Subset? Subset, string Stem, FileFault Fault, string Reason);

/// <summary>A value as the label files store it, before any meaning is given to it.</summary>
/// <param name="Value">Grey value or palette index.</param>
/// <param name="Pixels">Pixels that have it.</param>
/// <param name="Images">Label files that have it.</param>
/// <param name="Example">The first of these files.</param>
public sealed record StoredValue(int Value, long Pixels, int Images, string Example);

/// <summary>An image by name.</summary>
/// <param name="Subset">Subset.</param>
/// <param name="Stem">Stem.</param>
public sealed record ImageName(Subset Subset, string Stem);

/// <summary>Images with the same pixels.</summary>
/// <param name="Images">Two or more.</param>
/// <param name="IsSameFile">Whether the files are equal byte by byte too; else the same picture was encoded differently.</param>
/// <param name="IsAcross">Whether both subsets have it: then the score is taken on what was trained on.</param>
public sealed record DuplicateImages(IReadOnlyList<ImageName> Images, bool IsSameFile, bool IsAcross);

/// <summary>An image chosen to be looked at.</summary>
/// <param name="Stem">Stem.</param>
/// <param name="Width">Width of the image in pixels.</param>
/// <param name="Height">Height.</param>
/// <param name="Classes">Classes that occur in it, in index order.</param>
/// <param name="Image">File of the picture, relative to the folder of pictures; empty where none was written.</param>
/// <param name="Labels">File of its labels in the classes' colours, of the same size; empty where there is none.</param>
public sealed record SampleImage(string Stem, int Width, int Height, IReadOnlyList<int> Classes, string Image = "", string Labels = "");

/// <summary>What a check found in one subset.</summary>
/// <param name="Subset">Subset.</param>
/// <param name="Images">Number of pairs of image and label.</param>
/// <param name="Readable">Number of them that could be read.</param>
/// <param name="Sizes">How many images have which size ("480×360").</param>
/// <param name="ClassPixels">Pixels of each class in the readable pairs, in index order.</param>
/// <param name="ClassImages">Images that have each class, in index order.</param>
/// <param name="IgnoredPixels">Pixels with an ignored value.</param>
public sealed record SubsetReport(
    Subset Subset, int Images, int Readable, IReadOnlyDictionary<string, int> Sizes,
    IReadOnlyList<long> ClassPixels, IReadOnlyList<int> ClassImages, long IgnoredPixels)
{
    /// <summary>Pixels of values that are neither classes nor ignored.</summary>
    public long OutOfRangePixels { get; init; }

    /// <summary>Which images in which order: SHA-256 of the stems, each followed by a line feed.</summary>
    public string ImageList { get; init; } = "";

    /// <summary>What the label files store, by value; of every label that could be read, whatever its image.</summary>
    public IReadOnlyList<StoredValue> Stored { get; init; } = [];

    /// <summary>Stems of images without a pixel that counts.</summary>
    public IReadOnlyList<string> AllIgnored { get; init; } = [];

    /// <summary>Stems of images whose pixels all have one class or are ignored.</summary>
    public IReadOnlyList<string> OneClass { get; init; } = [];

    /// <summary>A few images that show as many classes as they can.</summary>
    public IReadOnlyList<SampleImage> Samples { get; init; } = [];
}

/// <summary>What a check of a data set found; serialisable with <see cref="SchemaJson"/>.</summary>
/// <param name="Name">Data set.</param>
/// <param name="Manifest">Hash over both subsets, as runs record it; empty where problems were found.</param>
/// <param name="Classes">Classes, in index order.</param>
/// <param name="Subsets">Training and validation.</param>
/// <param name="Problems">Missing folders and partners, empty splits, unreadable files: one sentence each.</param>
/// <param name="OutOfRange">Label values that are neither a class nor ignored; of each file the eight with the most pixels.</param>
public sealed record DatasetReport(
    string Name, string Manifest, IReadOnlyList<DatasetClass> Classes, IReadOnlyList<SubsetReport> Subsets,
    IReadOnlyList<string> Problems, IReadOnlyList<OutOfRangeValue> OutOfRange)
{
    /// <summary>Probable mistakes by name, and what else is worth knowing; what weighs most comes first.</summary>
    public IReadOnlyList<DatasetFinding> Findings { get; init; } = [];

    /// <summary>Every image that cannot be used as it is, once for each fault.</summary>
    public IReadOnlyList<FaultyImage> Faulty { get; init; } = [];

    /// <summary>Images that occur more than once.</summary>
    public IReadOnlyList<DuplicateImages> Duplicates { get; init; } = [];

    /// <summary>Whether the data set can be trained on as it is.</summary>
    public bool IsSound => Problems.Count == 0 && OutOfRange.Count == 0 && !Findings.Any(f => f.Weight == FindingWeight.Wrong);

    /// <summary>Images in both subsets.</summary>
    public int ImageCount => Subsets.Sum(s => s.Images);

    /// <summary>The verdict in one sentence.</summary>
    public string Verdict => Check.ReportText.Verdict(this);

    /// <summary>The report as lines of text: the verdict and what to do, then subsets, then classes.</summary>
    public IReadOnlyList<string> ToLines() => Check.ReportText.Of(this);
}
