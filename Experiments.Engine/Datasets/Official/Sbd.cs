using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Official;

/// <summary>
/// The Semantic Boundaries Dataset (Hariharan et al. 2011): <c>benchmark_RELEASE/dataset/{img,cls,train.txt,val.txt}</c>, images of
/// Pascal VOC with labels in MATLAB files (<c>GTcls.Segmentation</c>); classes as Pascal VOC's, without a border.
/// </summary>
internal sealed class Sbd() : OfficialSet(DatasetName.Sbd, "voc2012.csv")
{
    private static readonly ArchiveLayout Layout = new(
        ["", "dataset", "benchmark_RELEASE/dataset", "benchmark/benchmark_RELEASE/dataset"], ["img", "cls", "inst"]);

    /// <inheritdoc />
    public override IReadOnlyList<OfficialSubset> Subsets { get; } = [new("train", 8498), new("val", 2857)];

    /// <inheritdoc />
    protected override IReadOnlyList<int> Ignored { get; } = [255];

    /// <inheritdoc />
    public override SubsetFiles? Files(OfficialFolders folders, string subset, DataSettings settings) =>
        Everything(folders, "data.root") is { } all && Split(folders, subset) is { } stems ? all.Only(stems) : null;

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string>? TestImages(OfficialFolders folders)
    {
        folders.Problem("SBD has no test subset: use voc2012's, or predict --images.");
        return null;
    }

    /// <summary>Every image and every label that there is; null, with the problem told, where the set is not there.</summary>
    /// <param name="folders">Where to look.</param>
    /// <param name="setting">The setting that names where.</param>
    internal static SubsetFiles? Everything(OfficialFolders folders, string setting)
    {
        if (folders.Find(Layout, "img", "cls") is not { } root)
        {
            folders.Missing(setting, "SBD's folder dataset with img and cls", "unpack benchmark.tgz there, or name the folder that it was unpacked in");
            return null;
        }

        var (images, labels) = (folders.Files(Path.Combine(root, "img"), ".jpg"), folders.Files(Path.Combine(root, "cls"), ".mat"));
        return images is null || labels is null ? null : new SubsetFiles(root, images, labels);
    }

    /// <summary>The stems of a split; null, with the problem told, where its list cannot be read.</summary>
    internal static IReadOnlyList<string>? Split(OfficialFolders folders, string subset) =>
        folders.Find(Layout, "img", "cls") is { } root ? folders.Lines(Path.Combine(root, $"{subset}.txt")) : null;
}
