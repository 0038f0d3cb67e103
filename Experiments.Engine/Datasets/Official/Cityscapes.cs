using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Official;

/// <summary>
/// Cityscapes (Cordts et al. 2016): <c>leftImg8bit/SPLIT/CITY/CITY_SSSSSS_FFFFFF_leftImg8bit.png</c> with labels in
/// <c>gtFine</c> or <c>gtCoarse</c>. Label files hold label ids, of which 19 are classes; the stem is <c>CITY_SSSSSS_FFFFFF</c>.
/// </summary>
internal sealed class Cityscapes() : OfficialSet(DatasetName.Cityscapes, "cityscapes.csv")
{
    private const string ImageSuffix = "_leftImg8bit.png";
    private const string Coarse = "-coarse";

    private static readonly ArchiveLayout Layout = new(
        ["", "cityscapes", "Cityscapes", "leftImg8bit_trainvaltest", "leftImg8bit_trainextra", "gtFine_trainvaltest", "gtCoarse"],
        ["leftImg8bit", "gtFine", "gtCoarse", "train", "val", "test", "train_extra"]);

    // Label ids of objects that are not evaluated (0 unlabelled ... 30 trailer); a licence plate, -1, is stored as 255.
    private static readonly int[] NotEvaluated = [0, 1, 2, 3, 4, 5, 6, 9, 10, 14, 15, 16, 18, 29, 30, 255];

    /// <inheritdoc />
    public override IReadOnlyList<OfficialSubset> Subsets { get; } =
        [new("train", 2975), new("val", 500), new("train_extra", 19998), new("train-coarse", 2975, "train"), new("val-coarse", 500, "val")];

    /// <inheritdoc />
    public override OfficialSubset Test { get; } = new("test", 1525);

    /// <inheritdoc />
    public override string StemSuffix => "_leftImg8bit";

    /// <inheritdoc />
    protected override IReadOnlyDictionary<int, int> Map => field ??= Classes.Select((c, i) => (Id: c.LabelId!.Value, i)).ToDictionary(c => c.Id, c => c.i);

    /// <inheritdoc />
    protected override IReadOnlyList<int> Ignored => NotEvaluated;

    /// <inheritdoc />
    public override SubsetFiles? Files(OfficialFolders folders, string subset, DataSettings settings)
    {
        var isCoarse = subset == "train_extra" || subset.EndsWith(Coarse, StringComparison.Ordinal);
        var split = subset.Replace(Coarse, "", StringComparison.Ordinal);
        var (kind, archive) = isCoarse ? ("gtCoarse", "gtCoarse.zip") : ("gtFine", "gtFine_trainvaltest.zip");
        var images = Folder(folders, $"leftImg8bit/{split}", ImageArchive(split));
        var labels = Folder(folders, $"{kind}/{split}", archive);
        if (images is null || labels is null) return null;
        var (imageFiles, labelFiles) = (folders.Files(images, ImageSuffix, inFolders: true), folders.Files(labels, $"_{kind}_labelIds.png", inFolders: true));
        if (imageFiles is null || labelFiles is null) return null;
        var files = new SubsetFiles(images, imageFiles, labelFiles);
        return isCoarse ? files : files with { Instances = folders.Files(labels, "_gtFine_instanceIds.png", inFolders: true) ?? [] };
    }

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string>? TestImages(OfficialFolders folders) =>
        Folder(folders, "leftImg8bit/test", ImageArchive("test")) is { } folder ? folders.Files(folder, ImageSuffix, inFolders: true) : null;

    private static string ImageArchive(string split) => split == "train_extra" ? "leftImg8bit_trainextra.zip" : "leftImg8bit_trainvaltest.zip";

    /// <summary>A split's folder: archives may have been unpacked into one folder or each into its own.</summary>
    private static string? Folder(OfficialFolders folders, string inner, string archive)
    {
        if (folders.Find(Layout, inner) is { } found) return Path.Combine(found, inner);
        folders.Missing("data.root", $"Cityscapes' {inner}", $"unpack {archive} there, or name the folder that it was unpacked in");
        return null;
    }
}
