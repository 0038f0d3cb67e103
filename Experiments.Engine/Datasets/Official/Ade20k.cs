using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Official;

/// <summary>
/// ADE20K's scene parsing benchmark (Zhou et al. 2017): <c>ADEChallengeData2016/{images,annotations}/{training,validation}</c>,
/// images as JPEG, labels as grey PNG of the same stems: 0 is none of the 150 classes and ignored, class c is stored as c + 1.
/// </summary>
internal sealed class Ade20k() : OfficialSet(DatasetName.Ade20k, "ade20k.csv")
{
    private static readonly ArchiveLayout Layout = new(["", "ADEChallengeData2016"], ["images", "annotations", "training", "validation"]);
    private static readonly ArchiveLayout TestLayout = new(["", "release_test", "ADEChallengeData2016/images", "images"], Layout.Inner);

    /// <inheritdoc />
    public override IReadOnlyList<OfficialSubset> Subsets { get; } = [new("train", 20210), new("val", 2000)];

    /// <inheritdoc />
    protected override IReadOnlyDictionary<int, int> Map => field ??= Enumerable.Range(0, Classes.Count).ToDictionary(c => c + 1, c => c);

    /// <inheritdoc />
    protected override IReadOnlyList<int> Ignored { get; } = [0];

    /// <inheritdoc />
    public override SubsetFiles? Files(OfficialFolders folders, string subset, DataSettings settings)
    {
        var split = subset == "train" ? "training" : "validation";
        if (folders.Find(Layout, $"images/{split}", $"annotations/{split}") is not { } root)
        {
            folders.Missing("data.root", $"ADE20K's images/{split} with annotations/{split}", "unpack ADEChallengeData2016.zip there, or name the folder that it was unpacked in");
            return null;
        }

        var place = Path.Combine(root, "images", split);
        var (images, labels) = (folders.Files(place, ".jpg"), folders.Files(Path.Combine(root, "annotations", split), ".png"));
        return images is null || labels is null ? null : new SubsetFiles(place, images, labels);
    }

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string>? TestImages(OfficialFolders folders)
    {
        if (folders.Find(TestLayout, "testing") is { } root) return folders.Files(Path.Combine(root, "testing"), ".jpg");
        folders.Missing("data.root", "ADE20K's folder testing", "unpack release_test.zip there, or name the folder that it was unpacked in");
        return null;
    }
}
