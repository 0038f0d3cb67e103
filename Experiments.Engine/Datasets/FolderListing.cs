using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>
/// The pairs of image and label that a folder set's settings choose, sorted by stem, with everything that is wrong.
/// Files are listed, not opened.
/// </summary>
internal sealed class FolderListing : LabelledListing
{
    private static readonly string[] LabelExtensions = [".png"];

    private static readonly StemStyle Stems = new(
        1, "Stem of {0} without image and label", "correct the list", "a text file of stems, one a line, or a pattern such as 0016E5_*");

    private readonly IReadOnlyList<LabelledImage> _train = [];
    private readonly IReadOnlyList<LabelledImage> _validation = [];

    /// <summary>Lists both subsets.</summary>
    public FolderListing(DataSettings settings) : base(settings, "a folder set", Stems)
    {
        if (!HasRoot) return;
        _train = Choose("train", settings.TrainImages, settings.TrainLabels, settings.TrainList, settings.TrainLimit);
        _validation = Choose("validation", settings.ValidationImages, settings.ValidationLabels, settings.ValidationList, settings.ValidationLimit);
        if (settings.ValidationInstances.Length > 0) _validation = WithInstances(_validation, settings.ValidationInstances);
    }

    /// <inheritdoc />
    public override IReadOnlyList<LabelledImage> Of(Subset subset) => subset == Subset.Train ? _train : _validation;

    private IReadOnlyList<LabelledImage> Choose(string subset, string imageFolder, string labelFolder, string list, int limit)
    {
        var before = Problems.Count;
        var images = List($"data.{subset}Images", imageFolder, ImageExtensions);
        var labels = List($"data.{subset}Labels", labelFolder, LabelExtensions);
        if (images is null || labels is null) return [];
        var stems = Select(subset, list, images.Keys.Concat(labels.Keys));
        if (stems is null) return [];

        ReportUnpaired(stems.Where(s => !images.ContainsKey(s)), $"Label without image in \"{imageFolder}\" ({subset})", "add the image, or leave the stem out of the split");
        ReportUnpaired(stems.Where(s => !labels.ContainsKey(s)), $"Image without label in \"{labelFolder}\" ({subset})", "add the label PNG, or leave the stem out of the split");
        var entries = stems.Where(s => images.ContainsKey(s) && labels.ContainsKey(s)).Select(s => new LabelledImage(s, images[s], labels[s])).ToList();
        if (entries.Count == 0 && Problems.Count == before)
        {
            Problem(list.Length == 0
                ? $"The {subset} split is empty: \"{imageFolder}\" has no PNG or JPEG image; check data.{subset}Images."
                : $"The {subset} split is empty: data.{subset}List \"{list}\" chooses none of the {images.Count} images in \"{imageFolder}\"; check the list or the pattern.");
        }

        return Limited(entries, limit);
    }

    private IReadOnlyList<LabelledImage> WithInstances(IReadOnlyList<LabelledImage> entries, string folder)
    {
        if (List("data.validationInstances", folder, LabelExtensions) is not { } files) return entries;
        ReportUnpaired(entries.Select(e => e.Stem).Where(s => !files.ContainsKey(s)), $"Image without instances in \"{folder}\"", "add the instance PNG, or leave data.validationInstances empty");
        return [.. entries.Select(e => e with { InstancePath = files.GetValueOrDefault(e.Stem, "") })];
    }

    private Dictionary<string, string>? List(string setting, string folder, string[] extensions)
    {
        var path = Path.Combine(Root, folder);
        if (!Directory.Exists(path))
        {
            Problem($"{setting} is \"{folder}\", but {path} is no folder: give a folder relative to data.root{Neighbours(path)}.");
            return null;
        }

        string[] found;
        try
        {
            found = Directory.GetFiles(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem($"{setting} is \"{folder}\", but {path} cannot be listed ({e.Message}): check its permissions.");
            return null;
        }

        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in found.Order(StringComparer.Ordinal))
        {
            if (!extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)) continue;
            var stem = Path.GetFileNameWithoutExtension(file);
            if (!files.TryAdd(stem, file))
                Problem($"{setting}: {Path.GetFileName(files[stem])} and {Path.GetFileName(file)} in {path} have the same stem; remove one of them.");
        }

        return files;
    }
}
