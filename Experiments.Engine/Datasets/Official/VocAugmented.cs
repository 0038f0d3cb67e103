using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Official;

/// <summary>
/// Pascal VOC 2012 with SBD's labels, "train_aug": (VOC train ∪ SBD train ∪ SBD val) − VOC val, put together in memory. An image
/// that VOC has labels for keeps VOC's; the others have SBD's. Validation is VOC's.
/// </summary>
internal sealed class VocAugmented() : OfficialSet(DatasetName.VocAug, "voc2012.csv")
{
    private static readonly PascalVoc Voc = new();

    /// <inheritdoc />
    public override IReadOnlyList<OfficialSubset> Subsets { get; } = [new("train", 10582), new("val", PascalVoc.ValidationImages)];

    /// <inheritdoc />
    protected override IReadOnlyList<int> Ignored { get; } = [255];

    /// <inheritdoc />
    public override SubsetFiles? Files(OfficialFolders folders, string subset, DataSettings settings)
    {
        if (subset != "train") return Voc.Files(folders, subset, settings);
        var isNamed = settings.SbdRoot.Length > 0;
        var sbdFolders = isNamed ? new OfficialFolders(Path.GetFullPath(settings.SbdRoot), folders.Problem) : folders;
        var (voc, sbd) = (PascalVoc.Everything(folders), Sbd.Everything(sbdFolders, isNamed ? "data.sbdRoot" : "data.root (data.sbdRoot is empty)"));
        if (voc is null || sbd is null) return null;
        var lists = new[]
        {
            PascalVoc.Split(folders, "train"), PascalVoc.Split(folders, "val"), Sbd.Split(sbdFolders, "train"), Sbd.Split(sbdFolders, "val"),
        };
        if (lists is not [{ } train, { } held, { } sbdTrain, { } sbdVal]) return null;
        var stems = train.Concat(sbdTrain).Concat(sbdVal).Except(held, StringComparer.Ordinal).ToList();
        return new SubsetFiles($"{voc.Place} and {sbd.Place}", Either(voc.Images, sbd.Images), Either(voc.Labels, sbd.Labels)).Only(stems);
    }

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string>? TestImages(OfficialFolders folders) => Voc.TestImages(folders);

    private static Dictionary<string, string> Either(IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> second)
    {
        var both = new Dictionary<string, string>(second, StringComparer.Ordinal);
        foreach (var (stem, file) in first) both[stem] = file;
        return both;
    }
}
