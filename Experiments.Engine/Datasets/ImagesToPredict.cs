using Experiments.Engine.Datasets.Official;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>Images that nobody needs to have labelled, and how predictions of them are written as a data set's own labels are.</summary>
/// <param name="Images">Stems, and how each image is read; sorted by stem.</param>
/// <param name="Labels">The data set's label values.</param>
/// <param name="IsPalette">Whether its label files are palette PNGs (Pascal VOC); grey ones where not.</param>
internal sealed record ImagesToPredict(IReadOnlyList<(string Stem, Func<RgbImage> Read)> Images, LabelRule Labels, bool IsPalette)
{
    /// <summary>The name of the subset without labels.</summary>
    public const string TestSubset = "test";

    /// <summary>The images of a folder.</summary>
    /// <param name="folder">Folder of PNG and JPEG images.</param>
    /// <param name="trained">What the network was trained on: predictions are written as its labels are.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="UsageException">There is no such folder, no image in it, or two of one stem.</exception>
    public static ImagesToPredict OfFolder(string folder, DataSettings trained, int classes)
    {
        if (!Directory.Exists(folder)) throw new UsageException($"--images {folder} is no folder: give a folder of PNG or JPEG images.");
        var files = Directory.GetFiles(folder)
            .Where(f => SplitListing.ImageExtensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
            .GroupBy(f => Path.GetFileNameWithoutExtension(f), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (files.Count == 0) throw new UsageException($"--images {folder} has no PNG or JPEG image: give a folder of images.");
        if (files.FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UsageException($"--images {folder} has {string.Join(" and ", twice.Select(Path.GetFileName))}: their predictions would be one file; remove or rename one of them.");
        return Of(files.Select(g => (g.Key, g.Single())), trained, classes);
    }

    /// <summary>The images of a subset.</summary>
    /// <param name="configuration">Its <c>data</c> and <c>synthetic</c> sections count.</param>
    /// <param name="subset"><c>test</c>, <c>train</c> or <c>validation</c>.</param>
    /// <exception cref="UsageException">Every problem at once: there is no such subset, missing folders, missing images, ...</exception>
    public static ImagesToPredict OfSubset(RunConfiguration configuration, string subset)
    {
        if (subset == TestSubset) return OfTest(configuration.Data);
        var chosen = Enum.GetValues<Subset>().Where(s => SettingDescriptor.NameOf(s) == subset).ToList();
        if (chosen.Count == 0) throw new UsageException($"--subset is \"{subset}\": it must be {TestSubset}, train or validation.");
        // Without a cache around it, which would hide what its label values mean.
        var dataset = DatasetFactory.Open(configuration with { Execution = configuration.Execution with { DiskCache = "" } });
        return dataset is FileDataset files
            ? new ImagesToPredict([.. files.Stems(chosen[0]).Select((stem, i) => (stem, (Func<RgbImage>)(() => files.LoadImage(chosen[0], i))))], files.Labels, IsPaletteOf(configuration.Data))
            : new ImagesToPredict(
                [.. dataset.Stems(chosen[0]).Select((stem, i) => (stem, (Func<RgbImage>)(() => dataset.Load(chosen[0], i).Image)))],
                new LabelRule(dataset.Classes.Count, null, new HashSet<int>()), IsPalette: false);
    }

    private static ImagesToPredict OfTest(DataSettings data)
    {
        var name = SettingDescriptor.NameOf(data.Dataset);
        if (OfficialSet.Find(data.Dataset) is not { } set)
            throw new UsageException($"--subset is {TestSubset}, but data.dataset {name} has no test subset: use --images with a folder of images.");
        if (!Directory.Exists(data.Root))
            throw new UsageException($"data.root is \"{data.Root}\", which is no folder: give the folder that {set.Title} was unpacked in.");
        var problems = new List<string>();
        var root = Path.GetFullPath(data.Root);
        var images = set.TestImages(new OfficialFolders(root, problems.Add));
        if (images is null || problems.Count > 0) throw new UsageException(problems);
        if (images.Count == 0 || (set.Test.Images > 0 && images.Count != set.Test.Images && !data.AllowIncomplete))
            throw new UsageException($"The test subset of {set.Title} has {(set.Test.Images > 0 ? set.Test.Images : "several")} images, and {images.Count} were found in {root}: the download or the unpacking is incomplete; unpack it again{(images.Count == 0 ? "" : ", or set data.allowIncomplete to true to take what there is")}.");
        return Of(images.OrderBy(i => i.Key, StringComparer.Ordinal).Select(i => (i.Key, i.Value)), data, set.Classes.Count);
    }

    private static ImagesToPredict Of(IEnumerable<(string Stem, string Path)> files, DataSettings data, int classes)
    {
        var map = data.LabelMap.Count > 0 ? LabelMapText.Parse(data.LabelMap) : null;
        var rule = OfficialSet.Find(data.Dataset)?.Rule([]) ?? new LabelRule(classes, map, new HashSet<int>());
        return new ImagesToPredict([.. files.Select(f => (f.Stem, (Func<RgbImage>)(() => ImageFile.ReadRgb(f.Path))))], rule, IsPaletteOf(data));
    }

    private static bool IsPaletteOf(DataSettings data) => data.Dataset is DatasetName.Voc2012 or DatasetName.VocAug;
}
