using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Official;

/// <summary>
/// Pascal VOC 2012's segmentation task: <c>VOCdevkit/VOC2012/{JPEGImages,SegmentationClass}</c>, with the splits in
/// <c>ImageSets/Segmentation</c>. Labels are palette PNGs whose indices are the classes; 255 is the border around objects.
/// </summary>
internal sealed class PascalVoc() : OfficialSet(DatasetName.Voc2012, "voc2012.csv")
{
    /// <summary>Images of the validation split.</summary>
    internal const int ValidationImages = 1449;

    private const int TrainImages = 1464;

    private static readonly ArchiveLayout Layout = new(
        ["", "VOC2012", "VOCdevkit/VOC2012", "VOCtrainval_11-May-2012/VOCdevkit/VOC2012"], ["JPEGImages", "SegmentationClass", "ImageSets", "Segmentation"]);

    private static readonly ArchiveLayout TestLayout = Layout with { Nested = [.. Layout.Nested, "VOC2012test/VOCdevkit/VOC2012"] };

    /// <inheritdoc />
    public override IReadOnlyList<OfficialSubset> Subsets { get; } =
        [new("train", TrainImages), new("val", ValidationImages), new("trainval", TrainImages + ValidationImages)];

    /// <inheritdoc />
    public override OfficialSubset Test { get; } = new("test", 1456);

    /// <inheritdoc />
    protected override IReadOnlyList<int> Ignored { get; } = [255];

    /// <inheritdoc />
    public override SubsetFiles? Files(OfficialFolders folders, string subset, DataSettings settings) =>
        Everything(folders) is { } all && Split(folders, subset) is { } stems ? all.Only(stems) : null;

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string>? TestImages(OfficialFolders folders)
    {
        const string List = "ImageSets/Segmentation/test.txt";
        // The test archive may have been unpacked beside the other, and then has folders of the same names.
        foreach (var layout in TestLayout.Nested.Reverse().Select(n => new ArchiveLayout([n], Layout.Inner)))
        {
            if (folders.Find(layout, "JPEGImages") is not { } root || !File.Exists(Path.Combine(root, List))) continue;
            return folders.Lines(Path.Combine(root, List)) is { } stems && folders.Files(Path.Combine(root, "JPEGImages"), ".jpg") is { } images
                ? new SubsetFiles(root, images, images).Only(stems).Images
                : null;
        }

        folders.Missing("data.root", $"VOC2012's {List}", "unpack VOC2012test.tar there, or name the folder that it was unpacked in");
        return null;
    }

    /// <summary>Every image and every label that there is; null, with the problem told, where the set is not there.</summary>
    internal static SubsetFiles? Everything(OfficialFolders folders)
    {
        if (folders.Find(Layout, "JPEGImages", "SegmentationClass", "ImageSets/Segmentation") is not { } root)
        {
            folders.Missing("data.root", "VOC2012's JPEGImages, SegmentationClass and ImageSets/Segmentation", "unpack VOCtrainval_11-May-2012.tar there, or name the folder that it was unpacked in");
            return null;
        }

        var (images, labels) = (folders.Files(Path.Combine(root, "JPEGImages"), ".jpg"), folders.Files(Path.Combine(root, "SegmentationClass"), ".png"));
        return images is null || labels is null ? null : new SubsetFiles(root, images, labels);
    }

    /// <summary>The stems of a split; null, with the problem told, where its list cannot be read.</summary>
    internal static IReadOnlyList<string>? Split(OfficialFolders folders, string subset) =>
        folders.Find(Layout, "JPEGImages", "SegmentationClass", "ImageSets/Segmentation") is { } root
            ? folders.Lines(Path.Combine(root, "ImageSets", "Segmentation", $"{subset}.txt"))
            : null;
}
